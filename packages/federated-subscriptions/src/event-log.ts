import type { PlanResult } from "./value-completion.ts";

/** One event as its subscribers are given it: held once, however many they are. */
export interface Entry {
  readonly cursor: string | undefined;
  readonly result: PlanResult;
  readonly bytes: number;
}

export interface Bounds {
  readonly results: number;
  readonly bytes: number;
}

/**
 * The last events of a stream, by positions that only grow. It knows the position after a cursor for as long as it holds what
 * follows that cursor, the one it begins after included.
 */
export class EventLog {
  #entries: Entry[] = [];
  /** How many bytes came before each entry, since the beginning. */
  #offsets: number[] = [];
  #total = 0;
  #first = 0;
  readonly #after = new Map<string, number>();
  #last: string | undefined;

  /** Where the next event will stand. */
  get end(): number {
    return this.#first + this.#entries.length;
  }

  get first(): number {
    return this.#first;
  }

  /** The newest cursor known. */
  get lastCursor(): string | undefined {
    return this.#last;
  }

  at(position: number): Entry | undefined {
    return this.#entries[position - this.#first];
  }

  from(position: number): readonly Entry[] {
    return this.#entries.slice(position - this.#first);
  }

  positionAfter(cursor: string | undefined): number | undefined {
    return cursor === undefined ? undefined : this.#after.get(cursor);
  }

  /** The cursor of the event before a position, when it is still known. */
  cursorBefore(position: number): string | undefined {
    return position === this.end ? this.#last : this.at(position - 1)?.cursor;
  }

  bytesFrom(position: number): number {
    return position >= this.end ? 0 : this.#total - this.#offsets[Math.max(position - this.#first, 0)]!;
  }

  push(entry: Entry): void {
    this.#entries.push(entry);
    this.#offsets.push(this.#total);
    this.#total += entry.bytes;
    if (entry.cursor !== undefined) this.#mark(entry.cursor);
  }

  /** The stream has come this far without an event. */
  moveTo(cursor: string): void {
    // Of several such cursors in a row, only the newest and the event's own are kept.
    const isOfEvent = this.at(this.end - 1)?.cursor === this.#last;
    if (this.#last !== undefined && !isOfEvent && this.#after.get(this.#last) === this.end) this.#after.delete(this.#last);
    this.#mark(cursor);
  }

  #mark(cursor: string): void {
    this.#last = cursor;
    // In the order of positions, in which they are forgotten.
    this.#after.delete(cursor);
    this.#after.set(cursor, this.end);
  }

  /** Forgets what lies before a position, and more when it takes more than that to keep within the bounds. */
  trim(needed: number, kept: Bounds, most: Bounds): void {
    while (this.#entries.length > 0) {
      const isOver = this.#exceeds(most) || (this.#first < needed && this.#exceeds(kept));
      if (!isOver) break;
      this.#entries.shift();
      this.#offsets.shift();
      this.#first += 1;
    }
    for (const [cursor, position] of this.#after) {
      if (position >= this.#first) break;
      this.#after.delete(cursor);
    }
  }

  #exceeds({ results, bytes }: Bounds): boolean {
    return this.#entries.length > results || this.bytesFrom(this.#first) > bytes;
  }
}
