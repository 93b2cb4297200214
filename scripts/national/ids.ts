import type { Id, IdPrefix } from "@stages/kernel/ids.ts";
import type { Seconds } from "./calendar.ts";

/** Of what kind an id is: the same number drawn for two kinds makes two ids. */
const KINDS = ["person", "student", "host", "offer", "intention", "candidature", "booking", "convention", "file", "absence", "feedback", "parent", "document", "evidence"] as const;
export type Kind = (typeof KINDS)[number];

/** UUIDv7 of that instant; the rest says the kind and a number rather than being random, so that two runs draw the same. */
export function uuidFor(kind: Kind, at: Seconds, number: number): string {
  const milliseconds = at * 1_000 + (number % 1_000);
  const time = hex(Math.floor(milliseconds / 65_536), 8);
  return `${time}-${hex(milliseconds % 65_536, 4)}-7${hex(KINDS.indexOf(kind), 3)}-8000-${hex(number, 12)}`;
}

/** The number of one of them. */
export const numberOf = (uuid: string): number => Number.parseInt(uuid.slice(-12), 16);

export class Ids {
  readonly #drawn: Record<string, number> = {};

  next(kind: Kind, at: Seconds): string {
    return uuidFor(kind, at, (this.#drawn[kind] = (this.#drawn[kind] ?? 0) + 1));
  }
}

const hex = (number: number, digits: number) => number.toString(16).padStart(digits, "0");

const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const DASH = 45;
const nibbles = new Uint8Array(34);

/** `idFromUuid` of the kernel, which takes ten times as long: what is sealed is bound to millions of them. */
export function typeIdOf<P extends IdPrefix>(prefix: P, uuid: string): Id<P> {
  // 26 letters of 5 bits: two zeros come before the 128.
  let count = 0;
  for (let index = 0; index < uuid.length; index += 1) {
    const code = uuid.charCodeAt(index);
    if (code !== DASH) nibbles[count++] = code < 58 ? code - 48 : code - 87;
  }
  let text = LETTERS[nibbles[0]! >> 1]!;
  for (let bit = 3; bit < 128; bit += 5) {
    const at = bit >> 2;
    text += LETTERS[(((nibbles[at]! << 8) | (nibbles[at + 1]! << 4) | nibbles[at + 2]!) >> (7 - (bit & 3))) & 31]!;
  }
  return `${prefix}_${text}`;
}
