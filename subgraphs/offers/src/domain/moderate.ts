import type { Actor, Role } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { lengthOf, refusalsOfText } from "@stages/kernel/text.ts";
import { canBecome, type Status } from "./lifecycle.ts";
import type { Offer } from "./offer.ts";
import { lackOf, type Settled } from "./seats.ts";
import { overseesOffer } from "./territory.ts";

/** Why someone flags an offer. */
export const FLAG_REASONS = ["MISLEADING", "DANGEROUS", "DISCRIMINATORY", "NOT_A_STAGE", "OTHER"] as const;
export type FlagReason = (typeof FLAG_REASONS)[number];

/** Students, their families, and the schools that help them. */
const FLAGGERS: readonly Role[] = ["STUDENT", "LEGAL_REPRESENTATIVE", "SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"];
const FLAGGED: readonly Status[] = ["PUBLISHED", "UNPUBLISHED", "NEEDS_UPDATE"];
const TEXT_MAX = 500;

const wrongState = ({ status }: Offer) => refuse("WRONG_STATE", { what: "Offre", status });
const unlessOverseen = (offer: Offer, actor: Actor, refusals: () => readonly Refusal[]) => (overseesOffer(actor, offer) ? refusals() : [refuse("FORBIDDEN")]);

export function refusalsToFlag(offer: Offer, actor: Actor): readonly Refusal[] {
  if (!FLAGGERS.includes(actor.role)) return [refuse("FORBIDDEN")];
  return FLAGGED.includes(offer.status) ? [] : [wrongState(offer)];
}

/** A code says enough, save OTHER. */
export function refusalsOfFlag({ reason, text }: { readonly reason: FlagReason; readonly text: string | null }): readonly Refusal[] {
  if (text === null) return reason === "OTHER" ? [refuse("TEXT_REQUIRED", "text")] : [];
  return refusalsOfText(text, TEXT_MAX, "text");
}

export function refusalsToHide(offer: Offer, actor: Actor): readonly Refusal[] {
  return unlessOverseen(offer, actor, () => (canBecome(offer.status, "HIDDEN", "RECTORAT") ? [] : [wrongState(offer)]));
}

export function refusalsOfReason(reason: string): readonly Refusal[] {
  if (reason.trim() === "") return [refuse("REASON_REQUIRED", "reason")];
  const length = lengthOf(reason);
  return length > TEXT_MAX ? [refuse("TEXT_TOO_LONG", { max: TEXT_MAX, length }, "reason")] : [];
}

export function refusalsToRestore(offer: Offer, actor: Actor): readonly Refusal[] {
  return unlessOverseen(offer, actor, () => (offer.status === "HIDDEN" ? [] : [wrongState(offer)]));
}

/** Where it goes back to: withdrawn if the host had withdrawn it, otherwise where its seats and its dates want it now. */
export function restored(offer: Offer, hiddenFrom: Status, campaign: Campaign, today: Temporal.PlainDate): Settled {
  if (hiddenFrom === "UNPUBLISHED") return { to: "UNPUBLISHED", why: null };
  const why = lackOf(offer, campaign, today);
  return { to: why ? "NEEDS_UPDATE" : "PUBLISHED", why };
}

export function refusalsToDismissFlags(offer: Offer, actor: Actor): readonly Refusal[] {
  return unlessOverseen(offer, actor, () => []);
}
