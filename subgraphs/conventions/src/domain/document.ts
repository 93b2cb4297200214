import { canonicalJson, sha256 } from "@stages/kernel/digest.ts";
import type { CompletedConvention, FrozenDocument, SchoolPart } from "./convention.ts";
import type { School, StaffMember, Student } from "./people.ts";

/** What the convention says of each party, as known on the day it is frozen. */
export interface DocumentSources {
  readonly student: Student;
  readonly school: School;
  readonly head: { readonly personId: string };
  readonly referentTeacher: StaffMember;
  readonly offer: { readonly title: string; readonly host: { readonly legalName: string; readonly siret: string | null; readonly address: string } };
}

/**
 * The text that is signed: everything the convention binds, in one canonical form, and its fingerprint. Nothing of it is
 * ever computed again from data that may have changed since.
 */
export function freeze(
  convention: CompletedConvention,
  schoolPart: SchoolPart,
  sources: DocumentSources,
  now: Temporal.Instant,
): FrozenDocument {
  const { id, campaignId, period, hostPart } = convention;
  const content = canonicalJson({ version: 1, id, campaignId, period, hostPart, schoolPart, ...sources, validatedAt: now });
  return { content, sha256: sha256(content), frozenAt: now };
}
