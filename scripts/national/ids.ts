import type { Seconds } from "./calendar.ts";

/** Of what kind an id is: the same number drawn for two kinds makes two ids. */
const KINDS = ["person", "student", "host", "offer", "intention", "candidature", "booking", "convention", "file", "absence", "feedback", "document", "evidence"] as const;
export type Kind = (typeof KINDS)[number];

/** UUIDv7 of that instant; the rest says the kind and a number rather than being random, so that two runs draw the same. */
export class Ids {
  readonly #drawn: Record<string, number> = {};

  next(kind: Kind, at: Seconds): string {
    const number = (this.#drawn[kind] = (this.#drawn[kind] ?? 0) + 1);
    const milliseconds = at * 1_000 + (number % 1_000);
    const time = hex(Math.floor(milliseconds / 65_536), 8);
    return `${time}-${hex(milliseconds % 65_536, 4)}-7${hex(KINDS.indexOf(kind), 3)}-8000-${hex(number, 12)}`;
  }
}

const hex = (number: number, digits: number) => number.toString(16).padStart(digits, "0");
