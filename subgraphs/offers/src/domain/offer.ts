import type { Actor } from "@stages/kernel/actor.ts";
import type { HostId, OfferId } from "@stages/kernel/ids.ts";
import { OFFER_MODES, type OfferMode } from "@stages/kernel/offer-mode.ts";
import type { Period } from "@stages/kernel/period.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { type Host, manages } from "./host.ts";
import { canBecome, type Status } from "./lifecycle.ts";
import type { Address, Place, WrittenCoordinates } from "./place.ts";

export const MODES = OFFER_MODES;
export type Mode = OfferMode;

/** How many offers a student can put aside. */
export const MAX_FAVOURITES = 100;

export interface Tutor {
  readonly name: string;
  readonly function: string;
  readonly email: string;
  readonly phone: string | null;
}

/** What a host publishes. */
export interface Offer {
  readonly id: OfferId;
  readonly hostId: HostId;
  readonly campaignId: string;
  /** Of the place; null abroad. */
  readonly academy: string | null;
  readonly status: Status;
  readonly title: string;
  readonly description: string;
  readonly activities: string;
  /** NAF section, a letter. */
  readonly sector: string;
  readonly period: Period;
  readonly mode: Mode;
  /** `candidatures` owns them from the first publication on; this follows. */
  readonly seats: number;
  /** A copy, kept by the events of `candidatures`. */
  readonly seatsTaken: number;
  /** Located, but in a draft whose place nobody knows yet. */
  readonly place: Address & WrittenCoordinates & Pick<Place, "country">;
  readonly accessible: boolean;
  readonly practicalConditions: string | null;
  readonly tutor: Tutor;
  /** Empty when it is open to every school. */
  readonly reservedSchoolUais: readonly Uai[];
  /** First publication; null while it was never published. */
  readonly publishedAt: Temporal.Instant | null;
}

export function refusalsToUnpublish(offer: Offer, host: Host, actor: Actor): readonly Refusal[] {
  if (!manages(actor, host)) return [refuse("FORBIDDEN")];
  return canBecome(offer.status, "UNPUBLISHED", "HOST") ? [] : [refuse("WRONG_STATE", { what: "Offre", status: offer.status })];
}

export function unpublish(offer: Offer): Offer {
  return { ...offer, status: "UNPUBLISHED" };
}
