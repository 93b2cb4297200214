import type { AmendmentContent, ConventionContent } from "@stages/documents/content.ts";
import type { DocumentId } from "@stages/kernel/ids.ts";
import { apply } from "../domain/amended-terms.ts";
import type { Amendment } from "../domain/amendment.ts";
import type { FrozenConvention, Terms } from "../domain/convention.ts";
import { toldChanges } from "../domain/told-changes.ts";

export interface AmendmentSources {
  readonly documentId: DocumentId;
  readonly code: string;
  /** What was agreed until now. */
  readonly before: Terms;
  readonly nameOfTeacher: (personId: string) => string;
  /** Who agrees for the school. */
  readonly headName: string;
  readonly now: Temporal.Instant;
}

/** The amendment in words: the parties of the convention that it points at, and each change before and after. */
export function amendmentContent({ id: conventionId, document }: FrozenConvention, { rank, reason, changes }: Amendment, sources: AmendmentSources): AmendmentContent {
  const { documentId, code, before, nameOfTeacher, headName, now } = sources;
  const { student, school, host, firstDay, lastDay } = JSON.parse(document.content) as ConventionContent;
  return {
    kind: "AMENDMENT",
    template: 1,
    documentId,
    conventionId,
    code,
    rank: rank!,
    amends: { documentId: document.id, sha256: document.sha256, frozenAt: document.frozenAt.toString() },
    reason,
    student,
    school: { ...school, head: { name: headName } },
    host,
    firstDay,
    lastDay,
    changes: toldChanges(before, apply(before, changes), { nameOfTeacher, showsPolicyNumber: true }),
    agreedAt: now.toString(),
  };
}
