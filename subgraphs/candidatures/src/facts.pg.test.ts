import { connect } from "@stages/database/connection.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import type { Bus } from "@stages/events/bus.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import { type DomainEvent, domainEvent, type Events, type EventType } from "@stages/events/contracts.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import { distanceKm } from "@stages/kernel/geography.ts";
import { newId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ACTORS, CAMPAIGN, HOST, IN_TIME, SCHOOL } from "./domain/fixtures.ts";
import { canBecome } from "./domain/lifecycle.ts";
import { ACCEPT, CANCEL, CANDIDATURE, CONFIRM, type Graph, HOST_ACTOR, startGraph, SUBMIT } from "./graph-fixture.ts";
import { findSeats } from "./persistence/ledger.ts";
import * as tables from "./persistence/tables.ts";

let graph: Graph;
let bus: Bus;

beforeAll(async () => {
  graph = await startGraph();
  bus = postgresBus(graph.url);
});
afterAll(async () => {
  await bus.stop();
  await graph.stop();
});

const fact = <T extends EventType>(type: T, key: string, payload: Events[T]) => domainEvent(type, key, payload, IN_TIME) as DomainEvent;
const TULLE = { latitude: 45.27, longitude: 1.77 };
const eventually = <T>(check: () => Promise<T>) => vi.waitFor(check, { timeout: 30_000 });

describe("hearing the other subgraphs", () => {
  const studentId = newId("student");
  const student = { ...ACTORS.student, studentId };
  const offerId = newId("offer");
  const apply = () => graph.run(student, SUBMIT, { offerId, motivation: "Bonjour" });

  it("asks to try again while the student is still on the way", async () => {
    expect((await apply()).code).toBe("TRY_AGAIN");
  });

  it("takes candidatures once it knows campaign, offer and student, and no more once the offer is closed", async () => {
    const offer: Events["OfferPublished"]["offer"] = {
      id: offerId, campaignId: "2027", title: "Un atelier", activities: "Observation", period: "WEEK_1", mode: "INDIVIDUAL", seats: 2, reservedSchoolUais: [],
      host: { id: HOST, siret: null, legalName: "Atelier", kind: "COMPANY", address: "Tulle" },
      place: { latitude: 45.26, longitude: 1.76, address: "Tulle" },
      tutor: { name: "Paul Roche", function: "chef d'atelier", email: "paul@atelier.example", phone: null },
    };
    // As it was told before there were bookings.
    const { mode: _, ...asToldFirst } = { ...offer, seats: 1 };
    await bus.publish([
      fact("CampaignDefined", "2027", { campaign: campaignFact(CAMPAIGN) }),
      { ...fact("OfferPublished", offerId, { offer: asToldFirst as never }), version: 1 },
      fact("OfferClosed", offerId, { offerId, status: "NEEDS_UPDATE" }),
      fact("StudentEnrolled", studentId, {
        student: { id: studentId, firstName: "Zoé", lastName: "Mazaud", birthDate: "2011-09-01", className: "2de 3", schoolUai: SCHOOL, academy: "22", campaignId: "2027", home: { latitude: 45.27, longitude: 1.77 } },
      }),
    ]);
    await eventually(async () => expect((await apply()).code).toBe("OFFER_NOT_AVAILABLE"));
    await bus.publish([fact("OfferPublished", offerId, { offer })]);
    await eventually(async () => expect((await apply()).code).toBeUndefined());
    // Its seats are the ledger's own since it was first published: a fact on its way cannot bring back what they were.
    expect((await findSeats(graph.db, [offerId], IN_TIME))[0]).toMatchObject({ offerId, seats: 1, taken: 0 });
  });
});

describe("an offer abroad", () => {
  const FAR = [
    ["Bruxelles, Belgique", { latitude: 50.8467, longitude: 4.3525 }],
    ["Auckland, Nouvelle-Zélande", { latitude: -36.8485, longitude: 174.7633 }],
  ] as const;

  it.each(FAR)("is applied to, accepted and confirmed, with its distance: %s", async (address, place) => {
    const offerId = newId("offer");
    const student = await graph.student();
    await bus.publish([
      fact("OfferPublished", offerId, {
        offer: {
          id: offerId, campaignId: CAMPAIGN.id, title: "Une imprimerie", activities: "Observation", period: "WEEK_1", mode: "INDIVIDUAL", seats: 1, reservedSchoolUais: [],
          host: { id: HOST, siret: null, legalName: "Imprimerie", kind: "COMPANY", address },
          place: { ...place, address },
          tutor: { name: "Paul Roche", function: "imprimeur", email: "paul@imprimerie.example", phone: null },
        },
      }),
    ]);
    await eventually(async () => expect((await findSeats(graph.db, [offerId], IN_TIME))[0]).toMatchObject({ taken: 0 }));
    const { data } = await graph.run<{ submitCandidature: { id: string } }>(student, SUBMIT, { offerId, motivation: "Bonjour" });
    const { id } = data.submitCandidature;
    const told = await graph.run<{ candidature: { distanceKm: number; distanceNotice: string } }>(HOST_ACTOR, "query($id: ID!) { candidature(id: $id) { distanceKm distanceNotice } }", { id });
    expect(told.data.candidature.distanceKm).toBeCloseTo(distanceKm(TULLE, place), -1);
    expect(told.data.candidature.distanceNotice).toContain("Une imprimerie");
    expect((await graph.run(HOST_ACTOR, ACCEPT, { id })).code).toBeUndefined();
    expect((await graph.run(student, CONFIRM, { id })).code).toBeUndefined();
  });
});

describe("a convention cancelled", () => {
  const cancelled = (candidatureId: ReturnType<typeof newId<"candidature">>) =>
    fact("ConventionStatusChanged", candidatureId, {
      conventionId: newId("convention"), candidatureId, from: "DRAFT", to: "CANCELLED", reason: "L'entreprise ferme.", studentId: newId("student"), schoolUai: SCHOOL, academy: "22", hostId: HOST,
      tutorEmail: null, referentTeacherId: null,
    });
  const read = async (id: string) => (await graph.run(HOST_ACTOR, CANDIDATURE, { id })).data["candidature"]!;

  it.each(["ACCEPTED", "CONFIRMED"] as const)("ends the %s candidature, frees its seat, and says why, once", async (status) => {
    const { candidature } = await graph.candidature({ status });
    const twice = cancelled(candidature.id);
    await bus.publish([twice, cancelled(candidature.id)]);
    await bus.publish([twice]);
    await eventually(async () => expect((await read(candidature.id)).status).toBe("CANCELLED_BY_HOST"));
    // What is told after them has been heard, so they have.
    const last = await graph.candidature({ status });
    await bus.publish([cancelled(last.candidature.id)]);
    await eventually(async () => expect((await read(last.candidature.id)).status).toBe("CANCELLED_BY_HOST"));
    const { history } = await read(candidature.id);
    expect(history.filter(({ to }) => to === "CANCELLED_BY_HOST")).toMatchObject([{ from: status, byRole: "PLATFORM", reason: "L'entreprise ferme." }]);
    expect((await findSeats(graph.db, [candidature.offerId], IN_TIME))[0]!.taken).toBe(0);
    const told = await eventually(async () => {
      const ended = (await bus.read(0, ["CandidatureEnded"], 500)).filter(({ key }) => key === candidature.id);
      expect(ended).toHaveLength(1);
      return ended;
    });
    expect(told[0]!.payload).toMatchObject({ status: "CANCELLED_BY_HOST", reason: "L'entreprise ferme." });
  });

  it.each([["SCHOOL", "CANCELLED_BY_SCHOOL"], ["HOST", "CANCELLED_BY_HOST"], ["PLATFORM", "CANCELLED_BY_HOST"]] as const)("by the %s ends it %s", async (by, status) => {
    const { candidature } = await graph.candidature({ status: "CONFIRMED" });
    const told = cancelled(candidature.id);
    await bus.publish([{ ...told, payload: { ...told.payload, by } } as DomainEvent]);
    await eventually(async () => expect((await read(candidature.id)).status).toBe(status));
    expect((await findSeats(graph.db, [candidature.offerId], IN_TIME))[0]!.taken).toBe(0);
  });

  it("changes nothing where the host cancelled first", async () => {
    const { candidature } = await graph.candidature({ status: "ACCEPTED" });
    await graph.run(HOST_ACTOR, CANCEL, { id: candidature.id, reason: "Travaux." });
    const last = await graph.candidature({ status: "ACCEPTED" });
    await bus.publish([cancelled(candidature.id), cancelled(last.candidature.id)]);
    await eventually(async () => expect((await read(last.candidature.id)).status).toBe("CANCELLED_BY_HOST"));
    expect((await read(candidature.id)).history.at(-1)).toMatchObject({ byRole: "HOST_MANAGER", reason: "Travaux." });
  });
});

describe("the database itself", () => {
  it("keeps the history", async () => {
    await graph.candidature();
    await expect(graph.db.delete(tables.history)).rejects.toMatchObject({ cause: { message: "history is append-only" } });
    await expect(graph.db.update(tables.history).set({ byRole: "MINISTRY" })).rejects.toMatchObject({ cause: { message: "history is append-only" } });
  });

  it.each(["REFUSED", "EXPIRED", "WITHDRAWN", "LAPSED", "SUPERSEDED", "CANCELLED_BY_HOST", "CONFIRMED"] as const)("does not bring back what is %s", async (status) => {
    const { candidature } = await graph.candidature({ status });
    const bringBack = graph.db.update(tables.candidatures).set({ status: "ACCEPTED" }).where(eq(tables.candidatures.id, candidature.id));
    await expect(bringBack).rejects.toMatchObject({ cause: { code: "23001" } });
  });

  it("does not let the deadline move", async () => {
    const { candidature } = await graph.candidature();
    const move = graph.db.update(tables.candidatures).set({ lastDayToAnswer: candidature.lastDayToAnswer.add({ days: 1 }) }).where(eq(tables.candidatures.id, candidature.id));
    await expect(move).rejects.toMatchObject({ cause: { code: "23001" } });
  });

  const confirmedTwice = async (one: Period, other: Period) => {
    const { student } = await graph.candidature({ status: "CONFIRMED", period: one });
    return graph.candidatures([{ studentId: student.studentId, offerId: newId("offer"), status: "CONFIRMED", period: other }]);
  };

  it.each([
    ["WEEK_1", "WEEK_1"],
    ["WEEK_2", "WEEK_2"],
    ["WEEK_1", "BOTH_WEEKS"],
    ["BOTH_WEEKS", "WEEK_2"],
    ["BOTH_WEEKS", "BOTH_WEEKS"],
  ] as const)("keeps no second confirmed stage: %s and %s", async (one, other) => {
    await expect(confirmedTwice(one, other)).rejects.toMatchObject({ cause: { code: "23505" } });
  });

  it("keeps one for each week", async () => {
    expect(await confirmedTwice("WEEK_1", "WEEK_2")).toHaveLength(1);
  });
});

describe("the demonstration", () => {
  it.each(["2026-11-21", "2027-04-10", "2027-06-16", "2027-07-05"])("of %s is loaded, and breaks no rule", async (today) => {
    const world = demonstrationWorld({ today: Temporal.PlainDate.from(today) });
    const fresh = await startGraph({ empty: true });
    try {
      await fresh.subgraph.loadDemonstration(world);
      const { db, close } = connect({ url: fresh.url, name: "test", max: 1 });
      const rows = await db.select().from(tables.candidatures);
      const changes = await db.select().from(tables.history).orderBy(tables.history.id);
      const histories = Map.groupBy(changes, ({ candidatureId }) => candidatureId);
      const overbooked = await db.execute(sql`
        select offers.id from candidatures.offers
        where seats < (select count(*) from candidatures.candidatures c where c.offer_id = offers.id and c.status in ('ACCEPTED', 'CONFIRMED'))`);
      await close();

      expect(rows).toHaveLength(world.candidatures.length);
      expect(rows.filter(({ id, status }) => histories.get(id)?.at(-1)?.to !== status)).toEqual([]);
      expect(changes.filter(({ from, to }) => from !== null && !canBecome(from, to))).toEqual([]);
      expect([...overbooked]).toEqual([]);
    } finally {
      await fresh.stop();
    }
  });
});
