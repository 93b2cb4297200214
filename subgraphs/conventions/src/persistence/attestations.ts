import { readersBy } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { ConventionId, DocumentId } from "@stages/kernel/ids.ts";
import { and, eq, inArray, ne } from "drizzle-orm";
import type { Attestation } from "../domain/attestation.ts";
import { attestedDayJson, attestedDayOf } from "./parts-json.ts";
import { attestations } from "./tables.ts";

const opened = ({ days, ...row }: typeof attestations.$inferSelect): Attestation => ({ ...row, days: days && openFrom(attestations.days, row, days).map(attestedDayOf) });
const readBy = readersBy((db, among) => db.select().from(attestations).where(among), opened);

export const findAttestations = readBy(attestations.conventionId);
export const findAttestationsByIds = readBy(attestations.id);
const findOfDocuments = readBy(attestations.documentId);

/** The one whose document this is; null when it is none of an attestation. */
export async function findAttestationOfDocument(db: Reader, id: DocumentId): Promise<Attestation | null> {
  return (await findOfDocuments(db, [id]))[0] ?? null;
}

/** Those that their host has still to sign, and when they were asked for. */
export async function findAskedAttestations(db: Reader, ids: readonly ConventionId[]): Promise<ReadonlyMap<ConventionId, Temporal.Instant>> {
  const { conventionId, requestedAt, status } = attestations;
  const rows = await db.select({ conventionId, requestedAt }).from(attestations).where(and(inArray(conventionId, [...ids]), ne(status, "SIGNED")));
  return new Map(rows.map((row) => [row.conventionId, row.requestedAt]));
}

const row = ({ days, ...attestation }: Attestation) => ({ ...attestation, days: days && sealFor(attestations.days, attestation, days.map(attestedDayJson)) });

export async function insertAttestation(tx: Transaction, attestation: Attestation): Promise<void> {
  await tx.insert(attestations).values(row(attestation));
}

/** What the host confirmed is sealed once: the same days sealed twice make different bytes, which the database would refuse. */
export async function saveAttestation(tx: Transaction, before: Attestation, after: Attestation): Promise<void> {
  const { status, confirmedAt, confirmedBy, signedAt, documentId, days } = row(after);
  await tx.update(attestations).set({ status, confirmedAt, confirmedBy, signedAt, documentId, ...(after.days === before.days ? {} : { days }) }).where(eq(attestations.id, after.id));
}
