import { refuse } from "@stages/kernel/refusal.ts";
import { signAttestation } from "../domain/attestation.ts";
import { findAttestationOfDocument, saveAttestation } from "../persistence/attestations.ts";
import type { Ceremony } from "./ceremonies.ts";
import { arrived } from "./load.ts";

/** Signed by the host alone, who says what was done there. */
export const ofAttestation: Ceremony = {
  named: "l'attestation de stage",
  refusalsOfState: async (tx, _, document) => {
    const { status } = arrived(await findAttestationOfDocument(tx, document.id));
    return status === "CONFIRMED" ? [] : [refuse("WRONG_STATE", { what: "Attestation", status })];
  },
  signed: async (tx, { document, now }) => {
    const attestation = arrived(await findAttestationOfDocument(tx, document.id));
    await saveAttestation(tx, attestation, signAttestation(attestation, now));
  },
};
