import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Actor, PLATFORM } from "@stages/kernel/actor.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { newInternalKeys, signCaller } from "@stages/transport/internal-token.ts";
import type { SubgraphName } from "@stages/transport/transport.ts";
import type { Kept, Serving } from "./served-process.ts";

const PROCESS = join(import.meta.dirname, "served-process.ts");
const IMPORTS = ["tsx", join(import.meta.dirname, "../../packages/standalone/src/third-party-imports.mjs")];
const STOP_DEADLINE_MS = 20_000;

export interface FuzzedPlatform extends Serving {
  readonly databaseUrl: string;
  /** What a subgraph believes for half a minute: anyone's word, signed. */
  internalToken(subgraph: SubgraphName, actor?: Actor): string;
  /** Of a persona, from the development issuer. */
  tokenOf(persona: string): Promise<string>;
  /** Each line that it wrote which is not about the life of its parts. */
  readonly lines: readonly string[];
  /** Whether its process is the one that was started. */
  readonly lives: boolean;
  /** What its heap holds, once everything that nobody holds is gone. */
  keptBytes(): Promise<number>;
  stop(): Promise<void>;
}

/** A platform to be fuzzed, in a process of its own over a database that is prepared. */
export async function startFuzzedPlatform(databaseUrl: string): Promise<FuzzedPlatform> {
  const { signingKey, verificationKey } = newInternalKeys();
  const dataDir = mkdtempSync(join(tmpdir(), "stages-fuzzed-"));
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_|STAGES_|PORT$|HOST$|DATABASE_URL$|TEST$|DEV$|MODE$|PROD$)/.test(name));
  const child = fork(PROCESS, {
    execArgv: IMPORTS.flatMap((module) => ["--import", module]),
    env: { ...Object.fromEntries(inherited), FUZZED_DATABASE_URL: databaseUrl, FUZZED_DATA_DIR: dataDir, FUZZED_VERIFICATION_KEY: verificationKey.export({ type: "spki", format: "pem" }).toString() },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding("utf8").on("data", (text: string) => void lines.push(...text.split("\n").filter(Boolean)));
  // Not its `close`: the processes that it draws documents in have its pipes too.
  const ended = once(child, "exit");
  const died = ended.then(() => Promise.reject(new Error(`the fuzzed platform ended: ${lines.slice(-20).join("\n")}`)));
  died.catch(() => {});
  const [serving] = (await Promise.race([once(child, "message"), died])) as [Serving];
  const tokens = new Map<string, Promise<string>>();
  return {
    ...serving,
    databaseUrl,
    lines,
    internalToken: (subgraph, actor = PLATFORM) => signCaller({ actor, now: systemClock(), requestId: randomUUID() }, subgraph, signingKey, systemClock()),
    tokenOf(persona) {
      const known = tokens.get(persona) ?? askToken(serving.gateway, persona);
      tokens.set(persona, known);
      return known;
    },
    get lives() {
      return child.exitCode === null && child.signalCode === null;
    },
    async keptBytes() {
      child.send("kept?");
      const [{ keptBytes }] = (await once(child, "message")) as [Kept];
      return keptBytes;
    },
    async stop() {
      if (child.connected) child.disconnect();
      const late = setTimeout(() => child.kill("SIGKILL"), STOP_DEADLINE_MS);
      await ended;
      clearTimeout(late);
      child.stdout!.destroy();
      child.stderr!.destroy();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function askToken(gateway: string, persona: string): Promise<string> {
  const response = await fetch(new URL("/development/token", gateway), { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ persona }) });
  return ((await response.json()) as { token: string }).token;
}
