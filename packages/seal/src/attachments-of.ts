import { PDF } from "@libpdf/core";

/** The files that a PDF carries, by their names. Of one whose seal is genuine, or that we made: anyone else's may lead a parser anywhere. */
export async function attachmentsOf(bytes: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  const { attachments } = await PDF.load(bytes);
  const files = new Map<string, Uint8Array>();
  for (const name of attachments.list().keys()) {
    const file = attachments.get(name);
    if (file) files.set(name, file);
  }
  return files;
}
