import { canonicalJson, sha256 } from "@stages/kernel/digest.ts";
import type { DocumentId } from "@stages/kernel/ids.ts";
import type { CompletedConvention, FrozenDocument, HostParty, SchoolPart } from "./convention.ts";
import type { School, StaffMember, Student } from "./people.ts";

/** The papers of a stage that are frozen, signed and sealed. */
export const DOCUMENT_KINDS = ["CONVENTION", "AMENDMENT", "ATTESTATION"] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** What the convention says of each party, as known on the day it is frozen. */
export interface DocumentSources {
  readonly student: Student;
  readonly school: School;
  readonly head: { readonly personId: string };
  readonly referentTeacher: StaffMember;
  readonly host: HostParty;
  readonly offerTitle: string | null;
}

/**
 * The text that is signed: everything the convention binds, in one canonical form, and its fingerprint. Nothing of it is
 * ever computed again from data that may have changed since.
 */
export function freeze(
  id: DocumentId,
  convention: CompletedConvention,
  schoolPart: SchoolPart,
  sources: DocumentSources,
  now: Temporal.Instant,
): FrozenDocument {
  const { id: conventionId, campaignId, period, hostPart } = convention;
  const content = canonicalJson({ version: 2, id, conventionId, campaignId, period, hostPart, schoolPart, ...sources, validatedAt: now });
  return { id, content, sha256: sha256(content), frozenAt: now };
}
