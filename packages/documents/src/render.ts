import { compile, type PdfStandard } from "./compiler.ts";
import type { Attachments, DocumentContent, EvidencePage } from "./content.ts";
import { legibleThroughout } from "./legible.ts";
import { qrCode } from "./qr-code.ts";
import { type RenderOptions, verifyHref, viewOf } from "./view.ts";

export type { RenderOptions };

/** The document that is signed: the same content gives the same bytes, on every machine. */
export async function renderFrozen(content: DocumentContent, options: RenderOptions & { readonly standard?: PdfStandard }): Promise<Uint8Array> {
  return compile(legibleThroughout(viewOf(content, null, options)), qrCode(verifyHref(content, options.verifyUrl)), null, options.standard);
}

/** The same, with its signatures, one page of evidence, and inside it the file that was signed: what a seal then closes. */
export async function renderSealable(
  content: DocumentContent,
  evidence: EvidencePage,
  attachments: Attachments,
  options: RenderOptions & { readonly standard?: PdfStandard },
): Promise<Uint8Array> {
  return compile(legibleThroughout(viewOf(content, evidence, options)), qrCode(verifyHref(content, options.verifyUrl)), attachments, options.standard);
}
