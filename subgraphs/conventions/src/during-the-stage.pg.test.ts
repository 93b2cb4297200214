import { connect, type Connection } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { type Actor, PLATFORM } from "@stages/kernel/actor.ts";
import { type ConventionId, idFromUuid, uuidOf } from "@stages/kernel/ids.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { freshDatabase, migratedBy, type TestDatabase } from "@stages/testing/database.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import type { SubgraphTransport } from "@stages/transport/transport.ts";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ACTORS } from "./domain/fixtures.ts";
import { completeStages } from "./operations/complete-stages.ts";
import { escalateAbsences } from "./operations/escalate-absences.ts";
import { forgetStudent } from "./operations/forget-student.ts";
import { type SignedStage, signedStages } from "./persistence/signed-stages.ts";
import { createConventionsSubgraph } from "./subgraph.ts";

/** A Wednesday of the stage, at noon in Paris. */
const NOON = Temporal.Instant.from("2027-06-16T10:00:00Z");
const at = (minutes: number) => NOON.add({ minutes });

let database: TestDatabase;
let subgraph: Subgraph;
let graph: SubgraphTransport;
let platform: Connection;
/** As the sweep of a process writes: past the row policies. */
const write = <T>(work: (tx: never) => Promise<T>) => platform.db.transaction(work as never) as Promise<T>;

beforeAll(async () => {
  const create = (databaseUrl: string) => createConventionsSubgraph({ databaseUrl, clock: () => NOON, onFailure: (error) => console.error(error) });
  database = await freshDatabase("conventions", migratedBy(create));
  // Not started: time passes by the calls of its sweeps alone.
  subgraph = create(database.url);
  graph = inProcessTransport(subgraph);
  platform = connect({ url: database.url, name: "test", max: 4, role: roleOf("conventions", "PLATFORM") });
});
afterAll(async () => {
  await platform.close();
  await subgraph.stop();
  await database.drop();
});

async function run<T = Record<string, never>>(actor: Actor, query: string, variables: Record<string, unknown> = {}, now = NOON) {
  const { data, errors } = await graph.execute({ query, variables, caller: { actor, now, requestId: "test" } });
  return { data: data as T | null | undefined, code: errors?.[0]?.extensions?.["code"], errors };
}

const aStage = async (over = {}): Promise<SignedStage> => (await signedStages(database.url, 1, over))[0]!;
const familyOf = ({ studentId }: SignedStage): Actor => ({ ...ACTORS.representative, studentIds: [studentId] });

async function report(id: string, { actor = ACTORS.tutor as Actor, day = "2027-06-16", now = NOON } = {}): Promise<string> {
  const { data, code } = await run<{ reportAbsence: { id: string } }>(actor, "mutation($id: ID!, $day: Date!) { reportAbsence(input: { conventionId: $id, day: $day, kind: ABSENT }) { id } }", { id, day }, now);
  expect(code).toBeUndefined();
  return data!.reportAbsence.id;
}
const STEP = {
  relay: "mutation($id: ID!) { relayAbsence(input: { absenceId: $id }) { step } }",
  inform: "mutation($id: ID!) { informFamily(input: { absenceId: $id }) { step } }",
  close: "mutation($id: ID!) { closeAbsence(input: { absenceId: $id, cause: ILLNESS }) { step cause } }",
  correct: 'mutation($id: ID!) { correctAbsence(input: { absenceId: $id, reason: "Ce n\'était pas le bon élève." }) { step } }',
};
const CHAIN = "query($id: ID!) { convention(id: $id) { absences { step cause nextAt: dueAt escalations { step level roles dueAt at } timeline { step byRole by { id } note } } } }";
interface Chain {
  readonly step: string;
  readonly cause: string | null;
  readonly escalations: readonly { readonly step: string; readonly level: number; readonly roles: readonly string[]; readonly dueAt: string; readonly at: string }[];
  readonly timeline: readonly { readonly step: string; readonly byRole: string; readonly by: { readonly id: string } | null; readonly note: string | null }[];
}
const chainsSeenBy = async (actor: Actor, id: string) => (await run<{ convention: { absences: readonly Chain[] } }>(actor, CHAIN, { id })).data!.convention.absences;
const toldOf = async (id: ConventionId) =>
  (await platform.db.execute<{ type: string; position: number }>(sql`select type, position from conventions.outbox where key = ${id} order by position`)).map(({ type }) => type);

describe("a step that is late", () => {
  it("alerts the CPE, then the head, who may then take it; and all of it is read by that chain", async () => {
    const { id } = await aStage();
    const absence = await report(id);
    expect((await run(ACTORS.adviser, STEP.relay, { id: absence }, at(14))).code).toBe("FORBIDDEN");
    await escalateAbsences(write, at(14));
    expect((await chainsSeenBy(ACTORS.head, id))[0]!.escalations).toEqual([]);
    await escalateAbsences(write, at(15));
    await escalateAbsences(write, at(16));
    expect((await run(ACTORS.adviser, STEP.relay, { id: absence }, at(16))).data).toEqual({ relayAbsence: { step: "RELAYED" } });
    // The CPE has half an hour of their own, then the head is alerted.
    await escalateAbsences(write, at(45));
    expect((await chainsSeenBy(ACTORS.head, id))[0]!.escalations).toHaveLength(1);
    await escalateAbsences(write, at(47));
    const [chain] = await chainsSeenBy(ACTORS.tutor, id);
    expect(chain!.escalations.map(({ step, level, roles }) => [step, level, roles])).toEqual([["REPORTED", 1, ["EDUCATION_ADVISER"]], ["RELAYED", 1, ["SCHOOL_HEAD"]]]);
    expect(chain!.timeline.map(({ step, by }) => [step, by?.id ?? null])).toEqual([["REPORTED", null], ["RELAYED", ACTORS.adviser.personId]]);
    expect(await toldOf(id)).toEqual(["AbsenceStepReached", "AbsenceEscalated", "AbsenceStepReached", "AbsenceEscalated"]);
    expect(await chainsSeenBy(ACTORS.otherTeacher, id)).toEqual([]);
  });

  it("is raised after an outage with every level in order, and once, however many replicas wake together", async () => {
    const { id } = await aStage();
    await report(id);
    await Promise.all(Array.from({ length: 8 }, () => escalateAbsences(write, at(300))));
    const [chain] = await chainsSeenBy(ACTORS.teacher, id);
    expect(chain!.escalations.map(({ level, dueAt, at: raised }) => [level, dueAt, raised])).toEqual([
      [1, at(15).toString(), at(300).toString()],
      [2, at(30).toString(), at(300).toString()],
    ]);
    expect(await toldOf(id)).toEqual(["AbsenceStepReached", "AbsenceEscalated", "AbsenceEscalated"]);
  });

  it("would be raised by each of them without the lock and the key: what is due, read and then written, is written as often as it was read", async () => {
    const { id } = await aStage();
    await report(id);
    const naive = connect({ url: database.url, name: "naive", max: 4 });
    await naive.db.execute(sql`create table public.naive_escalations (absence_id uuid, level int)`);
    const due = () => platform.db.execute<{ id: string }>(sql`select id from conventions.absences where next_escalation_at <= ${at(15).toString()} and convention_id = ${uuidOf(id)}`);
    const readByAll = await Promise.all(Array.from({ length: 8 }, due));
    for (const rows of readByAll) for (const row of rows) await naive.db.execute(sql`insert into public.naive_escalations values (${row.id}, 1)`);
    const [raised] = await naive.db.execute<{ count: number }>(sql`select count(*)::int as count from public.naive_escalations`);
    await naive.close();
    expect(raised!.count).toBe(8);
  });

  it("is not escalated any more once it was taken, however close", async () => {
    const { id } = await aStage();
    const absence = await report(id);
    await Promise.all([run(ACTORS.teacher, STEP.relay, { id: absence }, at(15)), escalateAbsences(write, at(15))]);
    await escalateAbsences(write, at(40));
    const [chain] = await chainsSeenBy(ACTORS.head, id);
    expect(chain!.step).toBe("RELAYED");
    expect(chain!.escalations.filter(({ step }) => step === "REPORTED").length).toBeLessThanOrEqual(1);
    expect(chain!.escalations.filter(({ level }) => level > 1)).toEqual([]);
  });
});

describe("an absence reported by mistake", () => {
  it("is corrected, is unknown to a family that was not informed, and its day can be reported again", async () => {
    const stage = await aStage();
    const absence = await report(stage.id);
    await run(ACTORS.teacher, STEP.relay, { id: absence });
    expect((await run(ACTORS.otherTeacher, STEP.correct, { id: absence })).code).toBe("NOT_FOUND");
    expect((await run(familyOf(stage), STEP.correct, { id: absence })).code).toBe("FORBIDDEN");
    expect((await run(ACTORS.tutor, STEP.correct, { id: absence })).data).toEqual({ correctAbsence: { step: "CORRECTED" } });
    expect((await run(ACTORS.tutor, STEP.correct, { id: absence })).code).toBe("WRONG_STATE");
    expect((await run(ACTORS.adviser, STEP.inform, { id: absence })).code).toBe("WRONG_STATE");
    expect(await chainsSeenBy(familyOf(stage), stage.id)).toEqual([]);
    const [told] = await platform.db.execute<{ count: number }>(sql`select count(*)::int as count from conventions.absences where next_escalation_at is not null and convention_id = ${uuidOf(stage.id)}`);
    expect(told!.count).toBe(0);
    expect(await report(stage.id)).not.toBe(absence);
  });
});

describe("presence", () => {
  const RECORD = "mutation($input: RecordPresenceInput!) { recordPresence(input: $input) { presence { date minutes source note } absences { step kind } } }";
  const record = (id: string, input: object, { actor = ACTORS.tutor as Actor, now = NOON } = {}) =>
    run<{ recordPresence: { presence: { date: string; minutes: number; source: string; note: string | null }[]; absences: { step: string; kind: string }[] } }>(actor, RECORD, { input: { conventionId: id, day: "2027-06-16", present: true, ...input } }, now);
  const dayIn = ({ data }: Awaited<ReturnType<typeof record>>, day = "2027-06-16") => data!.recordPresence.presence.find(({ date }) => date === day);

  it("is what was said last of each day", async () => {
    const { id } = await aStage();
    expect(dayIn(await record(id, {}))).toMatchObject({ minutes: 390, source: "RECORDED" });
    expect(dayIn(await record(id, { from: "10:00" }, { actor: ACTORS.host }))).toMatchObject({ minutes: 330, source: "RECORDED" });
    const last = await record(id, { minutes: 420, note: "Sortie sur un chantier." });
    expect(dayIn(last)).toMatchObject({ minutes: 420, source: "RECORDED" });
    expect(last.data!.recordPresence.presence.map(({ source }) => source)).toEqual(["PRESUMED", "PRESUMED", "RECORDED", "AHEAD", "AHEAD"]);
    expect((await record(id, { minutes: 421 })).code).toBe("NUMBER_OUT_OF_RANGE");
    expect((await record(id, { day: "2027-06-17" })).code).toBe("PRESENCE_IN_THE_FUTURE");
  });

  it("that there was none is an absence, reported by the same act; said twice, once", async () => {
    const stage = await aStage();
    await record(stage.id, { minutes: 60 });
    const absent = await record(stage.id, { present: false });
    expect(absent.data!.recordPresence.absences).toEqual([{ step: "REPORTED", kind: "ABSENT" }]);
    expect(dayIn(absent)).toEqual({ date: "2027-06-16", minutes: 0, source: "ABSENCE", note: "absence" });
    expect((await record(stage.id, { present: false })).data!.recordPresence.absences).toHaveLength(1);
    // The student came after all: what was done counts, and the chain goes on.
    expect(dayIn(await record(stage.id, { from: "14:00" }))).toMatchObject({ minutes: 180, source: "RECORDED", note: "absence" });
  });

  it("shows nothing of an absence to a family that was not informed, nor anything to a teacher who does not follow the student", async () => {
    const stage = await aStage();
    await record(stage.id, { present: false });
    const PRESENCE = "query($id: ID!) { convention(id: $id) { presence { source } } }";
    const seenBy = async (actor: Actor) => (await run<{ convention: { presence: { source: string }[] | null } }>(actor, PRESENCE, { id: stage.id })).data!.convention.presence?.[2]?.source;
    expect(await seenBy(familyOf(stage))).toBe("PRESUMED");
    expect(await seenBy(ACTORS.teacher)).toBe("ABSENCE");
    expect(await seenBy(ACTORS.otherTeacher)).toBeUndefined();
    expect(await seenBy(ACTORS.rectorat)).toBeUndefined();
  });

  it("after the end is corrected without a chain", async () => {
    const { id } = await aStage({ status: "COMPLETED" });
    const over = await record(id, { present: false, day: "2027-06-18" }, { now: Temporal.Instant.from("2027-06-21T10:00:00Z") });
    expect(over.data!.recordPresence.absences).toEqual([]);
    expect(dayIn(over, "2027-06-18")).toMatchObject({ minutes: 0, source: "RECORDED" });
  });
});

describe("a stage that ends", () => {
  const INTERRUPT = "mutation($input: InterruptConventionInput!) { interruptConvention(input: $input) { status reason endCause endedOn presence { date } } }";
  const interrupt = (id: string, actor: Actor, input: object = {}) => run(actor, INTERRUPT, { input: { conventionId: id, cause: "ABANDONED", lastDay: "2027-06-15", reason: "L'élève ne souhaite pas continuer.", ...input } });

  it("by interruption closes what is open of its absences and tells their chains, the family included", async () => {
    const stage = await aStage();
    await report(stage.id);
    expect((await interrupt(stage.id, ACTORS.tutor)).code).toBe("FORBIDDEN");
    expect((await interrupt(stage.id, ACTORS.host)).data).toEqual({
      interruptConvention: { status: "INTERRUPTED", reason: "L'élève ne souhaite pas continuer.", endCause: "ABANDONED", endedOn: "2027-06-15", presence: [{ date: "2027-06-14" }, { date: "2027-06-15" }] },
    });
    const [chain] = await chainsSeenBy(familyOf(stage), stage.id);
    expect(chain).toMatchObject({ step: "CLOSED", cause: "STAGE_ENDED", timeline: [{ step: "REPORTED" }, { step: "CLOSED", byRole: "HOST_MANAGER", note: "Stage interrompu : l'élève a abandonné le stage." }] });
    await escalateAbsences(write, at(600));
    expect(await toldOf(stage.id)).toEqual(["AbsenceStepReached", "ConventionStatusChanged", "AbsenceStepReached"]);
    expect((await interrupt(stage.id, ACTORS.head)).code).toBe("WRONG_STATE");
  });

  it("of whom nobody saw has no day", async () => {
    const { id } = await aStage();
    expect((await interrupt(id, ACTORS.head, { cause: "NO_SHOW" })).code).toBe("NO_SHOW_HAS_NO_LAST_DAY");
    expect((await interrupt(id, ACTORS.head, { cause: "NO_SHOW", lastDay: null })).data).toMatchObject({ interruptConvention: { endedOn: "2027-06-13", presence: [] } });
  });

  it("by its calendar is over from the first instant of the day after, before anyone has written it and after, and is told once", async () => {
    const { id } = await aStage();
    const last = Temporal.Instant.from("2027-06-18T21:59:59Z");
    const over = last.add({ seconds: 1 });
    const statusOn = async (now: Temporal.Instant) => (await run<{ convention: { status: string } }>(ACTORS.head, "query($id: ID!) { convention(id: $id) { status } }", { id }, now)).data!.convention.status;
    await completeStages(write, last);
    expect([await statusOn(last), await statusOn(over)]).toEqual(["SIGNED", "COMPLETED"]);
    expect(await toldOf(id)).toEqual([]);
    await Promise.all([completeStages(write, over), completeStages(write, over)]);
    await completeStages(write, over.add({ hours: 24 }));
    const { data } = await run<{ convention: { history: object[] } }>(ACTORS.head, "query($id: ID!) { convention(id: $id) { history { from to at byRole } } }", { id }, over);
    expect(data!.convention.history).toEqual([{ from: "SIGNED", to: "COMPLETED", at: "2027-06-18T22:00:00Z", byRole: "PLATFORM" }]);
    expect(await toldOf(id)).toEqual(["ConventionStatusChanged"]);
  });
});

describe("the log of follow-up", () => {
  const LOG = 'mutation($id: ID!, $key: String) { recordFollowUp(input: { conventionId: $id, kind: VISIT, at: "2027-06-16T08:00:00Z", text: "Visite : tout va bien.", idempotencyKey: $key }) { id } }';
  const READ = "query($id: ID!) { convention(id: $id) { followUps { kind text by { id } } } }";

  it("is written by the named teacher and the head, once under a key, and read by the school's chain alone", async () => {
    const stage = await aStage();
    const [first, again] = await Promise.all([run<{ recordFollowUp: { id: string } }>(ACTORS.teacher, LOG, { id: stage.id, key: "une-visite-un-jour" }), run(ACTORS.teacher, LOG, { id: stage.id, key: "une-visite-un-jour" })]);
    expect(first.data!.recordFollowUp.id).toMatch(/^followup_/);
    expect(again.data).toEqual(first.data);
    expect((await run(ACTORS.head, LOG, { id: stage.id })).code).toBeUndefined();
    for (const actor of [ACTORS.otherTeacher, ACTORS.adviser, ACTORS.tutor, familyOf(stage)]) expect((await run(actor, LOG, { id: stage.id })).code).toBe("FORBIDDEN");
    const lines = [
      { kind: "VISIT", text: "Visite : tout va bien.", by: { id: ACTORS.teacher.personId } },
      { kind: "VISIT", text: "Visite : tout va bien.", by: { id: ACTORS.head.personId } },
    ];
    for (const actor of [ACTORS.teacher, ACTORS.head, ACTORS.adviser]) expect((await run(actor, READ, { id: stage.id })).data).toEqual({ convention: { followUps: lines } });
    for (const actor of [ACTORS.otherTeacher, ACTORS.host, ACTORS.tutor, familyOf(stage), ACTORS.rectorat]) expect(await run(actor, READ, { id: stage.id })).toMatchObject({ data: { convention: { followUps: null } }, code: "FORBIDDEN" });
  });

  it.each(["update conventions.follow_ups set at = now()", "delete from conventions.follow_ups", "truncate conventions.follow_ups", "update conventions.absence_escalations set level = 9", "delete from conventions.absence_escalations"])("cannot be changed in the database: %s", async (statement) => {
    const { id } = await aStage();
    await run(ACTORS.teacher, LOG, { id });
    await report(id);
    await escalateAbsences(write, at(15));
    await expect(platform.db.execute(sql.raw(statement))).rejects.toThrow();
  });
});

describe("the stages to follow", () => {
  const LIST = "query($day: Date, $first: Int!, $after: String) { stagesToFollow(day: $day, first: $first, after: $after) { edges { node { id convention { id } presence { source } openAbsences { step } } } pageInfo { hasNextPage endCursor } } }";
  interface Page {
    readonly stagesToFollow: { readonly edges: readonly { readonly node: { readonly id: string; readonly presence: { readonly source: string } | null; readonly openAbsences: readonly object[] } }[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string } };
  }

  it("are those that name the teacher, open absences first, page by page, as they are on the day", async () => {
    const personId = idFromUuid("person", "01900000-0000-7000-8000-00000000beef");
    const named = { schoolPart: { referentTeacherId: personId, liabilityInsurance: { insurer: "Mutuelle", policyNumber: "A" }, adjustments: null, legalRepresentatives: [] } };
    const stages = await signedStages(database.url, 5, named);
    const teacher: Actor = { ...ACTORS.teacher, personId };
    await report(stages[3]!.id);
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { edges, pageInfo }: Page["stagesToFollow"] = (await run<Page>(teacher, LIST, { first: 2, after })).data!.stagesToFollow;
      seen.push(...edges.map(({ node }) => `${node.id} ${node.presence?.source} ${node.openAbsences.length}`));
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    const [calm, absent] = [stages.filter((_, index) => index !== 3), stages[3]!];
    expect(seen).toEqual([`${absent.id} ABSENCE 1`, ...calm.map(({ id }) => id).toSorted().map((id) => `${id} PRESUMED 0`)]);
    const onDay = async (day: string) => (await run<Page>(teacher, LIST, { day, first: 1 })).data!.stagesToFollow.edges.map(({ node }) => node.presence);
    expect(await onDay("2027-06-18")).toEqual([{ source: "AHEAD" }]);
    expect(await onDay("2027-06-21")).toEqual([]);
    expect((await run<Page>(ACTORS.otherTeacher, LIST, { first: 100 })).data!.stagesToFollow.edges).toEqual([]);
    expect((await run(ACTORS.head, LIST, { first: 1 })).code).toBe("FORBIDDEN");
  });

  it("of a tutor are those that name their address", async () => {
    const tutor: Actor = { ...ACTORS.tutor, email: "Lou.Brun@atelier.example" };
    const stage = await aStage();
    const { data } = await run<Page>(ACTORS.tutor, LIST, { first: 100 });
    expect(data!.stagesToFollow.edges.map(({ node }) => node.id)).toContain(stage.id);
    expect((await run<Page>(tutor, LIST, { first: 100 })).data!.stagesToFollow.edges).toEqual([]);
  });
});

it("says in viewerActions what the mutations do", async () => {
  const { id } = await aStage();
  const ACTIONS = "query($id: ID!) { convention(id: $id) { viewerActions { action allowed } } }";
  const allowedTo = async (actor: Actor) =>
    (await run<{ convention: { viewerActions: { action: string; allowed: boolean }[] } }>(actor, ACTIONS, { id })).data!.convention.viewerActions.filter(({ allowed }) => allowed).map(({ action }) => action);
  expect(await allowedTo(ACTORS.tutor)).toEqual(["reportAbsence", "recordPresence"]);
  expect(await allowedTo(ACTORS.host)).toEqual(["interruptConvention", "reportAbsence", "recordPresence", "proposeAmendment"]);
  expect(await allowedTo(ACTORS.head)).toEqual(["interruptConvention", "recordFollowUp", "proposeAmendment"]);
  expect(await allowedTo(ACTORS.teacher)).toEqual(["recordFollowUp"]);
  expect(await allowedTo(ACTORS.otherTeacher)).toEqual([]);
  expect((await run(PLATFORM, ACTIONS, { id })).code).toBe("FORBIDDEN");
});

it("goes with the student who is erased: presence, log, absences and their late steps", async () => {
  const stage = await aStage();
  await report(stage.id);
  await escalateAbsences(write, at(20));
  await run(ACTORS.tutor, 'mutation($id: ID!) { recordPresence(input: { conventionId: $id, day: "2027-06-15", present: true }) { id } }', { id: stage.id });
  await run(ACTORS.teacher, 'mutation($id: ID!) { recordFollowUp(input: { conventionId: $id, kind: NOTE, at: "2027-06-16T08:00:00Z", text: "Vu." }) { id } }', { id: stage.id });
  const left = async () => {
    const id = uuidOf(stage.id);
    const [row] = await platform.db.execute<{ left: number }>(sql`select (select count(*) from conventions.presences where convention_id = ${id}) + (select count(*) from conventions.follow_ups where convention_id = ${id})
      + (select count(*) from conventions.absences where convention_id = ${id}) + (select count(*) from conventions.absence_escalations e where not exists (select from conventions.absences a where a.id = e.absence_id)) as left`);
    return Number(row!.left);
  };
  expect(await left()).toBe(3);
  await write((tx) => forgetStudent(tx, { studentId: stage.studentId, personIds: [] }, at(30)));
  expect(await left()).toBe(0);
});

/** Last of all: its own sweep raises whatever is due in this database. */
it("a process that runs raises what is late by itself, and whom it alerts hears it live, nobody else", async () => {
  const stage = await aStage();
  const absence = await report(stage.id);
  let now = at(0);
  const running = createConventionsSubgraph({ databaseUrl: database.url, clock: () => now, onFailure: (error) => console.error(error), isDemonstration: true });
  await running.start();
  const live = inProcessTransport(running);
  const ears = [ACTORS.teacher, ACTORS.adviser, ACTORS.head, familyOf(stage), ACTORS.otherTeacher].map((actor) => {
    const heard: string[] = [];
    const source = live.subscribe({ query: 'subscription { absenceAlerts(after: "0") { step escalationLevel absence { id } } }', caller: { actor, now: at(60), requestId: "test" } });
    const listening = (async () => {
      for await (const { data } of source) {
        const alert = data?.["absenceAlerts"] as { step: string; escalationLevel: number | null; absence: { id: string } | null } | undefined;
        if (alert?.absence?.id === absence) heard.push(`${alert.step} ${alert.escalationLevel}`);
      }
    })();
    return { heard, leave: async () => (await source.return?.(), await listening) };
  });
  const [teacher, adviser, head, family, colleague] = ears.map(({ heard }) => heard);
  try {
    now = at(15);
    await vi.waitFor(() => expect(adviser).toEqual(["REPORTED 1"]), { timeout: 30_000 });
    expect(head).toEqual([]);
    now = at(30);
    await vi.waitFor(() => expect(head).toEqual(["REPORTED 2"]), { timeout: 30_000 });
    await vi.waitFor(() => expect(teacher).toEqual(["REPORTED null"]), { timeout: 30_000 });
    expect([adviser, family, colleague]).toEqual([["REPORTED 1"], [], []]);
  } finally {
    for (const { leave } of ears) await leave();
    await running.stop();
  }
});
