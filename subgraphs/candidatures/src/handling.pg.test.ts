import type { Bus } from "@stages/events/bus.ts";
import { type DomainEvent, domainEvent, type Events, type EventType } from "@stages/events/contracts.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import type { ActorOf } from "@stages/kernel/actor.ts";
import { newId } from "@stages/kernel/ids.ts";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Candidature } from "./domain/candidature.ts";
import { CAMPAIGN, IN_TIME, SUBMITTED_AT } from "./domain/fixtures.ts";
import { PARTIES, STATUSES, TRANSITIONS } from "./domain/lifecycle.ts";
import { ACCEPT, type Graph, startGraph } from "./graph-fixture.ts";
import { remindHosts } from "./operations/remind-hosts.ts";
import { remindStudents } from "./operations/remind-students.ts";
import { releaseCandidatures, transferCandidature } from "./operations/transfer-candidature.ts";
import { findByIds } from "./persistence/candidatures.ts";
import { saveTransfers } from "./persistence/transfers.ts";
import * as tables from "./persistence/tables.ts";

let graph: Graph;
let bus: Bus;

beforeAll(async () => {
  graph = await startGraph({ replicas: 2 });
  bus = postgresBus(graph.url);
});
afterAll(async () => {
  await bus.stop();
  await graph.stop();
});

const publish = <T extends EventType>(type: T, key: string, payload: Events[T]) => bus.publish([domainEvent(type, key, payload, IN_TIME) as DomainEvent]);
const eventually = <T>(check: () => Promise<T>) => vi.waitFor(check, { timeout: 30_000 });
const one = async (id: Parameters<typeof findByIds>[1][number]) => (await findByIds(graph.db, [id]))[0]!;

/** A host with as many managers, each as an actor. */
async function aHost(count: number) {
  const hostId = newId("host");
  const managers = Array.from({ length: count }, (): ActorOf<"HOST_MANAGER"> => ({ role: "HOST_MANAGER", personId: newId("person"), hostIds: [hostId] }));
  await graph.db.insert(tables.hostManagers).values(managers.map(({ personId }) => ({ hostId, personId })));
  return { hostId, managers };
}

describe("the database's table of steps", () => {
  it("is that of the domain, pair by pair and party by party", async () => {
    const froms = [null, ...STATUSES];
    const asked = froms.flatMap((from) => STATUSES.flatMap((to) => [null, ...PARTIES].map((party) => ({ from, to, party }))));
    const rows = await graph.db.execute<{ possible: boolean }>(sql`
      select candidatures.is_step(j ->> 'from', j ->> 'to', j ->> 'party') as possible from jsonb_array_elements(${JSON.stringify(asked)}::text::jsonb) with ordinality as t (j, n) order by n`);
    const expected = asked.map(({ from, to, party }) => TRANSITIONS.some((step) => step.from === from && step.to === to && (party === null || step.by.includes(party))));
    expect(rows.map(({ possible }) => possible)).toEqual(expected);
    expect(expected.filter(Boolean)).toHaveLength(TRANSITIONS.length + TRANSITIONS.flatMap(({ by }) => by).length);
  });

  const pairs = STATUSES.flatMap((from) => STATUSES.filter((to) => to !== from).map((to) => [from, to] as const));

  it("lets a row take those steps and no other", async () => {
    const made = await graph.candidatures(pairs.map(([status]) => ({ studentId: newId("student"), offerId: newId("offer"), status, bookingId: newId("booking"), lastDayToConfirm: Temporal.PlainDate.from("2027-03-14") }) as Partial<Candidature>));
    const taken: string[] = [];
    for (const [nth, [from, to]] of pairs.entries()) {
      const step = graph.db.update(tables.candidatures).set({ status: to }).where(eq(tables.candidatures.id, made[nth]!.id));
      await step.then(() => taken.push(`${from} ${to}`), (error: { cause?: { code?: string } }) => expect(error.cause?.code).toBe("23001"));
    }
    expect(taken.toSorted()).toEqual(TRANSITIONS.filter(({ from }) => from !== null).map(({ from, to }) => `${from} ${to}`).toSorted());
  });
});

const TRANSFER = `mutation($id: ID!, $to: ID!) { transferCandidature(input: { candidatureId: $id, toPersonId: $to }) {
  id assignedTo lastDayToAnswer transfers { byPersonId fromPersonId toPersonId } viewerActions { action allowed } } }`;

interface Given {
  readonly assignedTo: string | null;
  readonly lastDayToAnswer: string;
  readonly viewerActions: readonly { readonly action: string; readonly allowed: boolean }[];
  readonly transfers: readonly { readonly toPersonId: string | null }[];
}

describe("a candidature given to a colleague", () => {
  const give = (by: ActorOf<"HOST_MANAGER">, id: string, to: string, now = IN_TIME) => graph.run<{ transferCandidature: Given }>(by, TRANSFER, { id, to }, now);

  it("is theirs, recorded, with the same last day, and any manager still answers it", async () => {
    const { hostId, managers } = await aHost(2);
    const [me, colleague] = managers as [ActorOf<"HOST_MANAGER">, ActorOf<"HOST_MANAGER">];
    const { candidature } = await graph.candidature({ hostId });
    const { id } = candidature;
    const given = await give(me, id, colleague.personId);
    expect(given.data.transferCandidature).toMatchObject({ assignedTo: colleague.personId, lastDayToAnswer: "2027-03-16", transfers: [{ byPersonId: me.personId, fromPersonId: null, toPersonId: colleague.personId }] });
    expect(given.data.transferCandidature.viewerActions.filter(({ allowed }) => allowed).map(({ action }) => action)).toEqual(["readCandidature", "acceptCandidature", "refuseCandidature", "transferCandidature"]);
    expect((await give(me, id, colleague.personId)).data.transferCandidature.transfers).toHaveLength(1);
    expect((await give(colleague, id, me.personId)).data.transferCandidature).toMatchObject({ assignedTo: me.personId, transfers: [{}, { fromPersonId: colleague.personId, toPersonId: me.personId }] });
    expect((await graph.run(colleague, ACCEPT, { id }, Temporal.Instant.from("2027-03-16T22:59:59Z"))).code).toBeUndefined();
    expect((await give(me, id, colleague.personId, Temporal.Instant.from("2027-03-20T10:00:00Z"))).code).toBeUndefined();
  });

  it("is not given to a stranger, to oneself alone, once expired, nor by another host", async () => {
    const { hostId, managers } = await aHost(2);
    const [me, colleague] = managers as [ActorOf<"HOST_MANAGER">, ActorOf<"HOST_MANAGER">];
    const { candidature: { id } } = await graph.candidature({ hostId });
    const stranger = (await aHost(1)).managers[0]!;
    for (const to of [stranger.personId, newId("person"), "n'importe qui"]) expect((await give(me, id, to)).code).toBe("NOT_A_COLLEAGUE");
    expect((await give(stranger, id, stranger.personId)).code).toBe("NOT_FOUND");
    expect((await give(me, id, colleague.personId, Temporal.Instant.from("2027-03-16T23:00:00Z"))).code).toBe("CANDIDATURE_EXPIRED");
    const { candidature: lonely } = await graph.candidature({ hostId: stranger.hostIds[0]! });
    expect((await give(stranger, lonely.id, stranger.personId)).code).toBe("NO_COLLEAGUE");
  });

  it("is shown to the host's managers, and to nobody else", async () => {
    const { hostId, managers } = await aHost(2);
    const { candidature, student } = await graph.candidature({ hostId });
    for (const field of ["assignedTo", "transfers { at }"]) {
      const query = `query($id: ID!) { candidature(id: $id) { ${field} } }`;
      expect((await graph.run(managers[1]!, query, { id: candidature.id })).code).toBeUndefined();
      expect((await graph.run(student, query, { id: candidature.id })).code).toBe("FORBIDDEN");
    }
  });

  it("is any manager's again once the one who has it manages the host no more, and says so", async () => {
    const { hostId, managers } = await aHost(1);
    const { personId } = managers[0]!;
    const newcomer = newId("person");
    await publish("HostManagerAdded", hostId, { hostId, personId: newcomer });
    const { candidature: { id } } = await graph.candidature({ hostId });
    await eventually(async () => expect((await give(managers[0]!, id, newcomer)).code).toBeUndefined());
    await publish("HostManagerRemoved", hostId, { hostId, personId: newcomer });
    await eventually(async () => expect((await one(id)).assignedTo).toBeNull());
    const { data } = await graph.run<{ candidature: Given }>(managers[0]!, "query($id: ID!) { candidature(id: $id) { assignedTo transfers { byPersonId toPersonId } } }", { id });
    expect(data.candidature).toEqual({ assignedTo: null, transfers: [{ byPersonId: personId, toPersonId: newcomer }, { byPersonId: null, toPersonId: null }] });
    expect((await give(managers[0]!, id, newcomer)).code).toBe("NO_COLLEAGUE");
  });

  /** A candidature of a host of three managers, one of whom is leaving. */
  async function departure() {
    const { hostId, managers } = await aHost(3);
    const { candidature } = await graph.candidature({ hostId });
    const leaving = managers[1]!.personId;
    return { id: candidature.id, by: managers[0]!, leaving, leave: () => graph.write((tx) => releaseCandidatures(tx, { hostId, personId: leaving }, IN_TIME)) };
  }

  it("is never left with someone who was being withdrawn", async () => {
    for (let round = 0; round < 20; round++) {
      const { id, by, leaving, leave } = await departure();
      await Promise.allSettled([transferCandidature({ write: graph.write, actor: by, now: IN_TIME }, { candidatureId: id, toPersonId: leaving }), leave()]);
      expect((await one(id)).assignedTo).toBeNull();
    }
  });

  it("is, where the colleague is looked at and not held: the control", async () => {
    const { id, by, leaving, leave } = await departure();
    await graph.write(async (tx) => {
      const [known] = await tx.select().from(tables.hostManagers).where(eq(tables.hostManagers.personId, leaving));
      await leave();
      if (known) await saveTransfers(tx, [{ candidatureId: id, at: IN_TIME, byPersonId: by.personId, fromPersonId: null, toPersonId: leaving }]);
    });
    expect((await one(id)).assignedTo).toBe(leaving);
  });

  it("keeps the lines that say so", async () => {
    await expect(graph.db.delete(tables.transfers)).rejects.toMatchObject({ cause: { code: "23001" } });
    await expect(graph.db.update(tables.transfers).set({ toPersonId: null })).rejects.toMatchObject({ cause: { code: "23001" } });
  });
});

describe("a student who has not confirmed", () => {
  const LAST = Temporal.PlainDate.from("2027-03-14");
  const at = (date: string) => Temporal.ZonedDateTime.from(`${date}T00:00[Europe/Paris]`).toInstant();
  const accepted = async (count: number, over: Partial<Candidature> = {}) => {
    const offer = await graph.offer({ title: "Un atelier" });
    return graph.candidatures((await graph.students(count)).map(({ studentId }) => ({ studentId, offerId: offer.id, status: "ACCEPTED", lastDayToConfirm: LAST, ...over }) as Partial<Candidature>));
  };
  const told = (ids: readonly string[]) =>
    eventually(async () => {
      expect(await graph.db.select({ id: tables.outbox.eventId }).from(tables.outbox).limit(1)).toEqual([]);
      return (await bus.read(0, ["ConfirmationAwaited"], 10_000)).filter(({ key }) => ids.includes(key));
    });

  it("is told so on the eve of the last day, once, by however many replicas, and on that day where the eve was missed", async () => {
    const live = await accepted(40);
    const silent = [...(await accepted(1, { status: "CONFIRMED" })), ...(await accepted(1, { status: "WITHDRAWN" })), ...(await accepted(1, { lastDayToConfirm: LAST.subtract({ days: 2 }) }))];
    const [late] = await accepted(1, { lastDayToConfirm: LAST.add({ days: 5 }) });
    const ids = [...live, ...silent, late!].map(({ id }) => id);
    const pass = (date: string) => Promise.all(Array.from({ length: 4 }, () => remindStudents(graph.write, at(date))));
    await pass("2027-03-12").then(() => remindStudents(graph.write, at("2027-03-13").subtract({ nanoseconds: 1 })));
    // Whose last day was the 12th has heard it then.
    expect((await told(ids)).map(({ key }) => key)).toEqual([silent[2]!.id]);
    await pass("2027-03-13");
    await pass("2027-03-14");
    await pass("2027-03-15");
    const events = (await told(ids)).filter(({ key }) => key !== silent[2]!.id);
    expect(events.map(({ key }) => key).toSorted()).toEqual(live.map(({ id }) => id as string).toSorted());
    expect(events[0]!.payload).toMatchObject({ candidatureId: events[0]!.key, offerTitle: "Un atelier", lastDayToConfirm: "2027-03-14" });
    // An outage of the eve's night: the last day itself is still in time.
    await pass("2027-03-19");
    expect(await told([late!.id])).toHaveLength(1);
  });
});

describe("a host that has not answered", () => {
  const day = (date: string, hour = 9) => Temporal.ZonedDateTime.from(`${date}T${String(hour).padStart(2, "0")}:00[Europe/Paris]`).toInstant();
  const FIRST = Temporal.PlainDate.from("2027-03-11");
  const waiting = async (count: number, over: Partial<Candidature> = {}) => {
    const offer = await graph.offer({ title: "Un atelier" });
    return graph.candidatures((await graph.students(count)).map(({ studentId }) => ({ studentId, offerId: offer.id, nextReminderOn: FIRST, ...over }) as Partial<Candidature>));
  };
  /** Once everything told has left. */
  const told = (ids: readonly string[]) =>
    eventually(async () => {
      expect(await graph.db.select({ id: tables.outbox.eventId }).from(tables.outbox).limit(1)).toEqual([]);
      const all: { readonly key: string; readonly at: string; readonly payload: Events["AnswerAwaited"] }[] = [];
      for (let position = 0; ; ) {
        const events = await bus.read(position, ["AnswerAwaited"], 1_000);
        for (const event of events) if (ids.includes(event.key)) all.push({ key: event.key, at: event.occurredAt.toString(), payload: event.payload as Events["AnswerAwaited"] });
        if (events.length < 1_000) return all;
        position = events.at(-1)!.position;
      }
    });

  it("is told of on the 10th day and on the 14th, once each, by however many replicas, and never of what has ended", async () => {
    const live = await waiting(120);
    const [read] = await waiting(1, { status: "READ", assignedTo: newId("person") });
    const silent = [...(await waiting(1, { status: "REFUSED" })), ...(await waiting(1, { status: "ACCEPTED" })), ...(await waiting(1, { lastDayToAnswer: FIRST.subtract({ days: 1 }) }))];
    const ids = [...live, read!, ...silent].map(({ id }) => id);
    const sweep = (now: Temporal.Instant) => Promise.all(Array.from({ length: 6 }, () => remindHosts(graph.write, now)));
    await sweep(day("2027-03-10", 23));
    expect(await told(ids)).toEqual([]);
    await sweep(day("2027-03-11", 0));
    await sweep(day("2027-03-11", 12));
    await sweep(day("2027-03-14", 12));
    const first = await told(ids);
    expect(first.map(({ key }) => key).toSorted()).toEqual([...live, read!].map(({ id }) => id as string).toSorted());
    expect(first.find(({ key }) => key === read!.id)!.payload).toMatchObject({ hostId: read!.hostId, studentId: read!.studentId, offerTitle: "Un atelier", lastDayToAnswer: "2027-03-16", assignedTo: read!.assignedTo });
    await sweep(day("2027-03-15", 1));
    await sweep(day("2027-03-16", 1));
    const all = await told(ids);
    expect(all.map(({ key }) => key).toSorted()).toEqual([...first, ...first].map(({ key }) => key).toSorted());
  });

  it("is told of once for all the days that an outage missed, and on the days of the campaign", async () => {
    const missed = await waiting(3);
    await remindHosts(graph.write, day("2027-03-15"));
    await remindHosts(graph.write, day("2027-03-16"));
    expect((await told(missed.map(({ id }) => id))).length).toBe(3);
    await graph.db.update(tables.campaigns).set({ campaign: sql`campaign || '{"reminderDays":[10,12]}'::jsonb` });
    const [other] = await waiting(1);
    for (const date of ["2027-03-11", "2027-03-13", "2027-03-15"]) await remindHosts(graph.write, day(date));
    expect((await told([other!.id])).map(({ at }) => at)).toEqual([day("2027-03-11").toString(), day("2027-03-13").toString()]);
    await graph.db.update(tables.campaigns).set({ campaign: JSON.parse(JSON.stringify(CAMPAIGN)) as never });
  });

  it("is told of several times by as many replicas where what is due is read and not locked: the control", async () => {
    const due = await waiting(5);
    const ids = due.map(({ id }) => id);
    let tellings = 0;
    const naive = () =>
      graph.write(async (tx) => {
        const found = (await findByIds(tx, ids)).filter(({ nextReminderOn }) => nextReminderOn?.equals(FIRST));
        for (const { id } of found) {
          await tx.update(tables.candidatures).set({ nextReminderOn: null }).where(eq(tables.candidatures.id, id));
          tellings += 1;
        }
      });
    await Promise.all(Array.from({ length: 6 }, naive));
    expect(tellings).toBeGreaterThan(5);
  });

  it("is known of from the submission on", async () => {
    const student = await graph.student();
    const offer = await graph.offer();
    const { data } = await graph.run(student, "mutation($offerId: ID!) { submitCandidature(input: { offerId: $offerId, motivation: \"Bonjour\" }) { id } }", { offerId: offer.id }, SUBMITTED_AT);
    const [row] = await graph.db.select().from(tables.candidatures).where(eq(tables.candidatures.offerId, offer.id));
    expect([row!.id, row!.nextReminderOn?.toString()]).toEqual([data["submitCandidature"]!.id, "2027-03-11"]);
  });
});
