import { compile, type PdfStandard } from "./compiler.ts";
import type { Attachments, DocumentContent, EvidencePage } from "./content.ts";
import { legibleThroughout } from "./legible.ts";
import { qrCode } from "./qr-code.ts";
import { type RenderOptions, verificationOf, viewOf } from "./view.ts";

export interface Drawing {
  readonly content: DocumentContent;
  /** Null for the document before it is signed. */
  readonly signed: { readonly evidence: EvidencePage; readonly attachments: Attachments } | null;
  readonly options: RenderOptions;
  readonly standard?: PdfStandard;
}

/** One document, in the thread of the caller. */
export function draw({ content, signed, options, standard }: Drawing): Uint8Array {
  const verification = verificationOf(content, options);
  const view = { ...legibleThroughout(viewOf(content, signed?.evidence ?? null, options)), verification };
  return compile(view, qrCode(verification.href), signed?.attachments ?? null, standard);
}
