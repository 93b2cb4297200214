import { isPrintable } from "./fonts.ts";

/** Shown where a sign cannot be drawn: the reader sees that something stands there. */
const UNKNOWN = "\u25A1";

/**
 * Controls, private use, noncharacters and marks that turn the direction of what follows: none has a place in a text that
 * is signed, where « 14 » must not read « 41 ». The joiners that scripts and emoji need are not among them.
 */
const FORBIDDEN = /[\p{Cc}\p{Co}\p{Cn}\p{Cs}\u061C\u200E\u200F\u202A-\u202E\u2028\u2029\u2060-\u206F\uFEFF\uFFF9-\uFFFC]/u;
const IGNORED_BY_FONTS = /[\u00AD\u200B-\u200D]|\p{Variation_Selector}/u;

/** After it, what follows in French is read from left to right again, numbers too. */
const LEFT_TO_RIGHT = "\u200E";
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** The text as it can be printed; lines stay lines. What was frozen keeps every character as it was written. */
export function legible(text: string): string {
  if (/^[\u0020-\u007E\u00A0-\u00AC\u00AE-\u017F\n]*$/.test(text)) return cuttable(text);
  const lines = text.replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, "\n").replaceAll("\t", " ").split("\n");
  return lines.map((line) => cuttable(Array.from(line, printed).join("")) + (RIGHT_TO_LEFT.test(line) ? LEFT_TO_RIGHT : "")).join("\n");
}

/** Of private use, so that no text has one by itself; the templates know it. */
export const CUT = "\uE000";
const LONGEST_WORD = 30;
const PIECE = 12;
const TOO_LONG = new RegExp(`[^\\s-]{${LONGEST_WORD + 1},}`, "gu");
/** They have room enough, and are read better in one. */
const IN_ONE_PIECE = /^(?:[0-9a-f]{64}|[a-z]+_[0-9a-z]{26})$/;
const graphemes = new Intl.Segmenter("fr", { granularity: "grapheme" });

/** A word that no line would hold may be cut, between characters as a person sees them. */
function cuttable(text: string): string {
  if (IN_ONE_PIECE.test(text)) return text;
  return text.replace(TOO_LONG, (word) => Array.from(graphemes.segment(word), ({ segment, index }, rank) => (index > 0 && rank % PIECE === 0 ? CUT + segment : segment)).join(""));
}

function printed(character: string): string {
  if (IGNORED_BY_FONTS.test(character)) return character;
  if (FORBIDDEN.test(character)) return "";
  return isPrintable(character.codePointAt(0)!) ? character : UNKNOWN;
}

/** Every text of a value. */
export function legibleThroughout<T>(value: T): T {
  if (typeof value === "string") return legible(value) as T;
  if (Array.isArray(value)) return value.map(legibleThroughout) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, legibleThroughout(inner)])) as T;
}
