import type { Attachments, DocumentContent, EvidencePage } from "./content.ts";
import { createRenderers, type Renderers } from "./renderers.ts";
import type { RenderOptions } from "./view.ts";

export type { RenderOptions };

let kept: Renderers | null = null;
const renderers = () => (kept ??= createRenderers());

/** The document that is signed: the same content gives the same bytes, on every machine. */
export async function renderFrozen(content: DocumentContent, options: RenderOptions): Promise<Uint8Array> {
  return renderers().draw({ content, signed: null, options });
}

/** The same, with its signatures, one page of evidence, and inside it the file that was signed: what a seal then closes. */
export async function renderSealable(content: DocumentContent, evidence: EvidencePage, attachments: Attachments, options: RenderOptions): Promise<Uint8Array> {
  return renderers().draw({ content, signed: { evidence, attachments }, options });
}
