import { insist, refuse } from "@stages/kernel/refusal.ts";
import type { Attestation } from "../domain/attestation.ts";
import { loadAttestation } from "./load-after-signing.ts";
import { signDocuments } from "./sign-documents.ts";
import type { SigningAct } from "./signing-act.ts";

/** The host signs what it confirmed. */
export async function signAttestation(act: SigningAct, { attestationId, code }: { readonly attestationId: string; readonly code: string }): Promise<Attestation> {
  const load = () => act.write(async (tx) => (await loadAttestation(tx, attestationId, act.actor))[0]);
  const { documentId, status } = await load();
  if (documentId === null) insist([refuse("WRONG_STATE", { what: "Attestation", status })]);
  const [outcome] = await signDocuments(act, { documentIds: [documentId!], code });
  insist(outcome!.refusals);
  return load();
}
