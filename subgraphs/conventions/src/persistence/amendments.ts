import { readersBy } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import type { DocumentId } from "@stages/kernel/ids.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { asc, eq } from "drizzle-orm";
import type { Amendment } from "../domain/amendment.ts";
import { concernedBy } from "../domain/audience.ts";
import { type Convention, tutorEmailOf } from "../domain/convention.ts";
import { amendedTermsJson, amendedTermsOf, termsJson } from "./parts-json.ts";
import { amendments, conventions, messaging } from "./tables.ts";

type Row = typeof amendments.$inferSelect;

const amendmentOf = ({ tutor: _, referentTeacherId: __, changes, reason, ...row }: Row): Amendment => ({
  ...row,
  changes: amendedTermsOf(openFrom(amendments.changes, row, changes)),
  reason: openFrom(amendments.reason, row, reason),
});

const readBy = readersBy((db, among) => db.select().from(amendments).where(among).orderBy(asc(amendments.id)), amendmentOf);

/** Oldest first. */
export const findAmendments = readBy(amendments.conventionId);
export const findAmendmentsByIds = readBy(amendments.id);
const findOfDocuments = readBy(amendments.documentId);

/** The one whose document this is; null when it is none of an amendment. */
export async function findAmendmentOfDocument(db: Reader, id: DocumentId): Promise<Amendment | null> {
  return (await findOfDocuments(db, [id]))[0] ?? null;
}

export async function insertAmendment(tx: Transaction, { changes, reason, ...amendment }: Amendment): Promise<void> {
  await tx.insert(amendments).values({
    ...amendment,
    changes: sealFor(amendments.changes, amendment, amendedTermsJson(changes)),
    reason: sealFor(amendments.reason, amendment, reason),
    tutor: changes.tutor ? emailIndex(changes.tutor.email.toLowerCase()) : null,
    referentTeacherId: changes.referentTeacherId ?? null,
  });
}

/** Where it has come to; what it says stays as it was proposed. */
export async function saveAmendment(tx: Transaction, { id, status, rank, documentId, agreedAt, signedAt, abandonedAt }: Amendment): Promise<void> {
  await tx.update(amendments).set({ status, rank, documentId, agreedAt, signedAt, abandonedAt }).where(eq(amendments.id, id));
}

/**
 * What is agreed from now on, and who follows the student: the amendment was saved as signed before, since the database asks.
 * The others hear of the tutor and of the teacher by a change of status to the same.
 */
export async function bringIntoForce(tx: Transaction, convention: Convention, amendment: Amendment, now: Temporal.Instant): Promise<void> {
  const { id, status, candidatureId, studentId, hostId, schoolUai, academy, amended } = convention;
  const email = tutorEmailOf(convention);
  await tx
    .update(conventions)
    .set({
      amended: amended && sealFor(conventions.amended, { id }, termsJson(amended)),
      amendmentId: amendment.id,
      tutor: email && emailIndex(email),
      referentTeacherId: amended?.schoolPart.referentTeacherId ?? null,
    })
    .where(eq(conventions.id, id));
  const { tutorEmail, referentTeacherId } = concernedBy(convention);
  await tell(tx, messaging, [
    domainEvent(
      "ConventionStatusChanged",
      id,
      { conventionId: id, candidatureId, from: status, to: status, reason: null, studentId, hostId, schoolUai, academy, tutorEmail, referentTeacherId },
      now,
    ),
  ]);
}
