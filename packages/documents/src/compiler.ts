import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import type { Attachments, DocumentKind } from "./content.ts";
import { FONT_FILES } from "./fonts.ts";
import type { DocumentView } from "./view.ts";

const TEMPLATES = fileURLToPath(new URL("./templates/", import.meta.url));
const TEMPLATE_OF: Record<DocumentKind, string> = { CONVENTION: "convention.typ", AMENDMENT: "amendment.typ", ATTESTATION: "attestation.typ" };

/** By the names that the reader of the sealed file sees. */
const ATTACHED = { frozen: join(TEMPLATES, "document-signe.pdf"), proofs: join(TEMPLATES, "preuves.json") };

/** Archival with attachments, and tagged for assistive technology. */
export type PdfStandard = "a-3a" | "ua-1";

let kept: NodeCompiler | null = null;
const compiler = () => (kept ??= NodeCompiler.create({ workspace: TEMPLATES, fontArgs: [{ fontBlobs: [...FONT_FILES] }] }));

/**
 * What persons wrote comes in as JSON that the template reads as values, never as markup: no text can be a command. It
 * holds its thread for as long as it takes.
 */
export function compile(view: DocumentView, qrCode: string, attachments: Attachments | null, standard: PdfStandard = "a-3a"): Uint8Array {
  const typst = compiler();
  try {
    if (attachments) {
      typst.mapShadow(ATTACHED.frozen, Buffer.from(attachments.frozen));
      typst.mapShadow(ATTACHED.proofs, Buffer.from(attachments.proofs, "utf8"));
    }
    const document = { mainFilePath: join(TEMPLATES, TEMPLATE_OF[view.kind]), inputs: { view: JSON.stringify(view), qrCode }, resetRead: true };
    // In one call: a compiled document that JavaScript holds costs 1.4 MB that its collector knows nothing of.
    return Uint8Array.from(typst.pdf(document, { pdfStandard: standard }));
  } finally {
    typst.resetShadow();
    // What one document says helps no other, and the cache is the process's.
    typst.evictCache(0);
  }
}
