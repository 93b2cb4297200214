import type { Reader } from "@stages/database/connection.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { asc, eq, getTableColumns } from "drizzle-orm";
import { absenceSteps, amendments, attestations, evidence, feedback, followUps, history, presences } from "./tables.ts";

/** What someone signed, decided and reported, each oldest first; without the words, which tell of the student. */
export async function findActsOf(db: Reader, personId: PersonId) {
  const { conventionId, from, to } = history;
  const { absenceId, step } = absenceSteps;
  const { detail: _, mac: __, ...line } = getTableColumns(evidence);
  const { day, minutes } = presences;
  const { kind, recordedAt } = followUps;
  const [signed, steps, taken, recorded, followed, proposed, confirmed, moderated] = await Promise.all([
    db.select(line).from(evidence).where(eq(evidence.signerId, personId)).orderBy(asc(evidence.at), asc(evidence.id)),
    db.select({ conventionId, from, to, at: history.at }).from(history).where(eq(history.byPersonId, personId)).orderBy(asc(history.id)),
    db.select({ absenceId, step, at: absenceSteps.at }).from(absenceSteps).where(eq(absenceSteps.byPersonId, personId)).orderBy(asc(absenceSteps.at)),
    db.select({ conventionId: presences.conventionId, day, minutes, at: presences.at }).from(presences).where(eq(presences.byPersonId, personId)).orderBy(asc(presences.at)),
    db.select({ conventionId: followUps.conventionId, kind, at: followUps.at, recordedAt }).from(followUps).where(eq(followUps.byPersonId, personId)).orderBy(asc(followUps.id)),
    db.select({ conventionId: amendments.conventionId, at: amendments.proposedAt }).from(amendments).where(eq(amendments.proposedBy, personId)).orderBy(asc(amendments.proposedAt)),
    db.select({ conventionId: attestations.conventionId, at: attestations.confirmedAt }).from(attestations).where(eq(attestations.confirmedBy, personId)).orderBy(asc(attestations.confirmedAt)),
    db.select({ conventionId: feedback.conventionId, at: feedback.decidedAt }).from(feedback).where(eq(feedback.decidedBy, personId)).orderBy(asc(feedback.decidedAt)),
  ]);
  return { signatures: signed, steps, absenceSteps: taken, presences: recorded, followUps: followed, amendments: proposed, attestations: confirmed, feedback: moderated };
}
