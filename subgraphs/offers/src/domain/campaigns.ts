import type { Actor } from "@stages/kernel/actor.ts";
import { type Campaign, firstDayOf, isOver } from "@stages/kernel/campaign.ts";
import { inFrench, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import { type Period, PERIODS } from "@stages/kernel/period.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";

/** The periods that have not begun before today: what can still be offered and found. */
export function periodsLeft(campaign: Campaign, today: Temporal.PlainDate): readonly Period[] {
  return PERIODS.filter((period) => isOnOrBefore(today, firstDayOf(campaign, period)));
}

/** Hosts publish ahead of the students, from the campaign's own date until its weeks are over. */
export function refusalsForHosts(campaign: Campaign, today: Temporal.PlainDate): readonly Refusal[] {
  if (!isOnOrBefore(campaign.offersOpenOn, today)) return [refuse("OFFERS_NOT_OPEN", { opensOn: inFrench(campaign.offersOpenOn) })];
  return isOver(campaign, today) ? [refuse("CAMPAIGN_ENDED")] : [];
}

export function isOpenToStudents(campaign: Campaign, today: Temporal.PlainDate): boolean {
  return isOnOrBefore(campaign.studentsOpenOn, today);
}

/** Those for whom the catalogue has an opening date: students, and families who would look for them. */
export function awaitsOpening(actor: Actor): boolean {
  return actor.role === "STUDENT" || actor.role === "LEGAL_REPRESENTATIVE";
}

export function refusalsToSearch(campaign: Campaign, actor: Actor, today: Temporal.PlainDate): readonly Refusal[] {
  if (!awaitsOpening(actor) || isOpenToStudents(campaign, today)) return [];
  return [refuse("STUDENTS_NOT_OPEN", { opensOn: inFrench(campaign.studentsOpenOn) })];
}
