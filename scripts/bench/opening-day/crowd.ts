import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { CrowdMessage, CrowdOrder, Flood, Play, PlayReport } from "./play.ts";

/** The crowd's process, from outside. */
export class Crowd {
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#process = child;
  }

  static async start(): Promise<Crowd> {
    const child = fork(new URL("crowd-process.ts", import.meta.url), { env: { ...process.env, NODE_ENV: "production" }, serialization: "advanced" });
    await once(child, "message");
    return new Crowd(child);
  }

  get pid(): number {
    return this.#process.pid!;
  }

  play(play: Play, onSecond: (done: number, active: number) => void): Promise<PlayReport> {
    return this.#told({ do: "play", play }, onSecond);
  }

  flood(flood: Flood, onSecond: (done: number, active: number) => void = () => {}): Promise<PlayReport> {
    return this.#told({ do: "flood", flood }, onSecond);
  }

  async leave(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const left = once(this.#process, "exit");
    if (this.#process.connected) this.#process.disconnect();
    await left;
  }

  #told(order: CrowdOrder, onSecond: (done: number, active: number) => void): Promise<PlayReport> {
    const { promise, resolve, reject } = Promise.withResolvers<PlayReport>();
    const heard = (message: CrowdMessage) => {
      if ("done" in message) onSecond(message.done, message.active);
      if ("report" in message) resolve(message.report);
    };
    const died = (code: number | null) => reject(new Error(`The crowd's process ended with ${code}`));
    this.#process.on("message", heard);
    this.#process.once("exit", died);
    this.#process.send(order);
    return promise.finally(() => {
      this.#process.off("message", heard);
      this.#process.off("exit", died);
    });
  }
}
