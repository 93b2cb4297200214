import type { Actor } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import type { OfferId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { refusalsOfEmail, refusalsOfText } from "@stages/kernel/text.ts";
import { parseUai, type Uai } from "@stages/kernel/uai.ts";
import { periodsLeft, refusalsForHosts } from "./campaigns.ts";
import { refusalsOfEcole, type Welcoming } from "./ecole.ts";
import { type Host, manages } from "./host.ts";
import type { Mode, Offer, Tutor } from "./offer.ts";
import {
  addressOf,
  type KnownCommune,
  refusalsOfAddress,
  refusalsOfCoordinates,
  refusalsOfNumber,
  type WrittenAddress,
  type WrittenCoordinates,
} from "./place.ts";

/** An offer as its host wrote it. */
export interface WrittenOffer {
  readonly title: string;
  readonly description: string;
  readonly activities: string;
  /** The host's when null. */
  readonly sector: string | null;
  readonly period: Period;
  readonly mode: Mode;
  readonly seats: number;
  /** The host's address when null. */
  readonly place: (WrittenAddress & WrittenCoordinates) | null;
  readonly accessible: boolean;
  readonly practicalConditions: string | null;
  readonly tutor: Tutor;
  readonly reservedSchoolUais: readonly string[];
}

/** What the host, the calendar and the reference tables say of it. */
export interface OfferFrame {
  readonly host: Host;
  readonly campaign: Campaign;
  readonly today: Temporal.PlainDate;
  /** Null when the written sector is none. */
  readonly sector: { readonly code: string } | null;
  /** Null when the place is the host's, or its commune is unknown. */
  readonly commune: (KnownCommune & { readonly academy: string | null }) | null;
  /** Of the place; null when no country has the code that is written. */
  readonly country: string | null;
  /** Where the place is: as written, or the host's point, or the commune's; null when nobody knows. */
  readonly located: Coordinates | null;
  /** The host's other offers whose students come: an école counts its seats over all of them. */
  readonly beside: readonly Welcoming[];
}

/** The letter: "dans la limite de 250 caractères pour la description et 500 caractères pour les activités". */
export const LIMITS = { title: 150, description: 250, activities: 500, practicalConditions: 500, seats: 100, reservedSchools: 100 };

/** Whether this actor may publish an offer of this host now, whatever it will say. */
export function refusalsToPublish(host: Host, campaign: Campaign, actor: Actor, today: Temporal.PlainDate): readonly Refusal[] {
  if (!manages(actor, host)) return [refuse("FORBIDDEN")];
  const refusals = refusalsForHosts(campaign, today);
  return refusals.length === 0 && periodsLeft(campaign, today).length === 0 ? [refuse("PERIOD_STARTED", "period")] : refusals;
}

/** Everything that is wrong in what the host wrote, all at once, each with its field. */
export function refusalsOfOffer(offer: WrittenOffer, frame: OfferFrame): readonly Refusal[] {
  const { practicalConditions, tutor } = offer;
  return [
    ...refusalsOfText(offer.title, LIMITS.title, "title"),
    ...refusalsOfText(offer.description, LIMITS.description, "description"),
    ...refusalsOfText(offer.activities, LIMITS.activities, "activities"),
    ...(frame.sector ? [] : [refuse("UNKNOWN_SECTOR", { value: String(offer.sector).slice(0, 40) }, "sector")]),
    ...(periodsLeft(frame.campaign, frame.today).includes(offer.period) ? [] : [refuse("PERIOD_STARTED", "period")]),
    ...refusalsOfNumber(offer.seats, 1, LIMITS.seats, "seats"),
    ...refusalsOfPlace(offer, frame),
    ...(practicalConditions === null ? [] : refusalsOfText(practicalConditions, LIMITS.practicalConditions, "practicalConditions")),
    ...refusalsOfTutor(tutor),
    ...refusalsOfEcole(frame.host, offer, frame.beside),
    ...refusalsOfReservation(offer.reservedSchoolUais),
  ];
}

function refusalsOfPlace({ place }: WrittenOffer, { located, ...known }: OfferFrame): readonly Refusal[] {
  const written = place ? [...refusalsOfAddress(place, known, "place"), ...refusalsOfCoordinates(place, "place.")] : [];
  return written.length === 0 && !located ? [refuse("PLACE_NOT_LOCATED", "place.latitude")] : written;
}

function refusalsOfTutor(tutor: Tutor): readonly Refusal[] {
  return [
    ...refusalsOfText(tutor.name, 150, "tutor.name"),
    ...refusalsOfText(tutor.function, 150, "tutor.function"),
    ...refusalsOfEmail(tutor.email, "tutor.email"),
    ...(tutor.phone === null ? [] : refusalsOfText(tutor.phone, 30, "tutor.phone")),
  ];
}

function refusalsOfReservation(uais: readonly string[]): readonly Refusal[] {
  if (uais.length > LIMITS.reservedSchools) return [refuse("NUMBER_OUT_OF_RANGE", { min: 0, max: LIMITS.reservedSchools }, "reservedSchoolUais")];
  return uais.flatMap((uai, index) => (parseUai(uai) ? [] : [refuse("INVALID_UAI", { value: uai.slice(0, 40) }, `reservedSchoolUais.${index}`)]));
}

/** Makes the published offer of a text without refusals. */
export function publish(id: OfferId, written: WrittenOffer, frame: OfferFrame, now: Temporal.Instant): Offer {
  const { host, campaign, commune, located } = frame;
  const address = written.place ? addressOf(written.place, frame) : host.address;
  return {
    ...written,
    id,
    hostId: host.id,
    campaignId: campaign.id,
    academy: written.place ? (commune?.academy ?? null) : host.academy,
    status: "PUBLISHED",
    seatsTaken: 0,
    sector: frame.sector!.code,
    place: { ...address, ...located!, country: written.place ? frame.country! : host.country },
    reservedSchoolUais: [...new Set(written.reservedSchoolUais.map((uai) => parseUai(uai) as Uai))],
    publishedAt: now,
  };
}
