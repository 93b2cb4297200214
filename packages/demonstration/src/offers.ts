import type { Campaign } from "@stages/kernel/campaign.ts";
import type { Period } from "@stages/kernel/period.ts";
import { lengthOf } from "@stages/kernel/text.ts";
import { type HostInTrade, PERSONAS_HOSTS } from "./hosts.ts";
import { type Random, randomStream } from "./random.ts";
import { dayBetween, during } from "./timeline.ts";
import { CLOSINGS, CONDITIONS, fillIn } from "./trades.ts";
import type { OfferMode, OfferStatus, WorldOffer, WorldSchool } from "./world-types.ts";

const ACTIVITIES_LIMIT = 500;

export interface OfferPlan {
  readonly period: Period;
  readonly mode: OfferMode;
  readonly seats: number;
  readonly status: OfferStatus;
}

/** The offers of the personas' two hosts, in that order: enough of each period to play every step. */
export const KNOWN_OFFERS: readonly OfferPlan[] = [
  { period: "WEEK_1", mode: "INDIVIDUAL", seats: 3, status: "PUBLISHED" },
  { period: "BOTH_WEEKS", mode: "INDIVIDUAL", seats: 4, status: "PUBLISHED" },
  { period: "WEEK_2", mode: "INDIVIDUAL", seats: 4, status: "PUBLISHED" },
  { period: "WEEK_2", mode: "SMALL_GROUP", seats: 6, status: "PUBLISHED" },
  { period: "BOTH_WEEKS", mode: "INDIVIDUAL", seats: 1, status: "DRAFT" },
];

export function makeOffers(seed: number, campaign: Campaign, hosts: readonly HostInTrade[], schools: readonly WorldSchool[], today: Temporal.PlainDate): readonly WorldOffer[] {
  const random = randomStream(seed, `offers/${campaign.id}`);
  return hosts.flatMap((host, rank) => {
    const known = rank < PERSONAS_HOSTS;
    const plans = known ? KNOWN_OFFERS : plansOf(host, random);
    return plans.map((plan, index) => {
      const publishedOn = known || random.chance(0.85)
        ? dayBetween(campaign.offersOpenOn, campaign.studentsOpenOn.subtract({ days: 1 }), random)
        : dayBetween(campaign.studentsOpenOn, today.subtract({ days: 14 }), random);
      return offerFrom({ host, plan, index, campaign, schools, publishedOn, random });
    });
  });
}

/** Letter to the écoles: "dans le cas d'écoles à cinq classes et plus, (…) dans la limite de trois stagiaires." */
export const seatsOfEcole = (classes: number): number => (classes >= 5 ? 3 : 1);

function plansOf({ host }: HostInTrade, random: Random): OfferPlan[] {
  const status = () => random.weighted<OfferStatus>([["PUBLISHED", 87], ["DRAFT", 5], ["UNPUBLISHED", 4], ["REMOVED", 4]]);
  if (host.kind === "ECOLE") {
    const seats = random.int(1, seatsOfEcole(host.classes!));
    const periods: readonly Period[] = random.chance(0.7) ? ["BOTH_WEEKS"] : ["WEEK_1", "WEEK_2"];
    return periods.map((period) => ({ period, mode: "INDIVIDUAL", seats, status: status() }));
  }
  const count = random.weighted([[1, 10], [2, 50], [3, 40]] as const);
  return Array.from({ length: count }, () => {
    const mode = random.weighted<OfferMode>([["INDIVIDUAL", 84], ["SMALL_GROUP", 14], ["WHOLE_CLASS", 2]]);
    const period = mode === "WHOLE_CLASS" ? "WEEK_1" : random.weighted<Period>([["BOTH_WEEKS", 50], ["WEEK_1", 27], ["WEEK_2", 23]]);
    const seats = mode === "INDIVIDUAL" ? random.weighted([[1, 30], [2, 35], [3, 20], [4, 15]] as const) : mode === "SMALL_GROUP" ? random.int(3, 6) : random.int(24, 32);
    return { period, mode, seats, status: status() };
  });
}

interface Making {
  readonly host: HostInTrade;
  readonly plan: OfferPlan;
  readonly index: number;
  readonly campaign: Campaign;
  readonly schools: readonly WorldSchool[];
  readonly publishedOn: Temporal.PlainDate;
  readonly random: Random;
}

function offerFrom({ host: { host, trade, name, tutors }, plan, index, campaign, schools, publishedOn, random }: Making): WorldOffer {
  const text = trade.offers[index % trade.offers.length]!;
  const fill = (template: string) => fillIn(template, name, host.communeName);
  const publishedAt = plan.status === "DRAFT" ? null : during(publishedOn, random);
  const createdAt = publishedAt ? publishedAt.subtract({ minutes: random.int(4, 90) }) : during(publishedOn, random);
  const { addressLine, postcode, communeCode, communeName, latitude, longitude } = host;
  const { name: tutorName, function: does, email, phone } = random.pick(tutors);
  return {
    id: random.id("offer", createdAt),
    hostId: host.id,
    campaignId: campaign.id,
    status: plan.status,
    title: `${fill(text.title)}${SUFFIXES[Math.floor(index / trade.offers.length)] ?? ""}`,
    description: fill(text.description),
    activities: withClosing(fill(text.activities), random),
    sector: host.sector,
    period: plan.period,
    mode: plan.mode,
    seats: plan.seats,
    place: { addressLine, postcode, communeCode, communeName, latitude, longitude },
    accessible: random.chance(0.6),
    practicalConditions: random.chance(0.7) ? random.pick(CONDITIONS) : null,
    tutor: { name: tutorName, function: does, email, phone },
    reservedSchoolUais: random.chance(0.02) && plan.mode !== "INDIVIDUAL" ? schools.filter((school) => school.academy === host.academy).slice(0, 1).map(({ uai }) => uai) : [],
    createdAt,
    publishedAt,
  };
}

/** Tells apart the offers of one host that share a text. */
const SUFFIXES = ["", " (autre équipe)", " (autre service)", " (autre site)"];

function withClosing(activities: string, random: Random): string {
  const whole = `${activities} ${random.pick(CLOSINGS)}`;
  return lengthOf(whole) <= ACTIVITIES_LIMIT ? whole : activities;
}
