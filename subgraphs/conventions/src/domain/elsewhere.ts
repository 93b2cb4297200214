import { type Actor, worksAtSchool } from "@stages/kernel/actor.ts";
import { type Campaign, lastDayOf } from "@stages/kernel/campaign.ts";
import { isOnOrBefore } from "@stages/kernel/civil-time.ts";
import type { ConventionId, HostId } from "@stages/kernel/ids.ts";
import { type Period, weeksOf } from "@stages/kernel/period.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { parseSiret } from "@stages/kernel/siret.ts";
import { refusalsOfEmail, refusalsOfText } from "@stages/kernel/text.ts";
import { type Convention, type DraftConvention, type HostParty, open } from "./convention.ts";
import { LIVE } from "./lifecycle.ts";
import type { Student } from "./people.ts";

/** A stage that a student found outside of the platform, as the school writes it down; also abroad (FAQ: the same model). */
export interface FoundElsewhere {
  readonly period: Period;
  readonly host: WrittenHost;
}

export interface WrittenHost {
  readonly legalName: string;
  readonly siret: string | null;
  readonly country: string | null;
  readonly address: string;
  /** Who gets a personal link to fill and sign; null where nobody is to. */
  readonly representative: { readonly name: string; readonly email: string } | null;
}

/** The head, or a teacher who helps the student: as a booking is made. */
export const opensFor = (actor: Actor, schoolUai: Student["schoolUai"]): boolean =>
  (actor.role === "SCHOOL_HEAD" || actor.role === "REFERENT_TEACHER") && worksAtSchool(actor, schoolUai);

export function refusalsToOpen({ period }: FoundElsewhere, theirs: readonly Pick<Convention, "status" | "period">[], campaign: Campaign, today: Temporal.PlainDate): readonly Refusal[] {
  const weeks = weeksOf(period);
  const meets = theirs.some((other) => LIVE.includes(other.status) && weeksOf(other.period).some((week) => weeks.includes(week)));
  return [
    ...(isOnOrBefore(today, lastDayOf(campaign, period)) ? [] : [refuse("STAGE_OVER", "period")]),
    ...(meets ? [refuse("CONVENTION_SAME_WEEKS", "period")] : []),
  ];
}

const COUNTRIES = new Intl.DisplayNames("fr", { type: "region", fallback: "none" });
/** By ISO 3166-1; the French territories overseas are France. */
const isAbroad = (code: string) => /^[A-Z]{2}$/.test(code) && code !== "FR" && COUNTRIES.of(code) !== undefined;

export function refusalsOfHost({ legalName, siret, country, address, representative }: WrittenHost): readonly Refusal[] {
  return [
    ...refusalsOfText(legalName, 200, "host.legalName"),
    ...refusalsOfText(address, 300, "host.address"),
    ...refusalsOfIdentity(siret, country),
    ...(representative ? [...refusalsOfText(representative.name, 150, "host.representative.name"), ...refusalsOfEmail(representative.email, "host.representative.email")] : []),
  ];
}

/** In France a SIRET; abroad a country, and none. */
function refusalsOfIdentity(siret: string | null, country: string | null): readonly Refusal[] {
  if (country !== null && country !== "FR") {
    if (!isAbroad(country)) return [refuse("UNKNOWN_COUNTRY", { value: country.slice(0, 20) }, "host.country")];
    return siret === null ? [] : [refuse("SIRET_ABROAD", "host.siret")];
  }
  return parseSiret(siret ?? "") ? [] : [refuse("INVALID_SIRET", { value: (siret ?? "").slice(0, 40) }, "host.siret")];
}

export interface OpeningFrame {
  readonly id: ConventionId;
  readonly student: Student;
  /** Of the platform's, the one that has this SIRET; null where nobody manages it. */
  readonly known: HostId | null;
  /** For a host that the platform does not know. */
  readonly newHostId: HostId;
  readonly now: Temporal.Instant;
}

/** Confirmed as it opens: who found the stage has agreed to it. */
export function openFound({ period, host }: FoundElsewhere, { id, student, known, newHostId, now }: OpeningFrame): DraftConvention {
  const { id: studentId, schoolUai, academy, campaignId } = student;
  const opened = open({ id, origin: "SCHOOL", candidatureId: null, offerId: null, hostId: known ?? newHostId, studentId, schoolUai, academy, campaignId, period, openedAt: now });
  return { ...opened, confirmedAt: now, hostParty: known ? null : hostPartyOf(host) };
}

function hostPartyOf({ legalName, siret, country, address }: WrittenHost): HostParty {
  const abroad = country !== null && country !== "FR";
  return { legalName: legalName.trim(), siret: abroad ? null : parseSiret(siret ?? ""), country: abroad ? country : null, address: address.trim() };
}
