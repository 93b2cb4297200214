import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import type { Attachments, DocumentKind } from "./content.ts";
import { FONT_FILES } from "./fonts.ts";
import type { DocumentView } from "./view.ts";

const TEMPLATES = fileURLToPath(new URL("./templates/", import.meta.url));
const TEMPLATE_OF: Record<DocumentKind, string> = { CONVENTION: "convention.typ", AMENDMENT: "amendment.typ", ATTESTATION: "attestation.typ" };

/** What the templates call the attached files. */
const ATTACHED = { frozen: join(TEMPLATES, "attached.pdf"), proofs: join(TEMPLATES, "attached.json") };

/** Kept for ten documents after their last use: the templates always are, what one document says soon is not. */
const DOCUMENTS_REMEMBERED = 10;

/** Archival with attachments, and tagged for assistive technology. */
export type PdfStandard = "a-3a" | "ua-1";

let kept: NodeCompiler | null = null;
const compiler = () => (kept ??= NodeCompiler.create({ workspace: TEMPLATES, fontArgs: [{ fontBlobs: [...FONT_FILES] }] }));

/**
 * What persons wrote comes in as JSON that the template reads as values, never as markup: no text can be a command. A
 * render takes milliseconds and holds its thread.
 */
export function compile(view: DocumentView, qrCode: string, attachments: Attachments | null, standard: PdfStandard = "a-3a"): Uint8Array {
  const typst = compiler();
  try {
    if (attachments) {
      typst.mapShadow(ATTACHED.frozen, Buffer.from(attachments.frozen));
      typst.mapShadow(ATTACHED.proofs, Buffer.from(attachments.proofs, "utf8"));
    }
    const compiled = typst.compile({
      mainFilePath: join(TEMPLATES, TEMPLATE_OF[view.kind]),
      inputs: { view: JSON.stringify(view), qrCode },
      resetRead: true,
    });
    const document = compiled.result;
    if (!document) throw new Error(`The template of ${view.kind} was not compiled: ${messagesOf(compiled.takeDiagnostics()?.shortDiagnostics)}`);
    return Uint8Array.from(typst.pdf(document, { pdfStandard: standard }));
  } finally {
    typst.resetShadow();
    typst.evictCache(DOCUMENTS_REMEMBERED);
  }
}

/** Without the text at fault, which may be a person's. */
function messagesOf(diagnostics: readonly unknown[] = []): string {
  return diagnostics.map((diagnostic) => (diagnostic as { readonly message?: string }).message ?? "?").join("; ");
}
