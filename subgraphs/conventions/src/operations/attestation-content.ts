import type { AttestationContent, ConventionContent } from "@stages/documents/content.ts";
import type { DocumentId } from "@stages/kernel/ids.ts";
import type { AttestedDay } from "../domain/attestation.ts";
import { type FrozenConvention, hostPartInForce } from "../domain/convention.ts";

export interface AttestationSources {
  readonly documentId: DocumentId;
  readonly code: string;
  readonly days: readonly AttestedDay[];
  readonly now: Temporal.Instant;
}

/** The attestation in words: the parties of the convention, and what was done day by day. */
export function attestationContent(convention: FrozenConvention, { documentId, code, days, now }: AttestationSources): AttestationContent {
  const { student, school, host, firstDay, lastDay } = JSON.parse(convention.document.content) as ConventionContent;
  const { tutor, activities } = hostPartInForce(convention)!;
  const done = days.filter(({ minutes }) => minutes > 0);
  return {
    kind: "ATTESTATION",
    template: 1,
    documentId,
    conventionId: convention.id,
    code,
    student,
    school,
    host,
    tutor: { name: tutor.name, function: tutor.function },
    firstDay,
    lastDay: convention.endedOn?.toString() ?? lastDay,
    days: days.map(({ date, minutes, note }) => ({ date: date.toString(), minutes, note })),
    totalDays: done.length,
    totalMinutes: done.reduce((sum, { minutes }) => sum + minutes, 0),
    activities,
    issuedAt: now.toString(),
  };
}
