// oxlint-disable-next-line no-control-regex -- these are what is taken out
const TURNS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text as people are to read it, on its lines: nobody's name turns round what stands after it. */
export const withoutTurns = (text: string): string => text.replaceAll(TURNS, "");

/** The same for what must be one line: a subject, a heading. */
export const onOneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();
