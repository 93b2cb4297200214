import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { distanceKm } from "@stages/kernel/geography.ts";
import { meet, type Period } from "@stages/kernel/period.ts";
import type { Applications, Outcome } from "./applying.ts";
import { daysBetween, during } from "./timeline.ts";
import type { CandidatureStatus, WorldCandidature, WorldOffer, WorldStudent } from "./world-types.ts";

/** What one student has been through: outcomes and, where it matters, periods that must not meet. */
type Scenario = readonly (readonly [outcome: Outcome, periods?: readonly Period[]])[];

const W1 = ["WEEK_1"] as const;
const W2 = ["WEEK_2"] as const;
const BOTH = ["BOTH_WEEKS"] as const;

/** A confirmed stage comes first in its scenario: a superseded candidature follows the one that superseded it. */
const SCENARIOS: readonly (readonly [Scenario, number])[] = [
  [[], 50],
  [[["SUBMITTED"]], 7],
  [[["READ"]], 3],
  [[["SUBMITTED"], ["READ"]], 3],
  [[["REFUSED"], ["SUBMITTED"]], 3],
  [[["EXPIRED"], ["SUBMITTED"]], 3],
  [[["EXPIRED"], ["REFUSED"], ["READ"]], 2],
  [[["WITHDRAWN"]], 1],
  [[["WITHDRAWN"], ["SUBMITTED"]], 1],
  [[["LAPSED"], ["SUBMITTED"]], 1],
  [[["ACCEPTED"]], 3],
  [[["ACCEPTED", W1], ["READ", W2]], 1],
  [[["CONFIRMED", BOTH]], 8],
  [[["CONFIRMED", W1]], 3],
  [[["CONFIRMED", W2], ["SUBMITTED", W1]], 2],
  [[["CONFIRMED", W1], ["CONFIRMED", W2]], 4],
  [[["CONFIRMED", BOTH], ["SUPERSEDED"], ["REFUSED"]], 3],
  [[["CONFIRMED", W1], ["SUPERSEDED"], ["ACCEPTED", W2]], 1],
  [[["CANCELLED_BY_HOST"], ["SUBMITTED"]], 1],
];

/** Every edition that is over knows ends only. */
const PAST_SCENARIOS: readonly (readonly [Scenario, number])[] = [
  [[], 1],
  [[["CONFIRMED", BOTH]], 7],
  [[["CONFIRMED", W1], ["CONFIRMED", W2]], 3],
  [[["CONFIRMED", BOTH], ["SUPERSEDED"], ["EXPIRED"]], 2],
  [[["REFUSED"], ["EXPIRED"]], 1],
  [[["WITHDRAWN"], ["LAPSED"]], 1],
];

/** Few travel further in these years of school: over it an offer is not looked at, 10 km is already a notice. */
const FURTHEST_KM = 42;
/** Of latitude, each of 111 km: sets most offers aside before any distance is computed. */
const DEGREES_OF_FURTHEST = FURTHEST_KM / 111;

/** A student looks at the nearest that fit. */
const CHOICES = 25;

/** Lets each student who has not applied yet live one of the scenarios, as far as there are offers and seats nearby. */
export function makeCandidatures(applications: Applications, students: readonly WorldStudent[], offers: readonly WorldOffer[], edition: "RUNNING" | "PAST"): void {
  const { random } = applications;
  const busy = new Set(applications.all.map(({ studentId }) => studentId));
  for (const student of students) {
    const scenario = random.weighted(edition === "RUNNING" ? SCENARIOS : PAST_SCENARIOS);
    if (scenario.length === 0 || busy.has(student.id)) continue;
    const nearby = offersNearby(student, offers);
    const mine: WorldCandidature[] = [];
    for (const [outcome, periods] of scenario) {
      const made = applyNearby(applications, student, nearby, outcome, periods, mine);
      if (made) mine.push(made);
    }
  }
}

/** From the nearest on. */
export function offersNearby(student: WorldStudent, offers: readonly WorldOffer[]): readonly WorldOffer[] {
  return offers
    .filter(({ place }) => Math.abs(place.latitude - student.home.latitude) < DEGREES_OF_FURTHEST)
    .map((offer) => ({ offer, km: distanceKm(student.home, offer.place) }))
    .filter(({ km }) => km <= FURTHEST_KM)
    .sort((a, b) => a.km - b.km)
    .map(({ offer }) => offer);
}

export function applyNearby(
  applications: Applications,
  student: WorldStudent,
  nearby: readonly WorldOffer[],
  outcome: Outcome,
  periods: readonly Period[] | undefined,
  mine: readonly WorldCandidature[],
): WorldCandidature | null {
  const { random } = applications;
  const confirmed = mine.filter(({ status }) => status === "CONFIRMED");
  const superseding = outcome === "SUPERSEDED" ? confirmed[0] : undefined;
  if (outcome === "SUPERSEDED" && !superseding) return null;
  const submittedAt = superseding ? shortlyBefore(superseding, applications) : applications.submissionFor(outcome);
  if (!submittedAt) return null;
  const fits = (offer: WorldOffer) =>
    (!periods || periods.includes(offer.period)) &&
    (superseding ? meet(superseding.period, offer.period) : !mustStayApart(outcome) || !mine.some((other) => mustStayApart(other.status) && meet(other.period, offer.period))) &&
    applications.canApply(student, offer, outcome, submittedAt);
  const choices: WorldOffer[] = [];
  for (const offer of nearby) if (choices.length < CHOICES && fits(offer)) choices.push(offer);
  if (choices.length === 0) return null;
  // The nearer, the more often.
  const offer = random.weighted(choices.map((choice, rank) => [choice, 1 / (rank + 4)] as const));
  const supersededAt = superseding?.history.at(-1)!.at;
  return applications.add({ student, offer, outcome, submittedAt, supersededAt });
}

/** Two of these never meet in one week: what is promised for it, and what still asks for it. */
const mustStayApart = (status: CandidatureStatus) =>
  status === "CONFIRMED" || status === "ACCEPTED" || status === "SUBMITTED" || status === "READ";

/** A candidature still alive when the other was confirmed: sent in the fortnight before. Null when there was no time. */
function shortlyBefore(confirmed: WorldCandidature, { campaign, random }: Applications): Temporal.Instant | null {
  const confirmedOn = civilDateOf(confirmed.history.at(-1)!.at);
  const room = Math.min(12, daysBetween(campaign.studentsOpenOn, confirmedOn));
  return room < 1 ? null : during(confirmedOn.subtract({ days: random.int(1, room) }), random);
}
