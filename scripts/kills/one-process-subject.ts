import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SUPERUSER } from "@stages/embedded-postgres/data-folder.ts";
import { askFreePort } from "@stages/embedded-postgres/postmaster.ts";
import type { RunningSubject } from "./distributed-subject.ts";
import { postgresPidIn } from "./postgres-pid.ts";

const ROOT = join(import.meta.dirname, "../..");
const MAIN = ["--max-semi-space-size=64", "--import", "tsx", "--import", "./packages/standalone/src/third-party-imports.mjs", "scripts/kills/one-process.ts"];
/** What a service manager waits for before it starts a dead program again. */
const PAUSE_MS = 100;

/** What `npm start` runs, but for the rates of one address, started again by us whenever it dies, as the service manager of a machine does. */
export async function oneProcessSubject(folder: string, journal: number): Promise<RunningSubject> {
  const port = await askFreePort();
  const url = `http://localhost:${port}/graphql`;
  const env = { ...process.env, PORT: String(port), STAGES_DATA_DIR: folder };
  let child: ChildProcess;
  let stopping = false;
  const start = () => {
    child = spawn(process.execPath, MAIN, { cwd: ROOT, env, stdio: ["ignore", journal, journal] });
    child.once("exit", () => stopping || setTimeout(() => stopping || start(), PAUSE_MS));
  };
  const isWhole = () => fetch(new URL("/ready", url)).then(({ ok }) => ok, () => false);
  start();
  for (const end = performance.now() + 120_000; !(await isWhole()); ) {
    if (performance.now() > end) throw new Error("npm start did not start");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const password = readFileSync(join(folder, "postgres", "password"), "utf8").trim();
  const postgresPort = readFileSync(join(folder, "postgres", "cluster", "postmaster.pid"), "utf8").split("\n")[3];
  return {
    url, natsUrl: null, isWhole,
    databaseUrl: `postgres://${SUPERUSER}:${password}@127.0.0.1:${postgresPort}/stages`,
    programs: ["npm start"],
    components: { postgresql: () => postgresPidIn(join(folder, "postgres")), "npm start": () => (child.exitCode === null && child.signalCode === null ? child.pid! : null) },
    async [Symbol.asyncDispose]() {
      stopping = true;
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGTERM");
        await once(child, "exit");
      }
      // A program that died on us left its server to the next one, which does not come.
      const left = postgresPidIn(join(folder, "postgres"));
      if (left !== null) process.kill(left, "SIGINT");
    },
  };
}
