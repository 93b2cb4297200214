import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Random } from "@stages/demonstration/random.ts";
import { newInternalKeys } from "@stages/transport/internal-token.ts";
import { httpTransport } from "@stages/transport/http.ts";
import type { ListeningMessage } from "@stages/transport/served-process.ts";
import type { SubgraphTransport } from "@stages/transport/transport.ts";
import { DEVELOPMENT_KEYS } from "@stages/vault/keyring.ts";

/** One life of a process: from when it answers until it is killed. */
export interface Life {
  readonly transport: SubgraphTransport;
  /** By the shared clock; null while it lives. */
  killedAt: Temporal.Instant | null;
}

interface Replica {
  child: ChildProcess;
  life: Life | null;
}

export interface ReplicasOptions {
  readonly count: number;
  readonly databaseUrl: string;
  readonly clockFile: string;
  readonly now: () => Temporal.Instant;
  readonly random: Random;
  /** Between two kills, in milliseconds: from half of it to one and a half. */
  readonly killEveryMs: number;
}

const SCRIPT = fileURLToPath(new URL("./stage-process.ts", import.meta.url));
const THIRD_PARTY_IMPORTS = new URL("../../packages/standalone/src/third-party-imports.mjs", import.meta.url).href;

/** Processes of one subgraph, of which one at a time is killed without a word, whatever it is at, and started again. */
export class Replicas {
  kills = 0;
  readonly #options: ReplicasOptions;
  readonly #keys = newInternalKeys();
  readonly #replicas: Replica[] = [];
  readonly #stopping = new AbortController();
  #killing: Promise<void> = Promise.resolve();

  constructor(options: ReplicasOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    for (let n = 0; n < this.#options.count; n += 1) this.#replicas.push({ child: this.#spawn(), life: null });
    await Promise.all(this.#replicas.map((replica) => this.#answers(replica)));
  }

  beginKilling(): void {
    this.#killing = this.#killNowAndThen();
  }

  /** One that lived a moment ago. */
  any(): Life | null {
    const alive = this.#replicas.flatMap(({ life }) => life ?? []);
    return alive.length === 0 ? null : this.#options.random.pick(alive);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#killing;
    await Promise.all(this.#replicas.map(async ({ child, life }) => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      await life?.transport.stop();
    }));
  }

  #spawn(): ChildProcess {
    const { databaseUrl, clockFile } = this.#options;
    const key = this.#keys.verificationKey.export({ type: "spki", format: "pem" }).toString();
    return spawn(process.execPath, ["--import", "tsx", "--import", THIRD_PARTY_IMPORTS, SCRIPT], {
      env: { ...process.env, PROOF_DATABASE_URL: databaseUrl, PROOF_CLOCK: clockFile, PROOF_KEY: key, PROOF_KEYRING: DEVELOPMENT_KEYS },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
  }

  async #answers(replica: Replica): Promise<void> {
    const [{ listening: url }] = (await once(replica.child, "message")) as [ListeningMessage];
    const transport = httpTransport({ name: "conventions", url, signingKey: this.#keys.signingKey });
    replica.life = { transport, killedAt: null };
  }

  async #killNowAndThen(): Promise<void> {
    const { random, killEveryMs, now } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await delay(random.int(killEveryMs / 2, (killEveryMs * 3) / 2), undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      const replica = random.pick(this.#replicas);
      const { child, life } = replica;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      replica.life = null;
      if (life) {
        life.killedAt = now();
        void life.transport.stop();
      }
      this.kills += 1;
      replica.child = this.#spawn();
      await this.#answers(replica);
    }
  }
}
