import { type Actor, worksAtSchool } from "@stages/kernel/actor.ts";
import { type Campaign, feedbackOpeningOf } from "@stages/kernel/campaign.ts";
import { civilDateOf, inFrench, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import type { ConventionId, FeedbackId, HostId, PersonId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import type { Convention } from "./convention.ts";
import { hasEnded } from "./has-ended.ts";

export const FEEDBACK_STATUSES = ["PENDING", "PUBLISHED", "REJECTED"] as const;
export type FeedbackStatus = (typeof FEEDBACK_STATUSES)[number];

export const FEEDBACK_TRANSITIONS: Readonly<Record<FeedbackStatus, readonly FeedbackStatus[]>> = {
  PENDING: ["PUBLISHED", "REJECTED"],
  PUBLISHED: [],
  REJECTED: [],
};

/** What a student says of the stage. */
export interface Answer {
  /** 1 to 5. */
  readonly rating: number;
  readonly recommends: boolean;
  readonly comment: string | null;
}

export interface Feedback {
  readonly id: FeedbackId;
  readonly conventionId: ConventionId;
  readonly hostId: HostId;
  readonly status: FeedbackStatus;
  readonly answer: Answer;
  readonly givenAt: Temporal.Instant;
  readonly decidedAt: Temporal.Instant | null;
  readonly decidedBy: PersonId | null;
  /** Why it was rejected; null otherwise. */
  readonly reason: string | null;
}

export interface FeedbackFrame {
  readonly campaign: Campaign;
  readonly now: Temporal.Instant;
  readonly isGiven: boolean;
}

/** By the student alone, once, of a stage that took place to its end. */
export function refusalsToGiveFeedback(convention: Convention, actor: Actor, { campaign, now, isGiven }: FeedbackFrame): readonly Refusal[] {
  if (actor.role !== "STUDENT" || actor.studentId !== convention.studentId) return [refuse("FORBIDDEN")];
  if (convention.status === "INTERRUPTED" || !hasEnded(convention, campaign, now)) return [refuse("WRONG_STATE", { what: "Convention", status: convention.status })];
  if (isGiven) return [refuse("FEEDBACK_EXISTS")];
  const opening = feedbackOpeningOf(campaign);
  return isOnOrBefore(opening, civilDateOf(now)) ? [] : [refuse("FEEDBACK_NOT_OPEN", { day: inFrench(opening) })];
}

export const COMMENT_MAX_LENGTH = 1_000;

export function refusalsOfAnswer({ rating, comment }: Answer): readonly Refusal[] {
  return [
    ...(Number.isInteger(rating) && rating >= 1 && rating <= 5 ? [] : [refuse("NUMBER_OUT_OF_RANGE", { min: 1, max: 5 }, "rating")]),
    ...(comment === null ? [] : refusalsOfText(comment, COMMENT_MAX_LENGTH, "comment")),
  ];
}

/** Nobody has words to read where there are none: such an answer is published as it comes. */
export function give(of: Pick<Feedback, "id" | "conventionId" | "hostId">, answer: Answer, now: Temporal.Instant): Feedback {
  const hasWords = answer.comment !== null;
  return { ...of, answer, givenAt: now, status: hasWords ? "PENDING" : "PUBLISHED", decidedAt: hasWords ? null : now, decidedBy: null, reason: null };
}

/** The school knows its student: its head or its CPE reads the words before anyone else does. */
export function refusalsToModerate(feedback: Feedback, convention: Pick<Convention, "schoolUai">, actor: Actor): readonly Refusal[] {
  const isModerator = (actor.role === "SCHOOL_HEAD" || actor.role === "EDUCATION_ADVISER") && worksAtSchool(actor, convention.schoolUai);
  if (!isModerator) return [refuse("FORBIDDEN")];
  return feedback.status === "PENDING" ? [] : [refuse("WRONG_STATE", { what: "Retour d'expérience", status: feedback.status })];
}

export function decide(feedback: Feedback, verdict: { readonly by: PersonId; readonly at: Temporal.Instant; readonly rejectedBecause: string | null }): Feedback {
  const { by, at, rejectedBecause } = verdict;
  return { ...feedback, status: rejectedBecause === null ? "PUBLISHED" : "REJECTED", decidedAt: at, decidedBy: by, reason: rejectedBecause };
}
