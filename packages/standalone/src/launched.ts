import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { isAlive, readPostmasterFile } from "@stages/embedded-postgres/postmaster-file.ts";

const ROOT = join(import.meta.dirname, "../../..");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command as a new user gives it: a plain Node and the bootstrap, which runs the script with the pinned one. */
export class Launched {
  static readonly #running = new Set<Launched>();
  readonly #child: ChildProcess;
  readonly #startedAt = performance.now();
  readonly #dataDir: string;
  #stdout = "";
  #stderr = "";
  readonly ended: Promise<Ended>;

  constructor(args: readonly string[], environment: Readonly<Record<string, string>>) {
    // The test runner's own settings are not a new user's.
    const inherited = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_|STAGES_|PORT$|HOST$|DATABASE_URL$|TEST$|DEV$|MODE$|PROD$|npm_)/.test(name));
    this.#dataDir = environment["STAGES_DATA_DIR"] ?? "";
    this.#child = spawn(process.execPath, ["scripts/bootstrap.mjs", ...args], {
      cwd: ROOT,
      env: { ...Object.fromEntries(inherited), ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    Launched.#running.add(this);
    this.#child.stdout!.setEncoding("utf8").on("data", (text: string) => (this.#stdout += text));
    this.#child.stderr!.setEncoding("utf8").on("data", (text: string) => (this.#stderr += text));
    this.ended = once(this.#child, "close").then(([code]) => {
      Launched.#running.delete(this);
      return { code: code as number | null, stdout: this.#stdout, stderr: this.#stderr };
    });
  }

  /** Stops in order what a failed test left. */
  static async endAll(): Promise<void> {
    await Promise.all([...Launched.#running].map((launched) => launched.stop()));
  }

  /** The block that tells where everything is, once it is printed, and after how many milliseconds. */
  async welcome(): Promise<{ block: string; url: string; milliseconds: number }> {
    const arrived = Promise.withResolvers<void>();
    const look = () => this.#stdout.includes("Ctrl-C pour arrêter.") && arrived.resolve();
    this.#child.stdout!.on("data", look);
    look();
    await Promise.race([arrived.promise, this.ended.then(({ code, stderr }) => Promise.reject(new Error(`ended with ${code}: ${stderr}`)))]);
    const block = this.#stdout.slice(this.#stdout.indexOf("Stages de seconde, prêt"));
    return { block, url: /http:\S+\/graphql/.exec(block)![0], milliseconds: performance.now() - this.#startedAt };
  }

  /** What was printed before the block. */
  get progress(): string {
    return this.#stdout.split("Stages de seconde, prêt")[0]!;
  }

  stop(): Promise<Ended> {
    this.#child.kill("SIGTERM");
    return this.ended;
  }

  killBootstrap(): void {
    this.#child.kill("SIGKILL");
  }

  /** The bootstrap's one child: the program itself. */
  killProgram(): void {
    const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
    const rows = table.trim().split("\n").map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
    const [pid] = rows.find(([, parent]) => parent === this.#child.pid)!;
    process.kill(pid, "SIGKILL");
  }

  /** The PostgreSQL in the data folder: its process, if it is alive. */
  postgresPid(): number | null {
    const pid = readPostmasterFile(join(this.#dataDir, "postgres", "cluster"))?.pid ?? null;
    return pid !== null && isAlive(pid) ? pid : null;
  }
}
