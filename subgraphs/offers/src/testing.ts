import { openFrom } from "@stages/database/sealed.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import type { Actor, ActorOf, Role } from "@stages/kernel/actor.ts";
import { type HostId, newId, type OfferId } from "@stages/kernel/ids.ts";
import { siretFrom } from "@stages/kernel/siret.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import postgres from "postgres";
import { afterAll, beforeAll } from "vitest";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { aRegistration, aRegistrationAbroad, aWrittenOffer, TULLE } from "./domain/fixtures.ts";
import { outbox } from "./persistence/tables.ts";
import { createOffersSubgraph } from "./subgraph.ts";

/** What the tests on PostgreSQL share: the subgraph on a database of their own, filled with the demonstration's world. */

export const NOW = Temporal.Instant.from("2027-04-10T10:00:00Z");
/** Ten in the evening in Paris, the day before the students' opening. */
export const EVE_OF_OPENING = Temporal.Instant.from("2026-10-04T20:00:00Z");
export const world = demonstrationWorld({ today: Temporal.PlainDate.from("2027-04-10") });

export function persona<R extends Role>(name: PersonaName): ActorOf<R> {
  const { id, grants } = world.persons.find((one) => one.id === world.personas[name])!;
  return { ...grants[0]!, personId: id } as unknown as ActorOf<R>;
}

export const aManager = (): ActorOf<"HOST_MANAGER"> => ({ role: "HOST_MANAGER", personId: newId("person"), hostIds: [] });

let names = 0;
let sirens = 0;
export const aSiret = () => siretFrom(`40000${String((sirens += 1)).padStart(8, "0")}`);

export const REGISTER =
  "mutation($input: RegisterHostInput!) { registerHost(input: $input) { id siret sector { code label } address { communeName postcode } latitude viewerActions { action allowed } } }";
const PUBLISH =
  "mutation($input: PublishOfferInput!) { publishOffer(input: $input) { id status place { communeName latitude longitude } sector { code } campaign { id } tutor { email } publishedAt viewerActions { action allowed } } }";

export function onPostgres() {
  let database: TestDatabase;
  let subgraph: Subgraph;
  let sql: postgres.Sql;
  const create = (databaseUrl: string) => createOffersSubgraph({ databaseUrl, clock: () => NOW, onFailure: (error) => console.error(error) });

  beforeAll(async () => {
    database = await freshDatabase("offers_with_the_world", async (url) => {
      const loading = create(url);
      await loading.migrate();
      await loading.loadDemonstration(world);
      await loading.stop();
    });
    subgraph = create(database.url);
    sql = postgres(database.url, { max: 4 });
  });

  afterAll(async () => {
    await sql.end();
    await subgraph.stop();
    await database.drop();
  });

  async function run<T = Record<string, unknown>>(actor: Actor, query: string, variables: Record<string, unknown> = {}, now = NOW) {
    const { data, errors } = await inProcessTransport(subgraph).execute({ query, variables, caller: { actor, now, requestId: "test" } });
    const extensions = errors?.[0]?.extensions as { code?: string; refusals?: { code: string; field: string | null }[] } | undefined;
    const refusals = extensions?.refusals?.map(({ code, field }) => [code, field]) ?? [];
    return { data: data as T, code: extensions?.code, message: errors?.[0]?.message, refusals };
  }

  const publish = (actor: Actor, hostId: HostId, over: object = {}, now = NOW) =>
    run<{ publishOffer: { id: OfferId } }>(actor, PUBLISH, { input: { ...aWrittenOffer(), hostId, ...over } }, now);

  async function aHostOf(actor: Actor, over: object = {}): Promise<HostId> {
    const { data } = await run<{ registerHost: { id: HostId } }>(actor, REGISTER, { input: { ...aRegistration(TULLE), siret: aSiret(), ...over } });
    return data.registerHost.id;
  }

  async function aHostAbroadOf(actor: Actor, over: object = {}): Promise<HostId> {
    const legalName = `Imprimerie ${(names += 1)}`;
    const { data } = await run<{ registerHost: { id: HostId } }>(actor, REGISTER, { input: aRegistrationAbroad({ legalName, ...over }) });
    return data.registerHost.id;
  }

  async function aPublishedOffer(over: object = {}) {
    const actor = aManager();
    const hostId = await aHostOf(actor);
    const { data } = await publish(actor, hostId, over);
    return { actor, hostId, id: data.publishOffer.id };
  }

  /** What waits to be told to the others. */
  async function told<P>(type: string, key: string): Promise<readonly P[]> {
    const rows = await sql<{ eventId: string; payload: never }[]>`select event_id as "eventId", payload from offers.outbox where type = ${type} and key = ${key} order by position`;
    return rows.map((row) => openFrom(outbox.payload, row, row.payload) as P);
  }

  /** What no request may write of what was published: the guards look away for this transaction. */
  const asTheLedger = (write: (tx: postgres.TransactionSql) => postgres.PendingQuery<postgres.Row[]>) =>
    sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await write(tx);
    });

  return { run, asTheLedger, publish, aHostOf, aHostAbroadOf, aPublishedOffer, told, subgraph: () => subgraph, sql: () => sql, url: () => database.url };
}
