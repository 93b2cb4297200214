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

/** `HIDING`: another program would take it for another kind of file. */
export type FileFault = "DAMAGED" | "ENCRYPTED" | "ACTIVE" | "HIDING" | "ENORMOUS";

/** Why a file of that type is not taken; null when nothing was found. */
export function faultOfFile(type: FileType, bytes: Uint8Array): FileFault | null {
  const text = latin1(bytes);
  if (hidesAnother(text)) return "HIDING";
  return type === "PDF" ? faultOfPdf(text) : faultOfImage(type === "PNG" ? sizeOfPng(bytes) : sizeOfJpeg(bytes));
}

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");

/** As far as a browser looks to guess a type (MIME Sniffing, 1445 bytes). */
const SNIFFED = 1_445;
const PAGE = /<(?:!doctype\s+html|html|head|body|script|iframe|svg|\?php)[\s>]/i;
/** A ZIP, and so a JAR or an office document, is read from its end: this record, then a comment of 65 535 bytes at most. */
const ZIP_END = "PK\u0005\u0006";
const ZIP_END_BYTES = 22;
const LONGEST_ZIP_COMMENT = 65_535;

/** A page where a browser would look for one, or an archive at the end, where photographs may have films but no directory of files. */
function hidesAnother(text: string): boolean {
  if (PAGE.test(text.slice(0, SNIFFED))) return true;
  const tail = text.slice(-(ZIP_END_BYTES + LONGEST_ZIP_COMMENT));
  const record = tail.lastIndexOf(ZIP_END);
  return record >= 0 && tail.length - record >= ZIP_END_BYTES;
}

/** A telephone's largest pictures have 200 million pixels and far more than 5 MB; one of these takes 400 MB to look at. */
const MAX_PIXELS = 100_000_000;
const MAX_SIDE = 30_000;

function faultOfImage(size: readonly [width: number, height: number] | null): FileFault | null {
  if (size === null || size.some((side) => side === 0)) return "DAMAGED";
  return size[0] * size[1] > MAX_PIXELS || size.some((side) => side > MAX_SIDE) ? "ENORMOUS" : null;
}

/** ISO/IEC 15948: chunks, IHDR first and IEND last. Null when they do not lead to the end of the file. */
function sizeOfPng(bytes: Uint8Array): readonly [number, number] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const HEADER = 8;
  let size: readonly [number, number] | null = null;
  for (let at = HEADER; at + 12 <= bytes.length; ) {
    const [length, type] = [view.getUint32(at), view.getUint32(at + 4)];
    if (at === HEADER) {
      if (type !== 0x49_48_44_52 || length !== 13 || at + 25 > bytes.length) return null;
      size = [view.getUint32(at + 8), view.getUint32(at + 12)];
    }
    at += 12 + length;
    if (type === 0x49_45_4e_44) return at === bytes.length ? size : null;
  }
  return null;
}

/** ITU-T T.81: segments up to the frame, which says the size. What follows the pictures, as films of telephones do, is not read. */
function sizeOfJpeg(bytes: Uint8Array): readonly [number, number] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 9 <= bytes.length; ) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    const length = view.getUint16(at + 2);
    // Pictures, or their end, before any frame.
    if (marker === 0xda || marker === 0xd9 || length < 2) return null;
    at += 2 + length;
  }
  return null;
}

/** ISO 32000 puts the trailer at the end; writers leave a line break, or some zeros, after it. */
const TAIL = 2_048;
const END_OF_PDF = /%%EOF[\s\0]*$/;
/** An action of JavaScript has its own type beside the script, so that the short `/JS` need not be looked for in pictures. */
const ACTIVE = /\/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|Rendition|SubmitForm|ImportData|GoToE)(?![A-Za-z0-9])/;
/** A form whose scripts are XML: too short a name to be looked for in pictures. */
const FORM = /\/XFA(?![A-Za-z0-9])/;
const ENCRYPTED = /\/Encrypt(?![A-Za-z0-9])/;
const INFLATED_BYTES = 20 * 1024 * 1024;
const MAX_STREAMS = 50_000;

/**
 * Why a PDF is not taken; null when nothing was found. It is read as text and never interpreted: names as they stand, or
 * with their hexadecimal escapes undone, in the file and in its compressed streams of objects. What is found is a reason to
 * refuse, what is not found is no proof: the file is still served as an attachment alone.
 */
function faultOfPdf(text: string): FileFault | null {
  const tail = text.slice(-TAIL);
  if (!tail.includes("startxref") || !tail.includes("%%EOF")) return "DAMAGED";
  if (!END_OF_PDF.test(tail)) return "HIDING";
  const plain = unescaped(text);
  if (ENCRYPTED.test(plain)) return "ENCRYPTED";
  if (ACTIVE.test(plain) || FORM.test(withoutStreams(plain))) return "ACTIVE";
  let left = INFLATED_BYTES;
  // However the streams are told to overlap, they are read a few times at most.
  let toRead = 4 * text.length;
  for (const stream of objectStreams(text)) {
    if (stream === null) return "DAMAGED";
    toRead -= stream.length;
    const objects = toRead < 0 ? null : inflated(stream, left);
    if (objects === null) return "DAMAGED";
    const names = unescaped(objects);
    if (ACTIVE.test(names) || FORM.test(names)) return "ACTIVE";
    left -= objects.length;
  }
  return null;
}

/** `/J#61vaScript` is `/JavaScript`. */
const unescaped = (text: string) => text.replaceAll(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

const withoutStreams = (text: string) =>
  text
    .split("endstream")
    .map((part) => part.split(/stream\r?\n/, 1)[0]!)
    .join("");

/** The streams that hold objects, as they stand; their dictionary is between `obj` and `stream`. Null for what cannot be one. */
function* objectStreams(text: string): Generator<string | null> {
  let streams = 0;
  for (const { index, 0: keyword } of text.matchAll(/stream\r?\n/g)) {
    if (text.startsWith("end", index - 3)) continue;
    streams += 1;
    if (streams > MAX_STREAMS) return void (yield null);
    // No further back than a dictionary is long: else a file of keywords alone would be read once for each.
    const before = text.slice(Math.max(0, index - TAIL), index);
    const dictionary = unescaped(before.slice(Math.max(0, before.lastIndexOf("obj"))));
    if (!/\/ObjStm(?![A-Za-z0-9])/.test(dictionary)) continue;
    const start = index + keyword.length;
    const end = text.indexOf("endstream", start);
    yield end < 0 ? null : text.slice(start, end);
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
