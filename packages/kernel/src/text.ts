import { type Refusal, refuse } from "./refusal.ts";

const graphemes = new Intl.Segmenter("fr", { granularity: "grapheme" });

/** Characters as a person counts them: "é" is one, whatever its encoding, and so is an emoji. */
export function lengthOf(text: string): number {
  if (/^[\u0020-\u024f\n]*$/.test(text)) return text.length; // one code unit a character: the usual case, without a segmenter
  return [...graphemes.segment(text)].length;
}

/** A family of four with their skin tones takes 19 code units. Without a limit, marks are heaped on one letter without end. */
const UNITS_A_CHARACTER = 32;

/** The refusals of a text that must be given and stay within `max` characters. */
export function refusalsOfText(text: string, max: number, field: string): readonly Refusal[] {
  if (text.trim() === "") return [refuse("TEXT_REQUIRED", field)];
  if (text.length > max * UNITS_A_CHARACTER) return [refuse("TEXT_TOO_LONG", { max, length: [...text].length }, field)];
  const length = lengthOf(text);
  return length > max ? [refuse("TEXT_TOO_LONG", { max, length }, field)] : [];
}

const EMAIL = /^[^\s@<>(),;:"[\]\\]{1,64}@[^\s@<>(),;:"[\]\\]+\.[^\s@<>(),;:"[\]\\.]{2,}$/u;

export function refusalsOfEmail(text: string, field: string): readonly Refusal[] {
  return EMAIL.test(text) && text.length <= 254 ? [] : [refuse("INVALID_EMAIL", { value: text.slice(0, 80) }, field)];
}
