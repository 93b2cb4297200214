import { mkdtempSync, rmSync } from "node:fs";
import { NO_RATES } from "@stages/gateway/limits.ts";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stagesClient } from "@stages/client/client.ts";
import type { WorldConvention, WorldPerson } from "@stages/demonstration/world-types.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import { type Role, ROLES } from "@stages/kernel/actor.ts";
import { civilDateOf, systemClock } from "@stages/kernel/civil-time.ts";
import { type PersonId, uuidOf } from "@stages/kernel/ids.ts";
import type { TestDatabase } from "@stages/testing/database.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { SUBGRAPH_NAMES, type SubgraphTransport, type SubgraphTransports } from "@stages/transport/transport.ts";
import { outbox } from "@stages/people/persistence/tables.ts";
import { sealFor } from "@stages/database/sealed.ts";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Bearer, Bearers, circleOf } from "./access/bearers.ts";
import { GoingsOn, type Place, placesOf } from "./access/goings-on.ts";
import { preparedDatabase, startOfRun } from "./platform-under-test.ts";
import { startConfiguredGateway } from "./start-configured-gateway.ts";
import { createSubgraphs } from "./subgraphs.ts";

const PATIENCE = { timeout: 30_000, interval: 20 };
const now = systemClock();
const world = demonstrationWorld({ today: civilDateOf(startOfRun()) });
const stopping = new AsyncDisposableStack();
const bearers = new Bearers();

let database: TestDatabase;
let goingsOn: GoingsOn;
let sql: postgres.Sql;
let here: Place;
let there: Place;
/** As it is; and one that does not hear `people` tell that an actor has changed, and believes for thirty seconds what it knows. */
let gateways: { readonly strict: string; readonly naive: string };

const personOf = (persona: "school-head" | "other-school-head") => world.persons.find(({ id }) => id === world.personas[persona])!;
const schoolOf = (persona: "school-head" | "other-school-head") => (personOf(persona).grants[0] as { schoolUais: readonly string[] }).schoolUais[0]!;

/** Never told anything; ended when the gateway stops. */
function deaf(transport: SubgraphTransport): SubgraphTransport {
  return {
    ...transport,
    subscribe() {
      const { promise, resolve } = Promise.withResolvers<{ done: true; value: undefined }>();
      return {
        next: () => promise,
        return: async () => {
          resolve({ done: true, value: undefined });
          return promise;
        },
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    },
  };
}

beforeAll(async () => {
  await bearers.start();
  stopping.defer(() => bearers.stop());
  database = await preparedDatabase();
  stopping.defer(() => database.drop());
  sql = postgres(database.url, { max: 1 });
  stopping.defer(() => sql.end());
  const subgraphs = createSubgraphs({ databaseUrl: database.url, clock: systemClock });
  for (const subgraph of Object.values(subgraphs)) {
    stopping.defer(() => subgraph.stop());
    await subgraph.start();
  }
  const dataDir = mkdtempSync(join(tmpdir(), "stages-withdrawn-"));
  stopping.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  const transports = Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, inProcessTransport(subgraphs[name])])) as unknown as SubgraphTransports;
  const start = async (own: SubgraphTransports) => {
    const gateway = await startConfiguredGateway({ host: "127.0.0.1", port: 0, dataDir, identity: { development: true, issuers: bearers.issuers }, transports: own, door: { liveLimits: NO_RATES } });
    stopping.defer(() => gateway.stop());
    return gateway.url;
  };
  gateways = { strict: await start(transports), naive: await start({ ...transports, people: deaf(transports.people) }) };
  goingsOn = new GoingsOn(world, subgraphs, now, database.url);
  [here, there] = placesOf(world, [schoolOf("school-head"), schoolOf("other-school-head")], 2) as [Place, Place];
});
afterAll(() => stopping.disposeAsync());

interface Ear {
  readonly bearer: Bearer;
  readonly heard: string[];
  leave(): Promise<void>;
}

const SELECT = { conventionStatusChanged: "{ to convention { id } }", absenceAlerts: "{ step absence { id } }" } as const;

/** From now on, whatever happens while they connect; every other one by SSE. */
async function listen(url: string, list: readonly Bearer[], field: keyof typeof SELECT): Promise<readonly Ear[]> {
  const [{ head } = { head: "0" }] = await sql<{ head: string }[]>`select coalesce(max(position), 0)::text as head from bus.events`;
  return list.map((bearer, index) => {
    const client = stagesClient({ url, token: bearer.token! });
    const source = client.follow(index % 2 ? "sse" : "websocket", `subscription { ${field}(after: "${head}") ${SELECT[field]} }`);
    const heard: string[] = [];
    const listening = (async () => {
      for await (const { data, errors } of source) {
        const event = data?.[field] as { to?: string; step?: string; convention?: { id: string }; absence?: { id: string } } | undefined;
        heard.push(event ? `${(event.convention ?? event.absence)!.id} ${event.to ?? event.step}` : String(errors?.[0]?.extensions.code));
      }
    })().catch(() => {});
    return {
      bearer,
      heard,
      async leave() {
        await source.return?.();
        await listening;
        await client.close();
      },
    };
  });
}

async function until(ears: readonly Ear[], event: string): Promise<void> {
  await vi.waitFor(() => {
    for (const { bearer, heard } of ears) expect(heard, bearer.name).toContain(event);
  }, PATIENCE);
}

/** In one transaction, as `people` itself does: the grants go, those of these bounds or all, and the gateways are told. */
async function withdraw(list: readonly Bearer[], bounds: WorldConvention | null): Promise<void> {
  await sql.begin(async (tx) => {
    const { schoolUai, hostId, studentId, academy } = bounds ?? {};
    const isWithin = bounds ? tx`(school_uai = ${schoolUai!} or host_id = ${uuidOf(hostId!)} or student_id = ${uuidOf(studentId!)} or academy = ${academy!})` : tx`true`;
    await tx`delete from people.grants where person_id = any(${idsOf(list).map(uuidOf)}::uuid[]) and ${isWithin}`;
    for (const id of idsOf(list)) {
      const eventId = crypto.randomUUID();
      const payload = Buffer.from(sealFor(outbox.payload, { eventId }, { subject: `essai|${uuidOf(id)}` }));
      await tx`insert into people.outbox (event_id, type, version, key, payload, occurred_at) values (${eventId}, 'ActorChanged', 1, ${id}, ${payload}, now())`;
    }
  });
}

const idsOf = (list: readonly Bearer[]): readonly PersonId[] => list.map(({ actor }) => (actor as { personId: PersonId }).personId);
const askedBy = (url: string, { token }: Bearer, query: string) => stagesClient({ url, token: token! }).ask<{ viewer: object }>(query);
const rolesOf = (list: readonly Bearer[]): readonly Role[] => [...new Set(list.map(({ actor }) => actor.role))].toSorted();
const inRoles = (people: readonly WorldPerson[], roles: readonly Role[]) => people.filter(({ grants: [grant] }) => roles.includes(grant!.role));
const BOTH = ["strict", "naive"] as const;

it("withdrawn in part: the next event of what one no longer has is not delivered, the next of what remains is", async () => {
  const [left, kept] = [here.completed[0]!, there.completed[1]!];
  const SCOPED: readonly Role[] = ["LEGAL_REPRESENTATIVE", "HOST_MANAGER", "SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER", "RECTORAT"];
  const rectorat = world.persons.find(({ id }) => id === world.personas.rectorat)!;
  const list = await bearers.of(database.url, inRoles([...circleOf(world, left), rectorat], SCOPED));
  expect(rolesOf(list)).toEqual(SCOPED.toSorted());
  const boundsOf = (role: Role, { studentId, hostId, schoolUai, academy }: WorldConvention) =>
    ({ LEGAL_REPRESENTATIVE: { studentId }, HOST_MANAGER: { hostId }, RECTORAT: { academy } })[role as string] ?? { schoolUai };
  for (const { actor } of list) {
    const { studentId = null, hostId = null, schoolUai = null, academy = null } = boundsOf(actor.role, kept) as Partial<WorldConvention>;
    await sql`
      insert into people.grants (person_id, role, school_uai, host_id, student_id, academy)
      values (${uuidOf((actor as { personId: PersonId }).personId)}, ${actor.role}, ${schoolUai}, ${hostId && uuidOf(hostId)}, ${studentId && uuidOf(studentId)}, ${academy})`;
  }

  const ears = { strict: await listen(gateways.strict, list, "conventionStatusChanged"), naive: await listen(gateways.naive, list, "conventionStatusChanged") };
  await goingsOn.giveBack(left);
  for (const gateway of BOTH) await until(ears[gateway], `${left.id} RETURNED`);
  await withdraw(list, left);
  const SEES = `{ convention(id: "${left.id}") { id } }`;
  await vi.waitFor(async () => {
    for (const bearer of list) expect((await askedBy(gateways.strict, bearer, SEES)).data, bearer.name).toEqual({ convention: null });
  }, PATIENCE);

  await goingsOn.cancel(left);
  await goingsOn.cancel(kept);
  for (const gateway of BOTH) await until(ears[gateway], `${kept.id} CANCELLED`);
  for (const { bearer, heard } of ears.strict) expect(heard, bearer.name).not.toContain(`${left.id} CANCELLED`);
  for (const { bearer, heard } of ears.naive) expect(heard, bearer.name).toContain(`${left.id} CANCELLED`);
  await Promise.all(BOTH.flatMap((gateway) => ears[gateway]).map((ear) => ear.leave()));
});

it("withdrawn wholly: every role's streams end at once, with no event more", async () => {
  const [status, absent] = [there.completed[0]!, there.signed];
  const overseers = [world.personas["other-rectorat"], world.personas.ministry];
  const ofStatus = await bearers.of(database.url, [...circleOf(world, status), ...world.persons.filter(({ id }) => overseers.includes(id))]);
  expect(rolesOf(ofStatus)).toEqual(ROLES.filter((role) => role !== "ANONYMOUS" && role !== "PLATFORM").toSorted());
  const followed = circleOf(world, absent).filter(({ id, grants: [grant] }) => grant!.role !== "REFERENT_TEACHER" || id === absent.school!.referentTeacherId);
  const ofAbsences = await bearers.of(database.url, inRoles(followed, ["TUTOR", "REFERENT_TEACHER", "EDUCATION_ADVISER", "LEGAL_REPRESENTATIVE"]));
  expect(rolesOf(ofAbsences)).toHaveLength(4);
  const listenOn = async (gateway: (typeof BOTH)[number]) => ({ statuses: await listen(gateways[gateway], ofStatus, "conventionStatusChanged"), absences: await listen(gateways[gateway], ofAbsences, "absenceAlerts") });
  const ears = { strict: await listenOn("strict"), naive: await listenOn("naive") };
  await goingsOn.giveBack(status);
  await goingsOn.absence(absent, 0);
  const first = goingsOn.told.at(-1)!.name;
  for (const gateway of BOTH) {
    await until(ears[gateway].statuses, `${status.id} RETURNED`);
    await until(ears[gateway].absences, first);
  }

  const everyone = [...ofStatus, ...ofAbsences];
  await withdraw(everyone, null);
  await vi.waitFor(async () => {
    for (const bearer of everyone) expect((await askedBy(gateways.strict, bearer, "{ viewer { role } }")).errors, bearer.name).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  }, PATIENCE);

  await goingsOn.cancel(status);
  await goingsOn.absence(absent, 1);
  const closed = goingsOn.told.at(-1)!.name;
  await until(ears.naive.statuses, `${status.id} CANCELLED`);
  await until(ears.naive.absences, closed);
  await until([...ears.strict.statuses, ...ears.strict.absences], "UNAUTHENTICATED");
  for (const { bearer, heard } of ears.strict.statuses) expect(heard, bearer.name).not.toContain(`${status.id} CANCELLED`);
  for (const { bearer, heard } of ears.strict.absences) expect(heard.filter((event) => event.startsWith(closed.split(" ")[0]!)), bearer.name).toEqual([]);
  await Promise.all(BOTH.flatMap((gateway) => [...ears[gateway].statuses, ...ears[gateway].absences]).map((ear) => ear.leave()));
});
