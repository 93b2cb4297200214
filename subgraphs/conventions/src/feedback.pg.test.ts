import { connect, type Connection } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import { type Actor, PLATFORM } from "@stages/kernel/actor.ts";
import { type ConventionId, newId, type StudentId, uuidOf } from "@stages/kernel/ids.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { freshDatabase, migratedBy, type TestDatabase } from "@stages/testing/database.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aCampaign, aConvention, ACTORS, person } from "./domain/fixtures.ts";
import { forgetStudent } from "./operations/forget-student.ts";
import { conventionRow, studentRow } from "./persistence/rows.ts";
import { campaigns, conventions, students } from "./persistence/tables.ts";
import { createConventionsSubgraph } from "./subgraph.ts";

const SEPTEMBER = Temporal.Instant.from("2027-09-06T10:00:00Z");
const GIVE = "mutation($input: GiveFeedbackInput!) { giveFeedback(input: $input) { id status rating recommends comment } }";
const MODERATE = "mutation($input: ModerateFeedbackInput!) { moderateFeedback(input: $input) { id status reason comment } }";
const OF_HOST = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Host { feedback { count averageRating recommendRate } } } }";
const WORDS = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Host { feedbackComments } } }";

let database: TestDatabase;
let subgraph: Subgraph;
/** As the superuser that tests log in as. */
let admin: Connection;

const create = (databaseUrl: string) => createConventionsSubgraph({ databaseUrl, clock: () => SEPTEMBER, onFailure: (error) => console.error(error) });

beforeAll(async () => {
  database = await freshDatabase("conventions", migratedBy(create));
  subgraph = create(database.url);
  admin = connect({ url: database.url, name: "test", max: 2 });
  await admin.db.insert(campaigns).values({ id: aCampaign.id, campaign: campaignFact(aCampaign) });
});
afterAll(async () => {
  await subgraph.stop();
  await admin.close();
  await database.drop();
});

async function run<T = Record<string, Record<string, unknown> | null>>(actor: Actor, query: string, variables: Record<string, unknown> = {}, now = SEPTEMBER) {
  const { data, errors } = await inProcessTransport(subgraph).execute({ query, variables, caller: { actor, now, requestId: "test" } });
  return { data: data as T | null, codes: (errors ?? []).map(({ extensions }) => extensions?.["code"]) };
}

interface Stage {
  readonly id: ConventionId;
  readonly studentId: StudentId;
  readonly student: Actor;
  readonly parent: Actor;
}

/** A host of its own, and students who have been there. */
async function aHost(stages: number) {
  const hostId = newId("host");
  const theirs: Stage[] = [];
  for (let n = 0; n < stages; n += 1) {
    const [id, studentId] = [newId("convention"), newId("student")];
    const convention = aConvention("COMPLETED", { id, studentId, hostId, candidatureId: newId("candidature") });
    await admin.db.insert(students).values(studentRow({ id: studentId, firstName: "Zoé", lastName: "Mazaud", birthDate: Temporal.PlainDate.from("2011-09-01"), className: "2de 3", schoolUai: convention.schoolUai, academy: "22", campaignId: "2027" }));
    await admin.db.insert(conventions).values(conventionRow(convention));
    theirs.push({ id, studentId, student: { ...ACTORS.student, personId: newId("person"), studentId }, parent: { ...ACTORS.representative, studentIds: [studentId] } });
  }
  const manager: Actor = { ...ACTORS.host, hostIds: [hostId] };
  const of = async <T>(actor: Actor, query: string) => (await run<{ _entities: T[] }>(actor, query, { r: [{ __typename: "Host", id: hostId }] }));
  return {
    stages: theirs,
    hostId,
    manager,
    told: async () => (await of<{ feedback: object | null }>({ role: "ANONYMOUS" }, OF_HOST)).data!._entities[0]!.feedback,
    words: async (actor: Actor = manager) => {
      const { data, codes } = await of<{ feedbackComments: string[] | null }>(actor, WORDS);
      return codes.length > 0 ? codes : data!._entities[0]!.feedbackComments;
    },
  };
}

const give = ({ id, student }: Stage, over: object = {}) => run(student, GIVE, { input: { conventionId: id, rating: 4, recommends: true, comment: null, ...over } });
const publish = (feedbackId: unknown, actor: Actor = ACTORS.adviser, over: object = {}) => run(actor, MODERATE, { input: { feedbackId, publish: true, ...over } });

async function givePublished(stage: Stage, comment: string, rating = 4): Promise<void> {
  const { data } = await give(stage, { comment, rating });
  expect((await publish(data!["giveFeedback"]!["id"])).codes).toEqual([]);
}

describe("feedback", () => {
  it("waits for the school where it has words, and is read as each may", async () => {
    const { stages: [stage], manager } = await aHost(1);
    const given = await give(stage!, { comment: "Une équipe attentive." });
    expect(given.data!["giveFeedback"]).toMatchObject({ status: "PENDING", rating: 4, recommends: true, comment: "Une équipe attentive." });

    const READ = "query($id: ID!) { convention(id: $id) { feedback { status comment rating } } }";
    const read = (actor: Actor) => run<{ convention: { feedback: Record<string, unknown> | null } | null }>(actor, READ, { id: stage!.id });
    expect((await read(stage!.parent)).data!.convention!.feedback).toEqual({ status: "PENDING", comment: "Une équipe attentive.", rating: 4 });
    for (const moderator of [ACTORS.head, ACTORS.adviser]) {
      const { data, codes } = await read(moderator);
      expect([codes, data!.convention!.feedback]).toEqual([["FORBIDDEN"], { status: "PENDING", comment: "Une équipe attentive.", rating: null }]);
    }
    for (const other of [manager, ACTORS.teacher, ACTORS.tutor, ACTORS.rectorat]) expect(await read(other)).toMatchObject({ data: { convention: { feedback: null } }, codes: ["FORBIDDEN"] });
  });

  it("is moderated once, with a reason to reject it", async () => {
    const { stages: [stage] } = await aHost(1);
    const id = (await give(stage!, { comment: "Le chef, M. Roche, crie." })).data!["giveFeedback"]!["id"];
    expect((await publish(id, ACTORS.head, { publish: false })).codes).toEqual(["TEXT_REQUIRED"]);
    expect((await publish(id, { ...ACTORS.head, schoolUais: ["0240021A" as never] })).codes).toEqual(["NOT_FOUND"]);
    expect((await publish(id, ACTORS.teacher)).codes).toEqual(["FORBIDDEN"]);
    expect((await publish(id, ACTORS.head, { publish: false, reason: "Nomme une personne." })).data!["moderateFeedback"]).toMatchObject({ status: "REJECTED", reason: "Nomme une personne." });
    expect((await publish(id, ACTORS.adviser)).codes).toEqual(["WRONG_STATE"]);
  });

  it("is given once, however many times it is sent at once", async () => {
    const { stages: [stage] } = await aHost(1);
    const answers = await Promise.all(Array.from({ length: 12 }, () => give(stage!, { comment: "Bien." })));
    expect(answers.filter(({ codes }) => codes.length === 0)).toHaveLength(1);
    expect(new Set(answers.flatMap(({ codes }) => codes))).toEqual(new Set(["FEEDBACK_EXISTS"]));
    const again = { idempotencyKey: newId("feedback").slice(0, 30), comment: null };
    const other = (await aHost(1)).stages[0]!;
    const twice = [await give(other, again), await give(other, again)];
    expect(twice[0]!.data).toEqual(twice[1]!.data);
    expect((await give(other, { ...again, rating: 1 })).codes).toEqual(["IDEMPOTENCY_KEY_REUSED"]);
  });
});

describe("what is told of a host", () => {
  it("comes five answers at a time, words and all, to its managers alone", async () => {
    const { stages, told, words } = await aHost(7);
    for (const [index, stage] of stages.slice(0, 4).entries()) await givePublished(stage, `Avis ${9 - index}`);
    expect([await told(), await words()]).toEqual([null, []]);
    await givePublished(stages[4]!, "Avis 1", 1);
    const five = { count: 5, averageRating: 3.4, recommendRate: 1 };
    expect([await told(), await words()]).toEqual([five, ["Avis 1", "Avis 6", "Avis 7", "Avis 8", "Avis 9"]]);
    // Whoever looks again learns nothing of the sixth and seventh.
    for (const stage of stages.slice(5)) await givePublished(stage, "Encore un avis", 1);
    expect([await told(), (await words())!.length]).toEqual([five, 5]);
    for (const actor of [ACTORS.host, ACTORS.head, stages[0]!.student, ACTORS.rectorat]) expect(await words(actor)).toEqual(["FORBIDDEN"]);
  });

  it("counts each answer once, when a school publishes many at once", async () => {
    const { stages, told, hostId } = await aHost(15);
    const given = await Promise.all(stages.map((stage) => give(stage, { comment: "Bien." })));
    await Promise.all(given.map(({ data }, index) => publish(data!["giveFeedback"]!["id"], index % 2 === 0 ? ACTORS.head : ACTORS.adviser)));
    expect(await told()).toMatchObject({ count: 15 });
    const batches = await admin.client`select batch, count(*)::int as n from conventions.feedback where host_id = ${uuidOf(hostId)} group by batch order by batch`;
    expect(batches.map(({ batch, n }) => [batch, n])).toEqual([[1, 5], [2, 5], [3, 5]]);
  });

  it("keeps its sums when someone is forgotten, and loses all five words with theirs", async () => {
    const { stages, told, words } = await aHost(5);
    for (const stage of stages) await givePublished(stage, `Avis de ${stage.studentId}`);
    const before = await told();
    const { studentId, id } = stages[2]!;
    await (subgraph.contextOf({ actor: PLATFORM, now: SEPTEMBER, requestId: "test" }) as unknown as { act: { write: (work: (tx: never) => Promise<void>) => Promise<void> } }).act.write((tx) => forgetStudent(tx, { studentId, personIds: [] }, SEPTEMBER));
    expect([await told(), await words()]).toEqual([before, []]);
    expect(await admin.client`select 1 from conventions.feedback where convention_id = ${uuidOf(id)}`).toHaveLength(0);
  });
});

describe("behind the second wall", () => {
  const asked = (role: Actor["role"], settings: Readonly<Record<string, string>>, query: string) =>
    admin.client.begin(async (tx) => {
      for (const [name, value] of Object.entries(settings)) await tx`select set_config(${`stages.${name}`}, ${value}, true)`;
      await tx.unsafe(`set local role ${roleOf("conventions", role)}`);
      return tx.unsafe(query);
    });

  it("a host reads no answer at all, and no words but its own", async () => {
    const { stages, hostId } = await aHost(5);
    const other = await aHost(0);
    for (const stage of stages) await givePublished(stage, "Bien.");
    const own = { hosts: `{${uuidOf(hostId)}}`, person: uuidOf(person(3)) };
    expect(await asked("HOST_MANAGER", own, "select 1 from conventions.conventions")).toHaveLength(5);
    expect(await asked("HOST_MANAGER", own, "select 1 from conventions.feedback")).toHaveLength(0);
    expect(await asked("HOST_MANAGER", own, "select 1 from conventions.feedback_words")).toHaveLength(1);
    expect(await asked("HOST_MANAGER", { ...own, hosts: `{${uuidOf(other.hostId)}}` }, "select 1 from conventions.feedback_words")).toHaveLength(0);
    expect(await asked("SCHOOL_HEAD", { schools: `{${ACTORS.head.schoolUais[0]}}` }, "select 1 from conventions.feedback_words")).toHaveLength(0);
  });

  it("nobody puts an answer in a batch but the platform", async () => {
    const { stages: [stage] } = await aHost(1);
    await give(stage!);
    const school = { schools: `{${ACTORS.head.schoolUais[0]}}`, person: uuidOf(ACTORS.head.personId) };
    await expect(asked("SCHOOL_HEAD", school, "update conventions.feedback set batch = 1")).rejects.toMatchObject({ code: "42501" });
    await expect(asked("STUDENT", { students: `{${uuidOf(stage!.studentId)}}` }, "insert into conventions.feedback_batches values (gen_random_uuid(), 1, 5, 5, 5)")).rejects.toMatchObject({ code: "42501" });
  });
});
