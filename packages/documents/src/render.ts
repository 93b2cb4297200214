import { availableParallelism } from "node:os";
import { Tinypool } from "tinypool";
import type { Attachments, DocumentContent, EvidencePage } from "./content.ts";
import type { Drawing } from "./draw.ts";
import type { RenderOptions } from "./view.ts";

export type { RenderOptions };

/**
 * A document takes some 25 ms of a core: threads of their own, and one core left to those who wait for answers. They start
 * at the first document and none holds the process.
 */
let threads: Tinypool | null = null;
const pool = () =>
  (threads ??= new Tinypool({
    filename: new URL("./draw.ts", import.meta.url).href,
    name: "draw",
    runtime: "worker_threads",
    minThreads: 0,
    maxThreads: Math.max(1, availableParallelism() - 1),
    idleTimeout: 60_000,
  }));

/** The document that is signed: the same content gives the same bytes, on every machine. */
export async function renderFrozen(content: DocumentContent, options: RenderOptions): Promise<Uint8Array> {
  return render({ content, signed: null, options });
}

/** The same, with its signatures, one page of evidence, and inside it the file that was signed: what a seal then closes. */
export async function renderSealable(content: DocumentContent, evidence: EvidencePage, attachments: Attachments, options: RenderOptions): Promise<Uint8Array> {
  return render({ content, signed: { evidence, attachments }, options });
}

async function render(drawing: Drawing): Promise<Uint8Array> {
  return (await pool().run(drawing)) as Uint8Array;
}
