import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GraphAnswer, StagesClient } from "@stages/client/client.ts";
import { clientOf } from "@stages/client/personas.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import { NO_RATES } from "@stages/gateway/limits.ts";
import type { Issuer } from "@stages/identity/issuer.ts";
import type { Clock } from "@stages/kernel/civil-time.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { inject } from "vitest";
import { type Platform, type PlatformOptions, startPlatform } from "./platform.ts";
import { prepareDatabase } from "./prepare-database.ts";

export const MODES = ["in-process", "distributed"] as const satisfies readonly PlatformOptions["mode"][];

/** An answer as it came over the wire, to look for what must not be in it. */
export interface RawAnswer extends GraphAnswer {
  readonly status: number;
  readonly text: string;
}

export interface PlatformUnderTest {
  readonly platform: Platform;
  readonly url: string;
  readonly databaseUrl: string;
  /** The cursor before all events. */
  readonly beginning: string;
  /** With the development issuer's keys in it. */
  readonly dataDir: string;
  /** What its launcher told the person at the terminal. */
  readonly said: readonly string[];
  /** One client a persona; with `now`, one of its own. */
  as(persona: PersonaName, now?: Temporal.Instant): Promise<StagesClient>;
  tokenOf(persona: PersonaName): Promise<string>;
  post(body: string | object, headers?: Record<string, string>, path?: string): Promise<RawAnswer>;
  stop(): Promise<void>;
}

/** `STAGES_PLATFORM=cluster`: what is distributed is then two of each, with all that stands between them; `npm run prove:cluster` runs some tests so. */
const isCluster = (mode: PlatformOptions["mode"]) => mode === "distributed" && process.env["STAGES_PLATFORM"] === "cluster";

/** What each load of the demonstration makes anew: hashes of what was drawn and sealed, ids of notifications. A cluster has a load of its own. */
const OF_ITS_LOAD = /\b[0-9a-f]{64}\b|\bnotification_\w{26}\b|"WyJub3RpZmljYXRpb25zI[\w-]+"/g;
export const comparable = <T>(data: T): T => (isCluster("distributed") ? (JSON.parse(JSON.stringify(data).replaceAll(OF_ITS_LOAD, (text) => (text.startsWith('"') ? '"…"' : "…"))) as T) : data);

/** When the demonstration of this run was made: whoever makes the same world again does so by this clock. */
export const startOfRun: Clock = () => Temporal.Instant.from(inject("startedAt"));

export const preparedDatabase = () => freshDatabase("platform", (databaseUrl) => prepareDatabase({ databaseUrl, clock: startOfRun }));

/** A platform of one's own, over a copy of the one demonstration: the same persons under the same ids as any other of this run. */
export async function platformUnderTest(mode: PlatformOptions["mode"], issuers: readonly Issuer[] = [], prepared: () => Promise<TestDatabase> = preparedDatabase, natsUrl: string | null = null): Promise<PlatformUnderTest> {
  await using begun = new AsyncDisposableStack();
  const dataDir = mkdtempSync(join(tmpdir(), "stages-platform-"));
  begun.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  const said: string[] = [];
  const options = { port: 0, dataDir, identity: { development: true, issuers }, door: { liveLimits: NO_RATES }, log: (line: string) => void said.push(line) };
  const { platform, databaseUrl, beginning } = await (isCluster(mode) ? clusterUnderTest(options, prepared) : alone());
  begun.defer(() => platform.stop());
  async function alone() {
    const database = await prepared();
    begun.defer(() => database.drop());
    return { platform: await startPlatform({ ...options, mode, databaseUrl: database.url, natsUrl }), databaseUrl: database.url, beginning: "0" };
  }
  const { url } = platform;
  const clients = new Map<string, Promise<StagesClient>>();
  begun.defer(async () => {
    for (const client of clients.values()) await client.then(({ close }) => close());
  });
  const running = begun.move();

  const post = async (body: string | object, headers: Record<string, string> = {}, path = "/graphql") => {
    const response = await fetch(new URL(path, url), {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { ...(JSON.parse(text) as GraphAnswer), status: response.status, text };
  };
  return {
    platform,
    url,
    databaseUrl,
    beginning,
    dataDir,
    said,
    post,
    as(persona, now) {
      const key = `${persona} ${now?.toString() ?? ""}`;
      if (!clients.has(key)) clients.set(key, clientOf(persona, { url, ...(now ? { now } : {}) }));
      return clients.get(key)!;
    },
    async tokenOf(persona) {
      const { text } = await post({ persona }, {}, "/development/token");
      return (JSON.parse(text) as { token: string }).token;
    },
    stop: () => running.disposeAsync(),
  };
}

/** The first of each stands for both, for whoever asks for its process. */
async function clusterUnderTest(options: Omit<PlatformOptions, "mode" | "databaseUrl">, prepared: () => Promise<TestDatabase>) {
  if (prepared !== preparedDatabase) throw new Error("a cluster prepares its own database: this test is not for it");
  const { startCluster } = await import("./cluster/start-cluster.ts");
  const { beginningOfLog } = await import("./cluster/beginning-of-log.ts");
  const cluster = await startCluster(options);
  const platform: Platform = {
    url: cluster.url,
    pidOf: (component) => cluster.components[`${component}-1`]!(),
    urlOf: (component) => (component === "gateway" ? cluster.gatewayUrls[0]! : [cluster.subgraphUrls[component]].flat()[0]!),
    stop: () => cluster.stop(),
  };
  return { platform, databaseUrl: cluster.databaseUrl, beginning: await beginningOfLog(cluster) };
}
