import type { Reader } from "@stages/database/connection.ts";
import { distanceKm } from "@stages/kernel/geography.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { lengthOf } from "@stages/kernel/text.ts";
import { searchCommunes } from "@stages/reference/search-communes.ts";
import { SECTORS } from "@stages/reference/sectors.ts";
import { type Around, MAX_TEXT } from "../domain/search.ts";
import { keyOf } from "../domain/spelling.ts";
import { coordinatesOfCommunes } from "../persistence/commune-coordinates.ts";
import { wordsBeginning } from "../persistence/vocabulary.ts";
import { centreOf } from "./search-offers.ts";

export interface Suggestion {
  readonly kind: "WORD" | "SECTOR" | "COMMUNE";
  readonly label: string;
  readonly value: string;
}

const WORDS = 6;
const OF_EACH_OTHER = 3;
/** Among the most populated of that name, which is what most people mean. */
const COMMUNES_LOOKED_AT = 20;

/** What completes a text that is being typed: its last word, or a sector or a commune that begins like it. */
export async function suggest(db: Reader, text: string, near: Around | null): Promise<readonly Suggestion[]> {
  if (lengthOf(text) > MAX_TEXT) throw refused("TEXT_TOO_LONG", { max: MAX_TEXT, length: lengthOf(text) }, "text");
  const last = /\p{L}+$/u.exec(text.normalize("NFC"))?.[0];
  if (last === undefined || last.length < 2) return [];
  const before = text.normalize("NFC").slice(0, -last.length);
  const [words, communes] = await Promise.all([wordsBeginning(db, keyOf(last), WORDS), communesBeginning(db, text, near)]);
  return [
    ...words.map((word) => ({ kind: "WORD" as const, label: before + word, value: before + word })),
    ...sectorsWith(keyOf(text.trim())).map(({ code, label }) => ({ kind: "SECTOR" as const, label, value: code })),
    ...communes.map(({ name, departmentCode, code }) => ({ kind: "COMMUNE" as const, label: `${name} (${departmentCode})`, value: code })),
  ];
}

/** A word of whose label begins so. */
function sectorsWith(key: string) {
  return SECTORS.filter(({ label }) => keyOf(label).split(/[^a-z]+/).some((_, index, words) => words.slice(index).join(" ").startsWith(key))).slice(0, OF_EACH_OTHER);
}

async function communesBeginning(db: Reader, text: string, near: Around | null) {
  const found = searchCommunes(text, near ? COMMUNES_LOOKED_AT : OF_EACH_OTHER);
  const { point } = await centreOf(db, near);
  if (!point || found.length === 0) return found.slice(0, OF_EACH_OTHER);
  const places = await coordinatesOfCommunes(db, found.map(({ code }) => code));
  const kmTo = (code: string) => (places.has(code) ? distanceKm(point, places.get(code)!) : Infinity);
  return [...found].sort((a, b) => kmTo(a.code) - kmTo(b.code) || 0).slice(0, OF_EACH_OTHER);
}
