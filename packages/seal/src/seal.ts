import { createHash } from "node:crypto";
import { PDF, PdfArray, PdfDict, PdfName, PdfNumber, PdfString } from "@libpdf/core";
import { isValidAt, nameOf } from "./certificates.ts";
import { signContent } from "./cms.ts";
import { SealFailure } from "./failure.ts";
import type { SealingKey } from "./sealing-key.ts";
import { requestTimeStamp, type TimeStamping } from "./time-stamp.ts";

/** PAdES baseline levels: B-T carries a time-stamp of somebody else's, which proves when the seal was there. */
export type SealLevel = "B-B" | "B-T";

export interface Sealing {
  readonly key: SealingKey;
  /** Why, as a person reads it in a PDF reader. */
  readonly reason: string;
  readonly location: string;
  readonly at: Temporal.Instant;
  /** Null for level B-B. With one there is a time-stamp or no seal: never a B-B in its place. */
  readonly timeStamping: TimeStamping | null;
}

export interface Sealed {
  readonly pdf: Uint8Array;
  readonly level: SealLevel;
}

/** In bytes: the certificates of a chain of three, and a time-stamp with its own. */
const ROOM = { "B-B": 8_192, "B-T": 24_576 } as const;
/** Ten digits: as many as any offset of a PDF has. */
const UNKNOWN = 9_999_999_999;
const UNKNOWN_RANGE = `/ByteRange [0 ${UNKNOWN} ${UNKNOWN} ${UNKNOWN}]`;
export const FIELD_NAME = "Sceau";
/** Print and Locked (ISO 32000-2, 12.5.3). */
const FLAGS = 132;
/** SignaturesExist and AppendOnly (12.7.3). */
const SIGNATURES = 3;

/**
 * Appends one invisible signature of the whole file, which also certifies that nothing may change (DocMDP, level 1). What was
 * given stands byte for byte at the beginning.
 */
export async function seal(pdf: Uint8Array, { key, reason, location, at, timeStamping }: Sealing): Promise<Sealed> {
  const invalid = key.chain.find((certificate) => !isValidAt(certificate, at));
  if (invalid) throw new SealFailure("CERTIFICATE_OUT_OF_DATE", `Le certificat « ${nameOf(invalid)} » n'est pas valable le ${at.toString()}.`);
  const level = timeStamping ? "B-T" : "B-B";
  const prepared = await withEmptySignature(pdf, { reason, location, at, room: ROOM[level] });
  const { from, to } = fillRange(prepared, pdf.length);
  const digest = createHash("sha256").update(prepared.subarray(0, from)).update(prepared.subarray(to)).digest();
  const cms = await signContent({ digest, key, timeStamp: timeStamping && ((signature) => requestTimeStamp(signature, { ...timeStamping, at })) });
  const hex = Buffer.from(cms).toString("hex");
  if (hex.length > to - from - 2) throw new SealFailure("NOT_SEALABLE", "Les certificats du sceau, ou de l'horodatage, n'entrent pas dans la place qui leur est faite.");
  prepared.write(hex, from + 1, "latin1");
  return { pdf: prepared, level };
}

interface SignatureDictionary {
  readonly reason: string;
  readonly location: string;
  readonly at: Temporal.Instant;
  readonly room: number;
}

async function withEmptySignature(bytes: Uint8Array, { reason, location, at, room }: SignatureDictionary): Promise<Buffer> {
  const pdf = await load(bytes);
  const catalog = pdf.getCatalog();
  const page = pdf.getPage(0);
  if (!page) throw new SealFailure("NOT_SEALABLE", "Ce PDF n'a aucune page.");
  if (catalog.has("AcroForm") || catalog.has("Perms")) throw new SealFailure("NOT_SEALABLE", "Ce PDF a déjà un formulaire ou une signature : un sceau est le seul.");
  const blocker = pdf.canSaveIncrementally();
  if (blocker) throw new SealFailure("NOT_SEALABLE", `Ce PDF ne peut pas recevoir de sceau (${blocker}).`);
  const signature = pdf.register(
    PdfDict.of({
      Type: PdfName.of("Sig"),
      Filter: PdfName.of("Adobe.PPKLite"),
      SubFilter: PdfName.of("ETSI.CAdES.detached"),
      ByteRange: new PdfArray([0, UNKNOWN, UNKNOWN, UNKNOWN].map((value) => PdfNumber.of(value))),
      Contents: PdfString.fromBytes(new Uint8Array(room)),
      M: PdfString.fromString(pdfDate(at)),
      Name: PdfString.fromString("Stages de seconde"),
      Reason: PdfString.fromString(reason),
      Location: PdfString.fromString(location),
      Reference: new PdfArray([
        PdfDict.of({
          Type: PdfName.of("SigRef"),
          TransformMethod: PdfName.of("DocMDP"),
          TransformParams: PdfDict.of({ Type: PdfName.of("TransformParams"), P: PdfNumber.of(1), V: PdfName.of("1.2") }),
        }),
      ]),
    }),
  );
  const field = pdf.register(
    PdfDict.of({
      Type: PdfName.of("Annot"),
      Subtype: PdfName.of("Widget"),
      FT: PdfName.of("Sig"),
      T: PdfString.fromString(FIELD_NAME),
      V: signature,
      P: page.ref,
      F: PdfNumber.of(FLAGS),
      Rect: new PdfArray([0, 0, 0, 0].map((value) => PdfNumber.of(value))),
    }),
  );
  catalog.set("AcroForm", PdfDict.of({ Fields: new PdfArray([field]), SigFlags: PdfNumber.of(SIGNATURES) }));
  catalog.set("Perms", PdfDict.of({ DocMDP: signature }));
  const saved = await pdf.save({ incremental: true });
  return Buffer.from(saved.buffer, saved.byteOffset, saved.byteLength);
}

async function load(bytes: Uint8Array): Promise<PDF> {
  try {
    return await PDF.load(bytes);
  } catch (error) {
    throw new SealFailure("NOT_SEALABLE", "Ce n'est pas un PDF.", { cause: error });
  }
}

/** D:20270625143000Z */
const pdfDate = (at: Temporal.Instant): string => `D:${at.round({ smallestUnit: "second", roundingMode: "floor" }).toString().replaceAll(/[-:T]/g, "")}`;

/** Writes what is signed, all but the hole for the signature, and gives the hole: from its `<` to after its `>`. */
function fillRange(prepared: Buffer, formerLength: number): { readonly from: number; readonly to: number } {
  const range = prepared.indexOf(UNKNOWN_RANGE, formerLength, "latin1");
  const key = prepared.indexOf("/Contents <", range, "latin1");
  const from = key + "/Contents ".length;
  const to = prepared.indexOf(">", from, "latin1") + 1;
  if (range === -1 || key === -1 || to === 0) throw new Error("the placeholder of the signature was not written as expected");
  const filled = `/ByteRange [0 ${from} ${to} ${prepared.length - to}]`;
  prepared.write(filled.padEnd(UNKNOWN_RANGE.length, " "), range, "latin1");
  return { from, to };
}
