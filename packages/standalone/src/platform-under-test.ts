import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GraphAnswer, StagesClient } from "@stages/client/client.ts";
import { clientOf } from "@stages/client/personas.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import type { Issuer } from "@stages/identity/issuer.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
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

export const preparedDatabase = () => freshDatabase("platform", (databaseUrl) => prepareDatabase({ databaseUrl, clock: systemClock }));

/** A platform of one's own, over a copy of the one demonstration: the same persons under the same ids as any other of this run. */
export async function platformUnderTest(mode: PlatformOptions["mode"], issuers: readonly Issuer[] = [], prepared: () => Promise<TestDatabase> = preparedDatabase, natsUrl: string | null = null): Promise<PlatformUnderTest> {
  await using begun = new AsyncDisposableStack();
  const database = await prepared();
  begun.defer(() => database.drop());
  const dataDir = mkdtempSync(join(tmpdir(), "stages-platform-"));
  begun.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  const said: string[] = [];
  const platform = await startPlatform({ mode, databaseUrl: database.url, natsUrl, port: 0, dataDir, identity: { development: true, issuers }, log: (line) => said.push(line) });
  begun.defer(() => platform.stop());
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
    databaseUrl: database.url,
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
