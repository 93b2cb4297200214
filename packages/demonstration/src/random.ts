import { type Id, type IdPrefix, idFromUuid } from "@stages/kernel/ids.ts";

/** A stream of pseudo-random numbers: the same seed and name give the same numbers on every machine, for ever. */
export interface Random {
  /** From 0 to 1, 1 excluded. */
  next(): number;
  /** Both bounds included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Of `[value, weight]` pairs. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T;
  /** An id that looks like any other: a UUIDv7 of that instant, whose random bits come from this stream. */
  id<P extends IdPrefix>(prefix: P, at: Temporal.Instant): Id<P>;
}

/** Each maker has a stream of its own, so that a change in one leaves the others' data as they were. */
export function randomStream(seed: number, name: string): Random {
  let state = hash(`${seed}/${name}`);
  // Mulberry32: 32 bits of state are plenty for a few thousand names.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (list) => list[int(0, list.length - 1)]!,
    weighted: (choices) => {
      let left = next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of choices) if ((left -= weight) < 0) return value;
      return choices.at(-1)![0];
    },
    id: (prefix, at) => idFromUuid(prefix, uuidV7(at.epochMilliseconds, next)),
  };
}

/** RFC 9562: 48 bits of milliseconds, version 7, variant 2, the rest random. */
function uuidV7(milliseconds: number, next: () => number): string {
  const hex = (bits: number) => Math.floor(next() * 2 ** bits).toString(16).padStart(bits / 4, "0");
  const time = milliseconds.toString(16).padStart(12, "0");
  const variant = (8 + Math.floor(next() * 4)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(12)}-${variant}${hex(12)}-${hex(24)}${hex(24)}`;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
