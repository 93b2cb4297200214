import type { Reader } from "@stages/database/connection.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import type { PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { Document } from "@stages/subgraph/personal-data-entity.ts";
import { statusAt } from "../domain/deadlines.ts";
import { type Change, historyAt } from "../domain/history.ts";
import { findByStudents, findHistory, findStepsBy } from "../persistence/candidatures.ts";
import { findOffers, findStudents } from "../persistence/mirror.ts";
import { findStagesElsewhere } from "../persistence/stages-elsewhere.ts";
import { findTransfersOf } from "../persistence/transfers.ts";

/** What this subgraph holds of someone: for families all that the student sent and got, for the others what they answered. */
export async function exportMyData(db: Reader, actor: Actor, personId: PersonId, now: Temporal.Instant): Promise<Document> {
  if (actor.role === "STUDENT") return exportOfStudents(db, [actor.studentId], now);
  if (actor.role === "LEGAL_REPRESENTATIVE") return exportOfStudents(db, actor.studentIds, now);
  const [steps, transfers] = await Promise.all([findStepsBy(db, personId), findTransfersOf(db, personId)]);
  return {
    "Réponses données": steps.map(({ candidatureId, ...step }) => ({ "Candidature": candidatureId, ...changeDocument(step) })),
    "Candidatures transférées": transfers.map(({ candidatureId, at, byPersonId, fromPersonId, toPersonId }) => ({
      "Candidature": candidatureId, "Le": at, "Par": byPersonId, "De": fromPersonId, "À": toPersonId,
    })),
  };
}

const changeDocument = ({ from, to, at, byRole, reason }: Change): Document => ({ "De": from, "À": to, "Le": at, "Par": byRole, "Motif": reason });

async function exportOfStudents(db: Reader, ids: readonly StudentId[], now: Temporal.Instant): Promise<Document> {
  if (ids.length === 0) return { "Candidatures": [], "Positions": [], "Semaines d'un stage trouvé ailleurs": [] };
  const [students, candidatures, elsewhere] = await Promise.all([findStudents(db, ids), findByStudents(db, ids), findStagesElsewhere(db, ids)]);
  const [histories, offers] = await Promise.all([findHistory(db, candidatures.map(({ id }) => id)), findOffers(db, [...new Set(candidatures.map(({ offerId }) => offerId))])]);
  const changes = Map.groupBy(histories, ({ candidatureId }) => candidatureId);
  const titles = new Map(offers.map(({ id, title }) => [id, title]));
  return {
    "Candidatures": candidatures.map((candidature) => ({
      "Identifiant": candidature.id,
      "Élève": candidature.studentId,
      "Offre": { "Identifiant": candidature.offerId, "Titre": titles.get(candidature.offerId) ?? null },
      "Structure": candidature.hostId,
      "Campagne": candidature.campaignId,
      "Période": candidature.period,
      "Statut": statusAt(candidature, now),
      "Motivation": candidature.motivation,
      "Envoyée le": candidature.submittedAt,
      "Dernier jour pour répondre": candidature.lastDayToAnswer,
      "Dernier jour pour confirmer": candidature.lastDayToConfirm,
      "Distance en km": candidature.distanceKm,
      "Histoire": historyAt(candidature, changes.get(candidature.id) ?? [], now).map(changeDocument),
    })),
    "Semaines d'un stage trouvé ailleurs": elsewhere.map(({ studentId, conventionId, campaignId, period }) => ({ "Élève": studentId, "Convention": conventionId, "Campagne": campaignId, "Période": period })),
    // From which distances are counted.
    "Positions": students.map(({ id, latitude, longitude }) => ({ "Élève": id, "Latitude": latitude, "Longitude": longitude })),
  };
}
