import { type Campaign, isOver } from "@stages/kernel/campaign.ts";
import type { StudentId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Student } from "./student.ts";

/** All that is left of someone who was erased. */
export interface ErasedStudent {
  readonly studentId: StudentId;
  readonly erasedAt: Temporal.Instant;
}

/** Agreed by the school at least: a host counts on the student. */
const AGREED: readonly string[] = ["VALIDATED", "SIGNING", "SIGNED"];

export interface ErasureFrame {
  readonly confirmLastName: string;
  /** Of the student's conventions. */
  readonly conventionStatuses: readonly string[];
  /** The student's; null while its dates are not known here, and then no stage is held for over. */
  readonly campaign: Campaign | null;
  readonly today: Temporal.PlainDate;
}

const names = new Intl.Collator("fr", { sensitivity: "base", ignorePunctuation: true });

export function refusalsToErase({ lastName }: Pick<Student, "lastName">, { confirmLastName, conventionStatuses, campaign, today }: ErasureFrame): readonly Refusal[] {
  const isLive = conventionStatuses.some((status) => AGREED.includes(status)) && !(campaign && isOver(campaign, today));
  return [
    ...(names.compare(confirmLastName, lastName) === 0 ? [] : [refuse("LAST_NAME_NOT_CONFIRMED", "confirmLastName")]),
    ...(isLive ? [refuse("STUDENT_HAS_LIVE_STAGE", "studentId")] : []),
  ];
}
