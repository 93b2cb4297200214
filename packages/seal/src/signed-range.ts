/** The one signature of a PDF, as its bytes have it: no parser of PDF is shown a file before its signature is believed. */
export interface SignedRange {
  /** Of the hole: its `<`, and what comes after its `>`. */
  readonly from: number;
  readonly to: number;
  /** What is signed: before the hole, and behind it. */
  readonly signed: Uint8Array;
  /** What stands in the hole: the CMS, and zeros behind it. */
  readonly contents: Uint8Array;
  /** As the dictionary claims, which is signed itself. */
  readonly claimedAt: Temporal.Instant | null;
}

export type RangeProblem = "UNREADABLE" | "NO_SIGNATURE" | "SEVERAL_SIGNATURES" | "NOT_WHOLE_FILE";

const HEADER = "%PDF-";
const RANGE = /\/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]/g;
const HEX = /^(?:[\dA-Fa-f]{2})+$/;
const CONTENTS = "/Contents ";
/** As seal.ts writes it behind the hole. */
const TIME = /^\s*\/M \(D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z\)/;
const TIME_LENGTH = 40;

/**
 * Believes a signature that covers every byte of the file but one string of hexadecimal digits, which is its own /Contents.
 * So nothing can be appended, and no hole can hold an object: what a reader shows is what was signed.
 */
export function signedRangeOf(bytes: Uint8Array): SignedRange | RangeProblem {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  if (!text.startsWith(HEADER)) return "UNREADABLE";
  const ranges = [...text.matchAll(RANGE)].map(([, ...numbers]) => numbers.map(Number) as unknown as Range);
  // What an attached file says of itself fits no place of this one.
  const signatures = ranges.filter((range) => hasHole(text, range));
  const [range] = signatures;
  if (ranges.length === 0) return "NO_SIGNATURE";
  if (!range) return "NOT_WHOLE_FILE";
  if (signatures.length > 1) return "SEVERAL_SIGNATURES";
  const [, from, to, behind] = range;
  const hex = text.slice(from + 1, to - 1);
  // In capitals it would be another file that says the same.
  if (to + behind !== bytes.length || hex !== hex.toLowerCase()) return "NOT_WHOLE_FILE";
  return {
    from,
    to,
    signed: Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]),
    contents: Buffer.from(hex, "hex"),
    claimedAt: timeIn(text.slice(to, to + TIME_LENGTH)),
  };
}

type Range = readonly [start: number, before: number, from: number, behind: number];

/** Exactly one string, and the one of /Contents. */
function hasHole(text: string, [start, from, to, behind]: Range): boolean {
  return start === 0 && from < to && to + behind <= text.length && text.slice(0, from).endsWith(CONTENTS) && text[from] === "<" && text[to - 1] === ">" && HEX.test(text.slice(from + 1, to - 1));
}

function timeIn(text: string): Temporal.Instant | null {
  const [, year, month, day, hour, minute, second] = TIME.exec(text) ?? [];
  if (year === undefined) return null;
  try {
    return Temporal.Instant.from(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  } catch {
    return null;
  }
}
