import { PDF, PdfArray, type PdfDict, PdfNumber, PdfString } from "@libpdf/core";
import type { RangeProblem, SignedRange } from "./signed-range.ts";

const SUBFILTER = "ETSI.CAdES.detached";

/**
 * Whether a reader of the PDF finds the same and only signature as we did in its bytes. Asked last, of what our own key has signed:
 * a parser of PDF can be led anywhere (libpdf 0.4.2 takes all the memory there is over some files with one byte changed).
 */
export async function problemOfField(bytes: Uint8Array, { from, to, contents }: SignedRange): Promise<RangeProblem | null> {
  const dictionaries = await signaturesOf(bytes);
  if (!dictionaries) return "UNREADABLE";
  const [dictionary] = dictionaries;
  if (!dictionary || dictionary.getName("SubFilter")?.value !== SUBFILTER) return "NO_SIGNATURE";
  if (dictionaries.length > 1) return "SEVERAL_SIGNATURES";
  const range = dictionary.get("ByteRange");
  const numbers = range instanceof PdfArray ? [...range].map((item) => (item instanceof PdfNumber ? item.value : null)) : [];
  const found = dictionary.get("Contents");
  const isSame = numbers.join() === [0, from, to, bytes.length - to].join() && found instanceof PdfString && Buffer.from(contents).equals(found.bytes);
  return isSame ? null : "NOT_WHOLE_FILE";
}

async function signaturesOf(bytes: Uint8Array): Promise<readonly PdfDict[] | null> {
  try {
    const pdf = await PDF.load(bytes);
    return (pdf.getForm()?.getSignatureFields() ?? []).map((field) => field.getSignatureDict()).filter((dictionary) => dictionary !== null);
  } catch {
    return null;
  }
}
