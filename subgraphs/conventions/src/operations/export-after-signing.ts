import type { Reader } from "@stages/database/connection.ts";
import type { ConventionId } from "@stages/kernel/ids.ts";
import type { Document } from "@stages/subgraph/personal-data-entity.ts";
import type { Amendment } from "../domain/amendment.ts";
import type { Attestation } from "../domain/attestation.ts";
import type { Feedback } from "../domain/feedback.ts";
import { findAmendments } from "../persistence/amendments.ts";
import { findAttestations } from "../persistence/attestations.ts";
import { findFeedback } from "../persistence/feedback.ts";
import { amendedTermsJson } from "../persistence/parts-json.ts";

/** Of each of a student's conventions, what followed its signature. */
export async function exportAfterSigning(db: Reader, ids: readonly ConventionId[]): Promise<(id: ConventionId) => Document> {
  const [amendments, attestations, feedback] = await Promise.all([findAmendments(db, ids), findAttestations(db, ids), findFeedback(db, ids)]);
  const of = <T extends { readonly conventionId: ConventionId }>(all: readonly T[], id: ConventionId) => all.filter(({ conventionId }) => conventionId === id);
  return (id) => ({
    "Avenants": of(amendments, id).map(amendmentDocument),
    "Attestation": of(attestations, id).map(attestationDocument)[0] ?? null,
    "Retour d'expérience": of(feedback, id).map(feedbackDocument)[0] ?? null,
  });
}

const amendmentDocument = ({ status, rank, reason, changes, proposedAt, agreedAt, signedAt, abandonedAt }: Amendment): Document => ({
  "Statut": status, "Rang": rank, "Motif": reason, "Changements": JSON.stringify(amendedTermsJson(changes)), "Proposé le": proposedAt, "Accepté le": agreedAt, "Signé le": signedAt, "Abandonné le": abandonedAt,
});

const attestationDocument = ({ status, requestedAt, confirmedAt, signedAt, days }: Attestation): Document => ({
  "Statut": status, "Demandée le": requestedAt, "Confirmée le": confirmedAt, "Signée le": signedAt,
  "Jours": (days ?? []).map(({ date, minutes, note }) => ({ "Jour": date, "Minutes": minutes, "Note": note })),
});

const feedbackDocument = ({ status, answer: { rating, recommends, comment }, givenAt, reason }: Feedback): Document => ({
  "Statut": status, "Note": rating, "Recommande": recommends, "Commentaire": comment, "Donné le": givenAt, "Motif du rejet": reason,
});
