import { isPrintable } from "./fonts.ts";

/** Shown where a sign cannot be drawn: the reader sees that something stands there. */
const UNKNOWN = "\u25A1";

/**
 * Controls, private use, noncharacters and marks that turn the direction of what follows: none has a place in a text that
 * is signed, where « 14 » must not read « 41 ». The joiners that scripts and emoji need are not among them.
 */
const FORBIDDEN = /[\p{Cc}\p{Co}\p{Cn}\p{Cs}\u061C\u200E\u200F\u202A-\u202E\u2028\u2029\u2060-\u206F\uFEFF\uFFF9-\uFFFC]/u;
const IGNORED_BY_FONTS = /[\u00AD\u200B-\u200D\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/u;

/** The text as it can be printed; lines stay lines. What was frozen keeps every character as it was written. */
export function legible(text: string): string {
  if (/^[\u0020-\u007E\u00A0-\u00AC\u00AE-\u017F\n]*$/.test(text)) return text;
  return Array.from(text.replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, "\n").replaceAll("\t", " "), printed).join("");
}

function printed(character: string): string {
  if (character === "\n" || IGNORED_BY_FONTS.test(character)) return character;
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
