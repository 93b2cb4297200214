import type { GraphAnswer } from "@stages/client/client.ts";
import { connectSql, type Sql } from "@stages/database/connection.ts";
import type { World } from "@stages/demonstration/world-types.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { siretFrom } from "@stages/kernel/siret.ts";
import { freshDatabase } from "@stages/testing/database.ts";
import { type DroppingProxy, droppingProxy } from "@stages/testing/dropping-proxy.ts";
import { crowd } from "@stages/testing/full-size.ts";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { HOST, offerInput } from "../../../scripts/story/operations.ts";
import { type Bearer, Bearers } from "./access/bearers.ts";
import { NOW } from "./access/stage.ts";
import { type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";
import { prepareDatabase } from "./prepare-database.ts";

/**
 * A telephone on a train: three requests in ten get no answer, and whoever waits for it sends again, with impatience
 * besides, since each is sent three times whatever comes. What counts is what the database holds in the end. A request
 * carries ten mutations, so that some of them may be done when its connection goes.
 */
const PUBLICATIONS = crowd(1_000);
const APPLICATIONS = crowd(2_000);
const INVITATIONS = crowd(1_800);
const REGISTRATIONS = crowd(200);
const MUTATIONS = PUBLICATIONS + APPLICATIONS + INVITATIONS + REGISTRATIONS;
const IN_A_REQUEST = 10;
const AT_ONCE = 16;
const ODDS = { DELIVERED: 70, LOST: 8, ABANDONED: 7, UNHEARD: 8, CUT: 7 };
const [STUDENTS, MANAGERS] = [crowd(50), 6];

const bearers = new Bearers();
let platform: PlatformUnderTest;
let proxy: DroppingProxy;
let sql: Sql;
let students: readonly Bearer[];
let managers: readonly { readonly bearer: Bearer; readonly hostId: string }[];
let ministry: Bearer;
let world: World;

beforeAll(async () => {
  await bearers.start();
  platform = await platformUnderTest("in-process", bearers.issuers, () => freshDatabase("access", (databaseUrl) => prepareDatabase({ databaseUrl, clock: () => NOW })));
  proxy = await droppingProxy({ target: platform.url, seed: 4, odds: ODDS });
  sql = connectSql({ url: platform.databaseUrl, name: "test", max: 1 });
  world = demonstrationWorld({ today: civilDateOf(NOW) });

  const applied = new Set<string>(world.candidatures.map(({ studentId }) => studentId));
  const idle = new Set(world.students.filter(({ id, campaignId }) => campaignId === world.runningCampaignId && !applied.has(id)).map(({ personId }) => personId));
  students = await bearers.of(platform.databaseUrl, world.persons.filter(({ id, grants }) => grants.length === 1 && idle.has(id)).slice(0, STUDENTS));
  const hosts = world.hosts.filter(({ kind }) => kind === "COMPANY").slice(0, MANAGERS);
  const managing = await bearers.of(platform.databaseUrl, hosts.map(({ managerPersonId }) => world.persons.find(({ id }) => id === managerPersonId)!));
  managers = hosts.map(({ id }, n) => ({ hostId: id, bearer: managing[n]! }));
  [ministry] = (await bearers.of(platform.databaseUrl, world.persons.filter(({ id }) => id === world.personas.ministry))) as [Bearer];
});
afterAll(async () => {
  await proxy.stop();
  await sql.end();
  await platform.stop();
  await bearers.stop();
});

interface Kind {
  readonly mutation: string;
  readonly input: string;
  /** What names the effect. */
  readonly id: string;
}
const PUBLISH: Kind = { mutation: "publishOffer", input: "PublishOfferInput", id: "id" };
const APPLY: Kind = { mutation: "submitCandidature", input: "SubmitCandidatureInput", id: "id" };
const INVITE: Kind = { mutation: "inviteTerritoryStaff", input: "InviteTerritoryStaffInput", id: "email" };
const REGISTER: Kind = { mutation: "registerHost", input: "RegisterHostInput", id: "id" };

interface Asked {
  readonly bearer: Bearer;
  readonly kind: Kind;
  readonly inputs: readonly object[];
}

/** What the effects are called, in one text; null when no answer came. */
async function send({ bearer, kind: { mutation, input, id }, inputs }: Asked): Promise<string | null> {
  const query = `mutation(${inputs.map((_, n) => `$i${n}: ${input}!`).join(", ")}) { ${inputs.map((_, n) => `m${n}: ${mutation}(input: $i${n}) { id: ${id} }`).join(" ")} }`;
  let answer: GraphAnswer<Record<string, { id: string }>>;
  try {
    const response = await fetch(proxy.url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${bearer.token}`, "x-stages-now": NOW.toString() },
      body: JSON.stringify({ query, variables: Object.fromEntries(inputs.map((one, n) => [`i${n}`, one])) }),
    });
    answer = (await response.json()) as typeof answer;
  } catch {
    return null;
  }
  expect(answer.errors).toBeUndefined();
  return Object.values(answer.data!).map((made) => made.id).join(" ");
}

/** Twice at the same instant, once more whatever came, and then until an answer has come. */
async function sendThreeTimes(asked: Asked): Promise<ReadonlySet<string>> {
  const answers = [...(await Promise.all([send(asked), send(asked)])), await send(asked)];
  while (!answers.some((answer) => answer !== null)) answers.push(await send(asked));
  return new Set(answers.filter((answer): answer is string => answer !== null));
}

async function sendAll(all: readonly Asked[]): Promise<readonly ReadonlySet<string>[]> {
  const answers: ReadonlySet<string>[] = [];
  const left = all.entries();
  const worker = async () => {
    for (const [n, asked] of left) answers[n] = await sendThreeTimes(asked);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}

const TUTOR = { name: "Paul Roche", email: "paul.roche@atelier.example" };
const requests = (count: number, asked: (n: number) => Asked) => Array.from({ length: count / IN_A_REQUEST }, (_, n) => asked(n));
const inputs = (n: number, input: (n: number) => object) => Array.from({ length: IN_A_REQUEST }, (_, m) => input(n * IN_A_REQUEST + m));

const publishing = (n: number): Asked => {
  const { bearer, hostId } = managers[n % managers.length]!;
  return { bearer, kind: PUBLISH, inputs: inputs(n, () => ({ ...offerInput(hostId, TUTOR), mode: "INDIVIDUAL" })) };
};
const registering = (n: number): Asked => ({
  bearer: managers[n % managers.length]!.bearer,
  kind: REGISTER,
  inputs: inputs(n, (m) => ({ ...HOST, siret: siretFrom(`41000${String(m).padStart(8, "0")}`), legalName: `Atelier ${m}` })),
});
const inviting = (n: number): Asked => ({ bearer: ministry, kind: INVITE, inputs: inputs(n, (m) => ({ email: `agent.${m}@education.example`, role: "MINISTRY" })) });
/** Each student applies to one offer after the other. */
function applying(): (n: number) => Asked {
  const offers = world.offers.filter(({ campaignId, status, mode, reservedSchoolUais }) => campaignId === world.runningCampaignId && status === "PUBLISHED" && mode === "INDIVIDUAL" && reservedSchoolUais.length === 0);
  expect(students).toHaveLength(STUDENTS);
  expect(offers.length).toBeGreaterThanOrEqual(APPLICATIONS / STUDENTS);
  expect(APPLICATIONS % (STUDENTS * IN_A_REQUEST)).toBe(0);
  const offersOf = (n: number) => Math.floor(n / STUDENTS) * IN_A_REQUEST;
  return (n) => ({
    bearer: students[n % STUDENTS]!,
    kind: APPLY,
    inputs: Array.from({ length: IN_A_REQUEST }, (_, m) => ({ offerId: offers[offersOf(n) + m]!.id, motivation: "J'aimerais voir ce métier de près." })),
  });
}
const keyed = (asked: Asked): Asked => ({ ...asked, inputs: asked.inputs.map((input) => ({ ...input, idempotencyKey: crypto.randomUUID() })) });

async function counted() {
  const [row] = await sql<{ offers: number; candidatures: number; hosts: number; invitations: number; keys: number; told: number }[]>`select
    (select count(*) from offers.offers)::int as offers, (select count(*) from candidatures.candidatures)::int as candidatures,
    (select count(*) from offers.hosts)::int as hosts, (select count(*) from people.territory_invitations)::int as invitations,
    ((select count(*) from offers.idempotency_keys) + (select count(*) from candidatures.idempotency_keys) + (select count(*) from people.idempotency_keys))::int as keys,
    (select count(*) from bus.events where type in ('OfferPublished', 'CandidatureSubmitted', 'HostRegistered'))::int as told`;
  return row!;
}
type Counted = Awaited<ReturnType<typeof counted>>;
const since = (before: Counted, now: Counted) => Object.fromEntries(Object.entries(now).map(([name, count]) => [name, count - before[name as keyof Counted]]));

it(`${MUTATIONS} mutations, each sent three times through a connection that drops answers, have as many effects, and everyone gets the one id`, { timeout: 600_000 }, async () => {
  const before = await counted();
  const all = [...requests(PUBLICATIONS, publishing), ...requests(APPLICATIONS, applying()), ...requests(INVITATIONS, inviting), ...requests(REGISTRATIONS, registering)].map(keyed);
  // Of every kind all along.
  const mixed = all.map((_, n) => all[(n * 237) % all.length]!);
  expect(new Set(mixed.flatMap((asked) => asked.inputs)).size).toBe(MUTATIONS);

  const answers = await sendAll(mixed);
  expect(answers.filter(({ size }) => size !== 1)).toEqual([]);
  expect(new Set(answers.flatMap((ids) => [...ids]).flatMap((ids) => ids.split(" "))).size).toBe(MUTATIONS);
  const made = { offers: PUBLICATIONS, candidatures: APPLICATIONS, invitations: INVITATIONS, hosts: REGISTRATIONS, keys: MUTATIONS };
  expect(since(before, await counted())).toMatchObject(made);
  // And each was told once.
  await vi.waitFor(async () => expect(since(before, await counted())).toEqual({ ...made, told: MUTATIONS - INVITATIONS }), { timeout: 60_000 });

  const sent = Object.values(proxy.fates).reduce((sum, count) => sum + count);
  expect(sent).toBeGreaterThanOrEqual(3 * all.length);
  expect(sent - proxy.fates.DELIVERED).toBeGreaterThan(sent / 5);
});

it("100 without keys have many more: the control", async () => {
  const before = await counted();
  await sendAll(requests(100, publishing));
  expect(since(before, await counted())["offers"]).toBeGreaterThan(150);
});
