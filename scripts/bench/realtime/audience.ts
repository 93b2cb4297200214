import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { cpuOf } from "../lib/cpu.ts";
import type { Group } from "./population.ts";

export interface Subscription {
  readonly token: string;
  readonly offerId: string;
  /** Its rank among the groups. */
  readonly group: number;
}

export type Recording = "nothing" | "arrivals" | "texts";
export type Order =
  | { readonly do: "open"; readonly url: string; readonly subscriptions: readonly Subscription[] }
  | { readonly do: "openNoMore" }
  | { readonly do: "record"; readonly what: Recording }
  | { readonly do: "nameTheSilent" };

export interface Report {
  readonly opened: number;
  /** Doors that were knocked at again. */
  readonly retried: number;
  readonly delivered: number;
  /** Those who have heard nothing yet. */
  readonly silent: number;
  /** Sockets and subscriptions that have failed or ended. */
  readonly lost: number;
  readonly failure: string | null;
  /** Since the last report: of which group, and when by the machine's monotonic clock, in ms. */
  readonly arrivals: readonly (readonly [group: number, at: number])[];
  readonly texts: readonly string[];
  /** Only where it was asked for. */
  readonly silentGroups: readonly number[] | null;
}

/** Tells the offers of these groups, each once. */
export type Publish = (groups: readonly number[]) => Promise<void>;

const NOTHING: Report = { opened: 0, retried: 0, delivered: 0, silent: 0, lost: 0, failure: null, arrivals: [], texts: [], silentGroups: null };
/** How long nothing may happen before it is given up. */
const PATIENCE_MS = 20_000;
const QUIET_MS = 400;
/** What a busy gateway still owes of the probes comes in spurts. */
const SILENCE_MS = 2_000;
const PROBED_AT_ONCE = 50;

export class AudienceLost extends Error {
  override readonly name = "AudienceLost";
}

/** Clients of one gateway, in a process of their own. */
export class Audience {
  readonly #process: ChildProcess;
  #report = NOTHING;
  #wake = () => {};
  #forgiven = 0;
  readonly arrivals: (readonly [group: number, at: number])[] = [];
  readonly texts: string[] = [];

  private constructor(child: ChildProcess) {
    this.#process = child;
    child.on("message", (report: Report) => {
      this.#report = report;
      this.arrivals.push(...report.arrivals);
      this.texts.push(...report.texts);
      this.#wake();
    });
  }

  static async start(): Promise<Audience> {
    const child = fork(new URL("audience-process.ts", import.meta.url), { env: { ...process.env, NODE_ENV: "production" } });
    await once(child, "message");
    return new Audience(child);
  }

  get delivered(): number {
    return this.#report.delivered;
  }

  get retried(): number {
    return this.#report.retried;
  }

  get opened(): number {
    return this.#report.opened;
  }

  cpu(): number {
    return cpuOf(this.#process.pid!);
  }

  /** Every socket is let go with the process. */
  async leave(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const left = once(this.#process, "exit");
    if (this.#process.connected) this.#process.disconnect();
    await left;
  }

  record(what: Recording): void {
    this.arrivals.length = 0;
    this.texts.length = 0;
    this.#send({ do: "record", what });
  }

  /** One socket a listener, each of which has asked. */
  async open(url: string, groups: readonly Group[], ranks: readonly number[]): Promise<void> {
    const subscriptions = ranks.flatMap((group) => groups[group]!.listeners.map(({ token }) => ({ token, offerId: groups[group]!.offerId, group })));
    const wanted = this.opened + subscriptions.length;
    this.#send({ do: "open", url, subscriptions });
    await this.until(({ opened }) => opened >= wanted);
  }

  /** Goes on with those who are in. */
  async openNoMore(): Promise<void> {
    this.#send({ do: "openNoMore" });
    await delay(PATIENCE_MS / 2);
    this.#forgiven = this.#report.lost;
  }

  /** graphql-ws acknowledges no subscription: who hears a probe is listening. Then silence, so that none is counted later. */
  async whenAllListen(publish: Publish): Promise<void> {
    for (;;) {
      const silent = await this.#silentGroups();
      if (silent.length === 0) break;
      for (let from = 0; from < silent.length; from += PROBED_AT_ONCE) {
        await publish(silent.slice(from, from + PROBED_AT_ONCE));
        await this.#quiet(50);
      }
      await this.#quiet(QUIET_MS);
    }
    await this.#quiet(SILENCE_MS);
  }

  /** Throws when a client was lost, or when for long nothing more came. */
  async until(isReached: (report: Report) => boolean): Promise<Report> {
    for (let [before, since] = [this.#report, performance.now()]; ; ) {
      const report = this.#report;
      if (report.lost > this.#forgiven) throw new AudienceLost(`${report.lost} clients lost: ${report.failure}`);
      if (isReached(report)) return report;
      if (report !== before) [before, since] = [report, performance.now()];
      else if (performance.now() - since > PATIENCE_MS) throw new AudienceLost(`Nothing came for ${PATIENCE_MS / 1000} s: ${report.opened} open, ${report.silent} silent`);
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, 1_000);
        this.#wake = () => {
          clearTimeout(late);
          resolve();
        };
      });
    }
  }

  async #silentGroups(): Promise<readonly number[]> {
    this.#send({ do: "nameTheSilent" });
    return (await this.until(({ silentGroups }) => silentGroups !== null)).silentGroups!;
  }

  async #quiet(ms: number): Promise<void> {
    for (let before = -1; before !== this.delivered; ) {
      before = this.delivered;
      await delay(ms);
    }
  }

  #send(order: Order): void {
    this.#process.send(order);
  }
}
