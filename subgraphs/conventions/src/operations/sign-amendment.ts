import { insist, refuse } from "@stages/kernel/refusal.ts";
import type { Amendment } from "../domain/amendment.ts";
import { loadAmendment } from "./load-after-signing.ts";
import { signDocuments } from "./sign-documents.ts";
import type { SigningAct } from "./signing-act.ts";

/** One party signs what was frozen, in any order, each once; the last signature brings it into force. */
export async function signAmendment(act: SigningAct, { amendmentId, code }: { readonly amendmentId: string; readonly code: string }): Promise<Amendment> {
  const load = () => act.write(async (tx) => (await loadAmendment(tx, amendmentId, act.actor))[0]);
  const { documentId, status } = await load();
  if (documentId === null) insist([refuse("WRONG_STATE", { what: "Avenant", status })]);
  const [outcome] = await signDocuments(act, { documentIds: [documentId!], code });
  insist(outcome!.refusals);
  return load();
}
