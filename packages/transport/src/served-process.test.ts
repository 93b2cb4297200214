import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ANONYMOUS } from "@stages/kernel/actor.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { httpTransport } from "./http.ts";
import { newInternalKeys } from "./internal-token.ts";
import type { Caller, SubgraphTransport } from "./transport.ts";

const caller: Caller = { actor: ANONYMOUS, now: Temporal.Instant.from("2027-06-14T08:00:00Z"), requestId: "r-1" };
const MUTATION = 'mutation { rename(to: "Léa") }';
const { signingKey, verificationKey } = newInternalKeys();

/** One for each process: those that end in order write it then. */
let compiled: string;
let child: ChildProcess;
let transport: SubgraphTransport;
let ended: Promise<unknown[]>;
beforeEach(async () => {
  compiled = mkdtempSync(join(tmpdir(), "stages-compiled-"));
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled, STAGES_INTERNAL_VERIFICATION_KEY: verificationKey.export({ type: "spki", format: "pem" }) as string };
  child = spawn(process.execPath, ["--import", "tsx", fileURLToPath(new URL("./toy-process.ts", import.meta.url))], { env, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  ended = once(child, "exit");
  const [{ listening }] = (await once(child, "message")) as [{ listening: string }];
  transport = httpTransport({ name: "people", url: listening, signingKey });
});
afterEach(async () => {
  child.kill("SIGKILL");
  await ended;
  rmSync(compiled, { recursive: true });
  await transport.stop();
});

/** Resolves once the process works on it. */
const begin = async () => {
  const asked = once(child, "message");
  const answering = transport.execute({ query: MUTATION, caller }).catch((error: unknown) => error);
  await asked;
  return { answering };
};
/** Nobody is let in any more: the signal has been heard. */
const untilStopping = () => expect.poll(() => transport.execute({ query: "{ whoami }", caller }).then(() => null, (error: unknown) => error)).toMatchObject({ fate: "NOT_BEGUN" });

it("answers what it has under way when it is told to stop, and ends without a failure", async () => {
  const { answering } = await begin();
  child.kill("SIGTERM");
  await untilStopping();
  child.send("go");
  expect(await answering).toEqual({ data: { rename: "Léa" } });
  expect(await ended).toEqual([0, null]);
});

it("ends at once when it is told twice, and what it had under way is lost", async () => {
  const { answering } = await begin();
  child.kill("SIGTERM");
  await untilStopping();
  child.kill("SIGTERM");
  expect(await ended).toEqual([null, "SIGTERM"]);
  expect(await answering).toMatchObject({ fate: "LOST" });
});

it("keeps what was compiled for its next start while it lives, since who is killed keeps nothing", async () => {
  const kept = () => readdirSync(compiled, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
  await expect.poll(kept).toBeGreaterThan(50);
  expect(child.exitCode).toBeNull();
});
