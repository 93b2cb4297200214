import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

export type Way = "WebSocket" | "SSE";

export interface Follower {
  readonly rank: number;
  readonly way: Way;
  readonly token: string;
  readonly studentId: string;
  /** Null for who follows their own candidatures. */
  readonly offerId: string | null;
}

export type Heard = readonly [follower: number, cursor: string, at: number, to: string | null, candidatureId: string | null];

export interface FollowersSeen {
  readonly open: number;
  readonly delivered: number;
  /** Connections and subscriptions that failed or ended. */
  readonly lost: number;
  readonly retried: number;
  readonly failure: string | null;
}

export type FollowersOrder = { readonly do: "open"; readonly url: string; readonly after: string; readonly followers: readonly Follower[] } | { readonly do: "tell" };

const NOTHING: FollowersSeen = { open: 0, delivered: 0, lost: 0, retried: 0, failure: null };
const QUIET_MS = 3_000;

/** The process of those who follow, from outside. */
export class Followers {
  seen = NOTHING;
  readonly #process: ChildProcess;
  #answer: (message: { readonly isOpen?: true; readonly heard?: readonly Heard[] }) => void = () => {};

  private constructor(child: ChildProcess) {
    this.#process = child;
    child.on("message", (message: Partial<FollowersSeen> & { readonly isOpen?: true; readonly heard?: readonly Heard[] }) => {
      if (message.open !== undefined) this.seen = message as FollowersSeen;
      this.#answer(message);
    });
  }

  static async start(): Promise<Followers> {
    const child = fork(new URL("followers-process.ts", import.meta.url), { env: { ...process.env, NODE_ENV: "production" }, serialization: "advanced" });
    await once(child, "message");
    return new Followers(child);
  }

  get pid(): number {
    return this.#process.pid!;
  }

  async open(url: string, after: string, followers: readonly Follower[]): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#answer = ({ isOpen }) => isOpen && resolve();
    this.#process.send({ do: "open", url, after, followers } satisfies FollowersOrder);
    await promise;
  }

  /** All that was heard since the beginning, once nothing more comes. */
  async heard(): Promise<readonly Heard[]> {
    for (let before = -1; before !== this.seen.delivered; ) {
      before = this.seen.delivered;
      await delay(QUIET_MS);
    }
    const { promise, resolve } = Promise.withResolvers<readonly Heard[]>();
    this.#answer = ({ heard }) => heard && resolve(heard);
    this.#process.send({ do: "tell" } satisfies FollowersOrder);
    return promise;
  }

  async leave(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const left = once(this.#process, "exit");
    if (this.#process.connected) this.#process.disconnect();
    await left;
  }
}
