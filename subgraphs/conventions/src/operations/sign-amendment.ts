import { insist, refuse, RefusedError } from "@stages/kernel/refusal.ts";
import type { Amendment } from "../domain/amendment.ts";
import { loadAmendment } from "./load-after-signing.ts";
import { signDocuments } from "./sign-documents.ts";
import type { SigningAct } from "./signing-act.ts";

/**
 * One party signs what was frozen, in any order, each once; the last signature brings it into force. Null for the tutor who
 * has just signed, by delegation, that another takes their place: the convention is theirs to see no more.
 */
export async function signAmendment(act: SigningAct, { amendmentId, code }: { readonly amendmentId: string; readonly code: string }): Promise<Amendment | null> {
  const load = () => act.write(async (tx) => (await loadAmendment(tx, amendmentId, act.actor))[0]);
  const { documentId, status } = await load();
  if (documentId === null) insist([refuse("WRONG_STATE", { what: "Avenant", status })]);
  const [outcome] = await signDocuments(act, { documentIds: [documentId!], code });
  insist(outcome!.refusals);
  return load().catch((error: unknown) => {
    if (error instanceof RefusedError) return null;
    throw error;
  });
}
