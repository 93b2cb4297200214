import { PDF, PdfArray, type PdfDict, PdfNumber, PdfString } from "@libpdf/core";

/** The one signature of a PDF, as far as its structure goes. */
export interface SignedRange {
  /** What is signed: before the hole, and behind it. */
  readonly signed: Uint8Array;
  /** What stands in the hole: the CMS, and zeros behind it. */
  readonly contents: Uint8Array;
  /** As the dictionary claims, which is signed itself. */
  readonly claimedAt: Temporal.Instant | null;
}

export type RangeProblem = "UNREADABLE" | "NO_SIGNATURE" | "SEVERAL_SIGNATURES" | "NOT_WHOLE_FILE";

const SUBFILTER = "ETSI.CAdES.detached";
const HEX = /^[\dA-Fa-f]+$/;

/**
 * Believes a signature that covers every byte of the file but one string of hexadecimal digits, which is its own /Contents.
 * So nothing can be appended, and no hole can hold an object: what a reader shows is what was signed.
 */
export async function signedRangeOf(bytes: Uint8Array): Promise<SignedRange | RangeProblem> {
  const dictionaries = await signaturesOf(bytes);
  if (dictionaries === null) return "UNREADABLE";
  const [dictionary] = dictionaries;
  if (!dictionary) return "NO_SIGNATURE";
  if (dictionaries.length > 1) return "SEVERAL_SIGNATURES";
  if (dictionary.getName("SubFilter")?.value !== SUBFILTER) return "NO_SIGNATURE";
  const contents = dictionary.get("Contents");
  const hole = holeOf(dictionary, bytes.length);
  if (!hole || !(contents instanceof PdfString) || !isHole(bytes, hole, contents.bytes)) return "NOT_WHOLE_FILE";
  return { signed: Buffer.concat([bytes.subarray(0, hole.from), bytes.subarray(hole.to)]), contents: contents.bytes, claimedAt: claimedTime(dictionary) };
}

async function signaturesOf(bytes: Uint8Array): Promise<readonly PdfDict[] | null> {
  try {
    const pdf = await PDF.load(bytes);
    const fields = pdf.getForm()?.getSignatureFields() ?? [];
    return fields.map((field) => field.getSignatureDict()).filter((dictionary) => dictionary !== null);
  } catch {
    return null;
  }
}

interface Hole {
  readonly from: number;
  readonly to: number;
}

function holeOf(dictionary: PdfDict, length: number): Hole | null {
  const range = dictionary.get("ByteRange");
  if (!(range instanceof PdfArray) || range.length !== 4) return null;
  const [start, before, from, behind] = [...range].map((item) => (item instanceof PdfNumber && Number.isSafeInteger(item.value) ? item.value : Number.NaN)) as [number, number, number, number];
  return start === 0 && before > 0 && before < from && behind > 0 && from + behind === length ? { from: before, to: from } : null;
}

/** Exactly `/Contents <…>`, and the string that the dictionary itself is read to have. */
function isHole(bytes: Uint8Array, { from, to }: Hole, contents: Uint8Array): boolean {
  const text = (start: number, end: number) => Buffer.from(bytes.subarray(start, end)).toString("latin1");
  const hex = text(from + 1, to - 1);
  return /\/Contents\s*$/.test(text(Math.max(0, from - 16), from)) && bytes[from] === 0x3c && bytes[to - 1] === 0x3e && HEX.test(hex) && Buffer.from(hex, "hex").equals(contents);
}

function claimedTime(dictionary: PdfDict): Temporal.Instant | null {
  const text = dictionary.getString("M")?.asString() ?? "";
  const [, year, month, day, hour, minute, second] = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  if (year === undefined) return null;
  try {
    return Temporal.Instant.from(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  } catch {
    return null;
  }
}
