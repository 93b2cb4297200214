import { inflateSync } from "node:zlib";

/** What a file is, told by its bytes alone: its name and the type that came with it are anyone's words. */
export const FILE_TYPES = ["PDF", "JPEG", "PNG"] as const;
export type FileType = (typeof FILE_TYPES)[number];

export const MEDIA_TYPES: Readonly<Record<FileType, string>> = { PDF: "application/pdf", JPEG: "image/jpeg", PNG: "image/png" };
export const EXTENSIONS: Readonly<Record<FileType, string>> = { PDF: "pdf", JPEG: "jpg", PNG: "png" };

const MAGIC: Readonly<Record<FileType, readonly number[]>> = {
  PDF: [0x25, 0x50, 0x44, 0x46, 0x2d], // %PDF-
  JPEG: [0xff, 0xd8, 0xff],
  PNG: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
};

/** From the very first byte: a PDF that begins later is another file too. */
export function typeOfBytes(bytes: Uint8Array): FileType | null {
  return FILE_TYPES.find((type) => MAGIC[type].every((byte, index) => bytes[index] === byte)) ?? null;
}

export type PdfFault = "DAMAGED" | "ENCRYPTED" | "ACTIVE";

/** ISO 32000 puts the trailer at the end; writers leave a few bytes after it. */
const TAIL = 2_048;
/** An action of JavaScript has its own type beside the script, so that the short `/JS` need not be looked for in pictures. */
const ACTIVE = /\/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)(?![A-Za-z0-9])/;
const ENCRYPTED = /\/Encrypt(?![A-Za-z0-9])/;
const INFLATED_BYTES = 20 * 1024 * 1024;

/**
 * Why a PDF is not taken; null when nothing was found. It is read as text and never interpreted: names as they stand, or
 * with their hexadecimal escapes undone, in the file and in its compressed streams of objects. What is found is a reason to
 * refuse, what is not found is no proof: the file is still served as an attachment alone.
 */
export function faultOfPdf(bytes: Uint8Array): PdfFault | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const tail = text.slice(-TAIL);
  if (!tail.includes("startxref") || !tail.includes("%%EOF")) return "DAMAGED";
  const plain = unescaped(text);
  if (ENCRYPTED.test(plain)) return "ENCRYPTED";
  if (ACTIVE.test(plain)) return "ACTIVE";
  let left = INFLATED_BYTES;
  for (const stream of objectStreams(text)) {
    const objects = inflated(stream, left);
    if (objects === null) return "DAMAGED";
    if (ACTIVE.test(unescaped(objects))) return "ACTIVE";
    left -= objects.length;
  }
  return null;
}

/** `/J#61vaScript` is `/JavaScript`. */
const unescaped = (text: string) => text.replaceAll(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** The streams that hold objects, as they stand; their dictionary is between `obj` and `stream`. */
function* objectStreams(text: string): Generator<string> {
  for (const { index, 0: keyword } of text.matchAll(/stream\r?\n/g)) {
    if (text.startsWith("end", index - 3)) continue;
    const dictionary = unescaped(text.slice(Math.max(text.lastIndexOf("obj", index), index - TAIL), index));
    if (!/\/ObjStm(?![A-Za-z0-9])/.test(dictionary)) continue;
    const start = index + keyword.length;
    const end = text.indexOf("endstream", start);
    yield text.slice(start, end < 0 ? text.length : end);
  }
}

/** Null for what is too large, or packed in another way than all writers do. */
function inflated(stream: string, maxOutputLength: number): string | null {
  if (maxOutputLength <= 0) return null;
  try {
    return inflateSync(Buffer.from(stream, "latin1"), { maxOutputLength }).toString("latin1");
  } catch {
    return null;
  }
}
