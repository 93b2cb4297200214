import { refusalsToAccept, refusalsToCancelAcceptance, refusalsToRead, refusalsToRefuse, type Seats } from "@stages/candidatures/domain/answer.ts";
import type { Weeks } from "@stages/candidatures/domain/apply.ts";
import type { Candidature } from "@stages/candidatures/domain/candidature.ts";
import { refusalsToConfirm, refusalsToWithdraw } from "@stages/candidatures/domain/confirm.ts";
import { refusalsToTransfer } from "@stages/candidatures/domain/transfer.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import type { Refusal } from "@stages/kernel/refusal.ts";
import { viewerActions } from "./viewer-actions.ts";

export interface CandidatureFrame {
  readonly actor: Actor;
  readonly now: Temporal.Instant;
  readonly seats: Seats;
  readonly mine: readonly Candidature[];
  readonly elsewhere: readonly Weeks[];
  readonly managers: readonly PersonId[];
}

/** By the rules of the candidatures themselves, which no answer could do without. */
export function candidatureActions<T>(candidature: Candidature, { actor, now, seats, mine, elsewhere, managers }: CandidatureFrame, selected: (refusal: Refusal) => T) {
  const actions = {
    readCandidature: refusalsToRead(candidature, actor, now),
    acceptCandidature: refusalsToAccept(candidature, actor, now, seats),
    refuseCandidature: refusalsToRefuse(candidature, actor, now),
    cancelAcceptance: refusalsToCancelAcceptance(candidature, actor, now),
    transferCandidature: refusalsToTransfer(candidature, actor, now, managers),
    confirmCandidature: refusalsToConfirm(candidature, { actor, now, mine, elsewhere, seats }),
    withdrawCandidature: refusalsToWithdraw(candidature, actor, now),
  };
  return viewerActions(actions, selected);
}

type Row = Readonly<Record<string, unknown>>;
const dateOrNull = (text: unknown) => (text === null ? null : Temporal.PlainDate.from(text as string));

/** What the rules read of a candidature's row; nothing of it is sealed. */
export const ruledCandidature = (row: Row, ids: Pick<Candidature, "id" | "studentId" | "hostId" | "offerId">): Candidature =>
  ({
    ...ids,
    schoolUai: row["school_uai"],
    campaignId: row["campaign_id"],
    period: row["period"],
    status: row["status"],
    submittedAt: Temporal.Instant.from(row["submitted_at"] as string),
    lastDayToAnswer: Temporal.PlainDate.from(row["last_day_to_answer"] as string),
    lastDayToConfirm: dateOrNull(row["last_day_to_confirm"]),
  }) as Candidature;
