/** What happened from one kill to the next. */
export class Window {
  readonly component: string;
  readonly refusals = new Map<string, number>();
  writes = 0;
  reads = 0;
  /** From the kill until a client has written and read everything again, in milliseconds. */
  answeredMs = 0;
  /** From the kill until everything is there, another process in its place. */
  awayMs = 0;
  readonly #longest = { write: 0, read: 0 };
  readonly #last: { write: number; read: number };

  constructor(component: string, now = performance.now()) {
    this.component = component;
    this.#last = { write: now, read: now };
  }

  note(how: string): void {
    this.refusals.set(how, (this.refusals.get(how) ?? 0) + 1);
  }

  wrote(): void {
    this.writes += 1;
    this.#since("write");
  }

  wasRead(): void {
    this.reads += 1;
    this.#since("read");
  }

  /** The longest time between two that were answered. */
  get longestGaps(): { readonly write: number; readonly read: number } {
    const now = performance.now();
    return { write: Math.max(this.#longest.write, now - this.#last.write), read: Math.max(this.#longest.read, now - this.#last.read) };
  }

  #since(what: "write" | "read"): void {
    const now = performance.now();
    this.#longest[what] = Math.max(this.#longest[what], now - this.#last[what]);
    this.#last[what] = now;
  }
}
