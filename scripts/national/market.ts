import { type Random, randomStream } from "@stages/demonstration/random.ts";
import { COMPANY_TRADES } from "@stages/demonstration/trades-of-companies.ts";
import { PUBLIC_TRADES } from "@stages/demonstration/trades-of-public-service.ts";
import type { OfferText, Trade } from "@stages/demonstration/trades.ts";
import { type Coordinates, distanceKm } from "@stages/kernel/geography.ts";
import type { OfferMode } from "@stages/kernel/offer-mode.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { HostKind } from "@stages/offers/domain/host.ts";
import type { Calendar, Day, Seconds } from "./calendar.ts";
import type { Ids } from "./ids.ts";
import { COUNTRY_STUDENTS, type NationalSchool } from "./schools.ts";

export interface Host extends Coordinates {
  readonly id: string;
  readonly managerId: string;
  readonly trade: Trade;
  /** From 1 on among those that are there at the calendar's end; 0 for one that comes later. */
  readonly rank: number;
  readonly registeredAt: Seconds;
  /** Null save for an école. */
  readonly classes: number | null;
  /** In whose commune it is. */
  readonly school: NationalSchool;
  /** Null for a host that declared nothing. */
  readonly intendedSeats: number | null;
}

export interface Offer {
  readonly id: string;
  readonly host: Host;
  /** Among those of its host, from 1 on. */
  readonly number: number;
  readonly text: OfferText;
  readonly period: Period;
  readonly mode: OfferMode;
  readonly seats: number;
  /** Null for a draft. */
  readonly publishedAt: Seconds | null;
  /** What its host, or the rectorat, did with it in the end, and when. */
  readonly fate: { readonly to: "UNPUBLISHED" | "REMOVED" | "HIDDEN"; readonly at: Seconds } | null;
  /** Seats that nobody was ever given: one that is given back stays empty, so that no instant of the past is overbooked. */
  left: number;
  /** As the ledger counts now. */
  taken: number;
  /** When the last of them was taken. */
  lastTakenAt: Seconds;
}

/** As many as `campaign.nationalSeatsTarget` in the country, 9 % of them in the ministry's own structures. */
const KINDS: readonly (readonly [HostKind, number])[] = [["COMPANY", 660], ["ADMINISTRATION", 130], ["ASSOCIATION", 120], ["ECOLE", 60], ["SCHOOL", 22], ["ACADEMIC_SERVICE", 8]];
const PERIODS: readonly (readonly [Period, number])[] = [["BOTH_WEEKS", 78], ["WEEK_1", 12], ["WEEK_2", 10]];
const MODES: readonly (readonly [OfferMode, number])[] = [["INDIVIDUAL", 985], ["SMALL_GROUP", 13], ["WHOLE_CLASS", 2]];
/** Of the hosts, how many declared places before they wrote offers. */
const DECLARED = 0.2;
/** Offers that count for nothing, beside those that do. */
const BESIDE: readonly (readonly ["DRAFT" | "REMOVED" | "HIDDEN", number])[] = [["DRAFT", 55], ["REMOVED", 40], ["HIDDEN", 5]];
const BESIDE_SHARE = 0.04;
const UNPUBLISHED = 0.03;
/** Of what is near a school, how far it mostly is. */
const AROUND_KM = 5;
const ELSEWHERE = 0.15;

/** Hosts and offers around each school, as many seats as its students are of the country's: a part of the country has a part of them. */
export class Market {
  readonly hosts: Host[] = [];
  readonly offers: Offer[] = [];
  /** Where each school's own begin and end. */
  readonly #around = new Map<string, readonly [number, number]>();
  readonly #ofDepartment = new Map<string, NationalSchool[]>();
  #there = 0;

  constructor(schools: readonly NationalSchool[], { calendar, ids, seed }: { readonly calendar: Calendar; readonly ids: Ids; readonly seed: number }) {
    const random = randomStream(seed, "market");
    let [wanted, made] = [0, 0];
    for (const school of schools) {
      wanted += (school.students * calendar.campaign.nationalSeatsTarget) / COUNTRY_STUDENTS;
      const from = this.offers.length;
      for (let missing = Math.round(wanted) - made; missing > 0; ) missing -= this.#open(school, missing, calendar, ids, random);
      made = Math.round(wanted);
      this.#around.set(school.uai, [from, this.offers.length]);
      if (school.students > 0) this.#ofDepartment.set(school.departmentCode, [...(this.#ofDepartment.get(school.departmentCode) ?? []), school]);
    }
  }

  /** One that was published by then; null when chance finds none. */
  near(school: NationalSchool, at: Seconds, isWanted: (offer: Offer) => boolean, random: Random): Offer | null {
    const there = random.chance(ELSEWHERE) ? random.pick(this.#ofDepartment.get(school.departmentCode)!) : school;
    const [from, to] = this.#around.get(there.uai)!;
    for (let tries = 0; tries < 6 && to > from; tries += 1) {
      const offer = this.offers[random.int(from, to - 1)]!;
      if (offer.publishedAt !== null && offer.publishedAt < at && (offer.fate === null || offer.fate.at > at) && isWanted(offer)) return offer;
    }
    return null;
  }

  /** A host with its offers; how many seats that is. */
  #open(school: NationalSchool, most: number, calendar: Calendar, ids: Ids, random: Random): number {
    const kind = random.weighted(KINDS);
    const trade = random.pick(kind === "COMPANY" ? COMPANY_TRADES : PUBLIC_TRADES[kind]);
    const registered = calendar.during(this.#day(calendar, random), random);
    const classes = kind === "ECOLE" ? random.int(2, 12) : null;
    const [hostId, managerId] = [ids.next("host", registered), ids.next("person", registered)];
    const place = around(school.coordinates, AROUND_KM, random);
    const intendedSeats = random.chance(kind === "ECOLE" ? 0.7 : DECLARED) ? random.int(1, 4) : null;
    const rank = registered <= calendar.until ? (this.#there += 1) : 0;
    const host: Host = { id: hostId, managerId, trade, rank, registeredAt: registered, classes, school, intendedSeats, ...place };
    this.hosts.push(host);
    let seats = 0;
    for (let left = random.int(1, 3); left > 0 && seats < most; left -= 1) seats += this.#publish(host, most - seats, registered, calendar, ids, random);
    if (random.chance(BESIDE_SHARE * 2)) this.#leaveBeside(host, registered, ids, random);
    return seats;
  }

  #publish(host: Host, most: number, registered: Seconds, calendar: Calendar, ids: Ids, random: Random): number {
    const mode = host.classes === null ? random.weighted(MODES) : "INDIVIDUAL";
    const wanted = host.classes !== null ? (host.classes >= 5 ? random.int(1, 3) : 1) : mode === "INDIVIDUAL" ? random.int(1, 4) : mode === "SMALL_GROUP" ? random.int(5, 12) : random.int(20, 30);
    const seats = Math.min(wanted, most);
    const publishedAt = registered + random.int(60, 7_200);
    const end = calendar.during(calendar.firstDay("BOTH_WEEKS") - random.int(2, 12), random);
    this.#add(host, { mode, seats, publishedAt, fate: random.chance(UNPUBLISHED) && end > publishedAt ? { to: "UNPUBLISHED", at: end } : null }, ids, random);
    return seats;
  }

  #leaveBeside(host: Host, registered: Seconds, ids: Ids, random: Random): void {
    const status = random.weighted(BESIDE);
    const publishedAt = status === "DRAFT" ? null : registered + random.int(60, 7_200);
    const fate = status === "DRAFT" ? null : { to: status, at: publishedAt! + random.int(1, 20) * 3_600 };
    this.#add(host, { mode: "INDIVIDUAL", seats: random.int(1, 3), publishedAt, fate }, ids, random);
    this.offers.at(-1)!.left = 0;
  }

  #add(host: Host, offer: Pick<Offer, "mode" | "seats" | "publishedAt" | "fate">, ids: Ids, random: Random): void {
    const previous = this.offers.at(-1);
    const number = previous?.host === host ? previous.number + 1 : 1;
    this.offers.push({ ...offer, id: ids.next("offer", offer.publishedAt ?? host.registeredAt), host, number, text: random.pick(host.trade.offers), period: random.weighted(PERIODS), left: offer.seats, taken: 0, lastTakenAt: 0 });
  }

  /** Four in five before the students come, and the others in the two months after, while there are searches. */
  #day({ offersOpen, studentsOpen, searchedBy }: Calendar, random: Random): Day {
    return random.chance(0.8) ? random.int(offersOpen, studentsOpen - 1) : random.int(studentsOpen, Math.max(studentsOpen, Math.min(studentsOpen + 55, searchedBy)));
  }
}

/** Exponential: half of them nearer than two thirds of it. */
export function around({ latitude, longitude }: Coordinates, meanKm: number, random: Random): Coordinates {
  const [radius, angle] = [-meanKm * Math.log(1 - random.next()), 2 * Math.PI * random.next()];
  return { latitude: latitude + (radius * Math.sin(angle)) / 111.2, longitude: longitude + (radius * Math.cos(angle)) / (111.2 * Math.cos((latitude * Math.PI) / 180)) };
}

export const kmBetween = (a: Coordinates, b: Coordinates): number => Math.round(distanceKm(a, b) * 10) / 10;
