import { AsyncLocalStorage } from "node:async_hooks";
import { NO_RATES } from "@stages/gateway/limits.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StagesClient, stagesClient } from "@stages/client/client.ts";
import { clientOf } from "@stages/client/personas.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import { SENT_STATEMENTS, type SentStatement } from "@stages/database/statements.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { type Servable, SUBGRAPH_NAMES, type SubgraphTransport, type SubgraphTransports } from "@stages/transport/transport.ts";
import postgres from "postgres";
import { preparedDatabase } from "./platform-under-test.ts";
import { startConfiguredGateway } from "./start-configured-gateway.ts";
import { type Catalogue, type Statements, statementsReader } from "./counted-statements.ts";
import { createSubgraphs } from "./subgraphs.ts";

export interface Counted<T> {
  readonly answer: T;
  readonly statements: Statements;
}

export interface CountedPlatform {
  /** Null: a visitor without a token. */
  as(persona: PersonaName | null): Promise<StagesClient>;
  /** What the subgraphs sent to PostgreSQL for what is asked meanwhile: one thing at a time. */
  counting<T>(work: () => Promise<T>): Promise<Counted<T>>;
  /** Of all that was asked until now, how many references one call of a subgraph had at most. */
  mostRepresentations(): number;
  stop(): Promise<void>;
}

/**
 * A platform in one process that tells which statements its requests make. What its sweeps, relays and jobs do meanwhile is
 * of no request: only what runs in the asynchronous context of a subgraph's answer is counted. The gateway's own questions,
 * of whose token it is, are remembered for 30 s by it, and counted apart.
 */
export async function countedPlatform(served: (subgraph: Servable) => Servable = (subgraph) => subgraph): Promise<CountedPlatform> {
  await using begun = new AsyncDisposableStack();
  const database = await preparedDatabase();
  begun.defer(() => database.drop());
  const dataDir = mkdtempSync(join(tmpdir(), "stages-statements-"));
  begun.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  const statementsOf = statementsReader(await catalogueOf(database.url));

  const subgraphs = createSubgraphs({ databaseUrl: database.url, clock: systemClock, isDemonstration: true });
  for (const subgraph of Object.values(subgraphs)) {
    begun.defer(() => subgraph.stop());
    await subgraph.start();
  }

  const asking = new AsyncLocalStorage<"client" | "gateway">();
  let counted: { readonly client: SentStatement[]; readonly gateway: SentStatement[] } | null = null;
  const listen = (message: unknown) => {
    const by = asking.getStore();
    if (by && counted) counted[by].push(message as SentStatement);
  };
  SENT_STATEMENTS.subscribe(listen);
  begun.defer(() => void SENT_STATEMENTS.unsubscribe(listen));

  let mostRepresentations = 0;
  const noted = (transport: SubgraphTransport): SubgraphTransport => ({
    ...transport,
    execute: (request) => {
      mostRepresentations = Math.max(mostRepresentations, ((request.variables?.["representations"] ?? []) as readonly unknown[]).length);
      return asking.run(request.caller.actor.role === "PLATFORM" ? "gateway" : "client", () => transport.execute(request));
    },
  });
  const transports = Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, noted(inProcessTransport(served(subgraphs[name])))])) as unknown as SubgraphTransports;
  const gateway = await startConfiguredGateway({ host: "127.0.0.1", port: 0, dataDir, identity: { development: true, issuers: [] }, transports, door: { liveLimits: NO_RATES } });
  begun.defer(() => gateway.stop());

  const clients = new Map<PersonaName | null, Promise<StagesClient>>();
  begun.defer(async () => {
    for (const client of clients.values()) await client.then(({ close }) => close());
  });
  const running = begun.move();
  return {
    as(persona) {
      if (!clients.has(persona)) clients.set(persona, persona ? clientOf(persona, { url: gateway.url }) : Promise.resolve(stagesClient({ url: gateway.url })));
      return clients.get(persona)!;
    },
    async counting(work) {
      counted = { client: [], gateway: [] };
      try {
        const answer = await work();
        return { answer, statements: statementsOf(counted.client, counted.gateway) };
      } finally {
        counted = null;
      }
    },
    mostRepresentations: () => mostRepresentations,
    stop: () => running.disposeAsync(),
  };
}

async function catalogueOf(url: string): Promise<Catalogue> {
  const sql = postgres(url, { max: 1 });
  try {
    const relations = await sql<{ name: string }[]>`select nspname || '.' || relname as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace where relkind in ('r', 'p', 'v', 'm') and nspname !~ '^(pg_|information_schema)'`;
    const functions = await sql<{ name: string }[]>`select nspname || '.' || proname as name from pg_proc join pg_namespace on pg_namespace.oid = pronamespace where nspname in ('offers', 'candidatures', 'conventions', 'people') and (provolatile <> 'i')`;
    return { relations: new Set(relations.map(({ name }) => name)), functions: new Set(functions.map(({ name }) => name)) };
  } finally {
    await sql.end();
  }
}
