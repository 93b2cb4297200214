import { type Actor, actsForHost, worksAtSchool } from "@stages/kernel/actor.ts";
import { type Campaign, lastDayOf } from "@stages/kernel/campaign.ts";
import { civilDateOf, inFrench, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import type { AmendmentId, ConventionId, DocumentId, PersonId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { AmendedTerms } from "./amended-terms.ts";
import type { Convention, FrozenConvention } from "./convention.ts";
import { FROZEN } from "./lifecycle.ts";

/**
 * FAQ, "Est-ce possible de modifier une convention une fois validée ?" – "Non": what changes is agreed in another document,
 * which points at the first and is signed by the same parties.
 */
export const AMENDMENT_STATUSES = ["PROPOSED", "AGREED", "SIGNING", "SIGNED", "ABANDONED"] as const;
export type AmendmentStatus = (typeof AMENDMENT_STATUSES)[number];

export const AMENDMENT_TRANSITIONS: Readonly<Record<AmendmentStatus, readonly AmendmentStatus[]>> = {
  PROPOSED: ["AGREED", "ABANDONED"],
  AGREED: ["SIGNING", "ABANDONED"],
  SIGNING: ["SIGNED", "ABANDONED"],
  SIGNED: [],
  ABANDONED: [],
};

export const canAmendmentBecome = (from: AmendmentStatus, to: AmendmentStatus): boolean => AMENDMENT_TRANSITIONS[from].includes(to);

/** As long as one of them is open, no other is proposed. */
export const OPEN_AMENDMENTS: readonly AmendmentStatus[] = AMENDMENT_STATUSES.filter((status) => canAmendmentBecome(status, "ABANDONED"));

export interface Amendment {
  readonly id: AmendmentId;
  readonly conventionId: ConventionId;
  readonly status: AmendmentStatus;
  /** 1 for the first that was frozen; null until then. */
  readonly rank: number | null;
  readonly documentId: DocumentId | null;
  readonly changes: AmendedTerms;
  readonly reason: string;
  readonly proposedAt: Temporal.Instant;
  readonly proposedBy: PersonId;
  readonly agreedAt: Temporal.Instant | null;
  /** When the last party signed, and it came into force. */
  readonly signedAt: Temporal.Instant | null;
  readonly abandonedAt: Temporal.Instant | null;
}

export interface AmendmentFrame {
  readonly campaign: Campaign;
  readonly now: Temporal.Instant;
}

const isHead = (actor: Actor, { schoolUai }: Pick<Convention, "schoolUai">) => actor.role === "SCHOOL_HEAD" && worksAtSchool(actor, schoolUai);
const isParty = (actor: Actor, convention: Convention) => isHead(actor, convention) || actsForHost(actor, convention.hostId);

/** Of a convention that everyone signed, before the stage or during it. */
export function refusalsToAmend(convention: Convention, { campaign, now }: AmendmentFrame): readonly Refusal[] {
  const { status, period } = convention;
  if (status === "VALIDATED" || status === "SIGNING") return [refuse("AMENDMENT_NOT_SIGNED_YET")];
  const lastDay = lastDayOf(campaign, period);
  if (status === "COMPLETED" || (status === "SIGNED" && !isOnOrBefore(civilDateOf(now), lastDay))) return [refuse("AMENDMENT_STAGE_OVER", { day: inFrench(lastDay) })];
  return status === "SIGNED" ? [] : [refuse("WRONG_STATE", { what: "Convention", status })];
}

export function refusalsToPropose(convention: Convention, known: readonly Amendment[], actor: Actor, frame: AmendmentFrame): readonly Refusal[] {
  if (!isParty(actor, convention)) return [refuse("FORBIDDEN")];
  const ofConvention = refusalsToAmend(convention, frame);
  if (ofConvention.length > 0) return ofConvention;
  return known.some(({ status }) => OPEN_AMENDMENTS.includes(status)) ? [refuse("AMENDMENT_ALREADY_OPEN")] : [];
}

const wrongState = ({ status }: Amendment) => refuse("WRONG_STATE", { what: "Avenant", status });

/** The school head freezes it, even where it is their own proposal: until then it is no more than that. */
export function refusalsToAgree(amendment: Amendment, convention: Convention, actor: Actor, frame: AmendmentFrame): readonly Refusal[] {
  if (!isHead(actor, convention)) return [refuse("FORBIDDEN")];
  return canAmendmentBecome(amendment.status, "AGREED") ? refusalsToAmend(convention, frame) : [wrongState(amendment)];
}

/** By either party, as long as not everyone has signed; whatever became of the stage. */
export function refusalsToAbandon(amendment: Amendment, convention: Convention, actor: Actor): readonly Refusal[] {
  if (!isParty(actor, convention)) return [refuse("FORBIDDEN")];
  return canAmendmentBecome(amendment.status, "ABANDONED") ? [] : [wrongState(amendment)];
}

export const isAmendmentOpenToSign = ({ status }: Amendment): boolean => status === "AGREED" || status === "SIGNING";

/** Whether it can be signed at all now, whoever signs. */
export function refusalsToSignAmendment(amendment: Amendment, convention: Convention, frame: AmendmentFrame): readonly Refusal[] {
  return isAmendmentOpenToSign(amendment) ? refusalsToAmend(convention, frame) : [wrongState(amendment)];
}

export function agree(amendment: Amendment, known: readonly Amendment[], documentId: DocumentId, now: Temporal.Instant): Amendment {
  return { ...amendment, status: "AGREED", documentId, rank: 1 + Math.max(0, ...known.map(({ rank }) => rank ?? 0)), agreedAt: now };
}

export const abandon = (amendment: Amendment, now: Temporal.Instant): Amendment => ({ ...amendment, status: "ABANDONED", abandonedAt: now });

/** After a signature: the last one brings it into force. */
export function signAmendment(amendment: Amendment, isComplete: boolean, now: Temporal.Instant): Amendment {
  return isComplete ? { ...amendment, status: "SIGNED", signedAt: now } : { ...amendment, status: "SIGNING" };
}

export const isFrozen = (convention: Convention): convention is FrozenConvention => FROZEN.includes(convention.status);
