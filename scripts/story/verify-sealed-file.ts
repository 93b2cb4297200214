import { createHash } from "node:crypto";
import { stagesClient, type StagesClient } from "@stages/client/client.ts";
import type { Narrator } from "./narrator.ts";

const SEALED = "query Sealed($id: ID!) { convention(id: $id) { document { id content sealed { level sha256 } } } }";
const VERIFY_CONVENTION = "query VerifyConvention($id: ID!) { verifyConvention(conventionId: $id) { isIntact } }";
const DOWNLOAD = "mutation Download($id: ID!) { requestDownload(input: { documentId: $id }) { url } }";
const VERIFY = "query Verify($code: String!, $sha256: String) { verifyDocument(code: $code, sha256: $sha256) }";

interface Sealed {
  readonly convention: { readonly document: { readonly id: string; readonly content: string; readonly sealed: { readonly level: string; readonly sha256: string } | null } };
}

const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** The file that closes a convention is fetched by a party, and checked by someone without an account, by its printed code. */
export async function verifyTheSealedFile(url: string, conventionId: string, party: StagesClient, { step, detail }: Narrator): Promise<void> {
  step("Le document est scellé : la famille le télécharge, et n'importe qui le vérifie");
  const { document } = (await party.need<Sealed>(SEALED, { id: conventionId })).convention;
  if (!document.sealed) throw new Error("the document that all have signed is not sealed");
  const { verifyConvention } = await party.need<{ verifyConvention: { isIntact: boolean } }>(VERIFY_CONVENTION, { id: conventionId });
  if (!verifyConvention.isIntact) throw new Error("what is stored of the convention does not verify");
  detail(`cachet PAdES ${document.sealed.level} ; la chaîne des preuves est intacte`);

  const { requestDownload } = await party.need<{ requestDownload: { url: string } }>(DOWNLOAD, { id: document.id });
  const file = new Uint8Array(await (await fetch(new URL(requestDownload.url, url))).arrayBuffer());
  if (sha256Of(file) !== document.sealed.sha256) throw new Error("what is downloaded is not what was sealed");
  detail(`${Math.round(file.length / 1000)} ko, empreinte ${document.sealed.sha256.slice(0, 16)}…`);

  const { code } = JSON.parse(document.content) as { readonly code: string };
  const anyone = stagesClient({ url });
  const isGenuine = async (bytes: Uint8Array) => (await anyone.need<{ verifyDocument: boolean }>(VERIFY, { code, sha256: sha256Of(bytes) })).verifyDocument;
  const changed = file.with(Math.floor(file.length / 2), file[Math.floor(file.length / 2)]! ^ 1);
  const answers = [await isGenuine(file), await isGenuine(changed)];
  await anyone.close();
  if (answers.join() !== "true,false") throw new Error(`the file, then a changed one, were said to be genuine: ${answers.join()}`);
  detail(`/verifier, code ${code.match(/.{1,4}/g)!.join("-")} : ce fichier est authentique ; le même, un octet changé, ne l'est pas`);
}
