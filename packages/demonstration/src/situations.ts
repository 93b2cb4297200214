import { startOf } from "@stages/kernel/civil-time.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import type { Applications, Outcome } from "./applying.ts";
import { applyNearby, offersNearby } from "./candidatures.ts";
import type { Goal } from "./conventions.ts";
import type { HostInTrade } from "./hosts.ts";
import { KNOWN_OFFERS } from "./offers.ts";
import type { PersonaName } from "./personas.ts";
import { during } from "./timeline.ts";
import type { WorldCandidature, WorldOffer, WorldStudent } from "./world-types.ts";

export interface Situations {
  /** By candidature: how far its convention must be. */
  readonly goals: ReadonlyMap<string, Goal>;
}

const FIRST_DAYS = 3;

/** Gives each persona something to do, before the others take the seats. */
export function arrangeSituations(
  applications: Applications,
  students: readonly WorldStudent[],
  offers: readonly WorldOffer[],
  [here, elsewhere]: readonly HostInTrade[],
  personas: ReadonlyMap<PersonaName, PersonId>,
): Situations {
  const goals = new Map<string, Goal>();
  const named = (persona: PersonaName) => students.find(({ personId }) => personId === personas.get(persona))!;
  const student = named("student");
  const adult = named("adult-student");
  const other = named("other-student");
  const classmates = students.filter(({ schoolUai, id }) => schoolUai === student.schoolUai && id !== student.id && id !== adult.id);
  const [twin, ...others] = classmates as [WorldStudent, ...WorldStudent[]];
  const [week1, both, week2, group] = offersOf(here!, offers) as [WorldOffer, WorldOffer, WorldOffer, WorldOffer];

  const { studentsOpenOn } = applications.campaign;
  const early = () => during(studentsOpenOn.add({ days: applications.random.int(0, FIRST_DAYS) }), applications.random);
  const apply = (who: WorldStudent, offer: WorldOffer, outcome: Outcome, goal?: Goal): WorldCandidature => {
    const submittedAt = outcome === "CONFIRMED" ? early() : applications.submissionFor(outcome);
    const made = applications.add({ student: who, offer, outcome, submittedAt });
    if (goal) goals.set(made.id, goal);
    return made;
  };
  const somewhere = (who: WorldStudent, outcome: Outcome, periods: WorldOffer["period"][], goal?: Goal) => {
    const choices = offersNearby(who, offers).filter(({ hostId, period }) => hostId !== here!.host.id && hostId !== elsewhere!.host.id && periods.includes(period));
    const free = choices.find((offer) => applications.canApply(who, offer, outcome, startOf(studentsOpenOn)));
    if (free) return apply(who, free, outcome, goal);
    // Offers published too late to have been seen in the first days.
    const made = applyNearby(applications, who, choices, outcome, periods, []);
    if (made && goal) goals.set(made.id, goal);
    return made;
  };

  // The student: one to confirm in the first week, one that confirming it will supersede, the second week free.
  apply(student, week1, "ACCEPTED", { status: "DRAFT" });
  somewhere(student, "SUBMITTED", ["WEEK_1"]);
  somewhere(student, "READ", ["WEEK_2"]);
  somewhere(student, "REFUSED", ["BOTH_WEEKS"]);
  somewhere(student, "EXPIRED", ["BOTH_WEEKS"]);

  // The legal representative: the twin's convention waits for the family alone. So does the adult student's, for himself.
  const allButFamily: Goal = { status: "SIGNING", signed: ["SCHOOL_HEAD", "HOST_MANAGER"] };
  somewhere(twin, "CONFIRMED", ["BOTH_WEEKS"], allButFamily);
  somewhere(adult, "CONFIRMED", ["WEEK_1"], allButFamily);
  somewhere(adult, "REFUSED", ["WEEK_2", "BOTH_WEEKS"]);

  // Tutor and referent teacher meet in signed conventions; the host has one to fill and three candidatures to answer.
  const rank = { next: 0 };
  const someone = () => others[rank.next++]!;
  const signed: Goal = { status: "SIGNED", referentTeacherId: personas.get("referent-teacher")! };
  apply(someone(), both, "CONFIRMED", signed);
  apply(someone(), both, "CONFIRMED", signed);
  apply(someone(), week2, "CONFIRMED", { status: "DRAFT" });
  for (const offer of [week1, both, week2]) apply(someone(), offer, "SUBMITTED");

  // The school head: to validate, to sign.
  for (let i = 0; i < 4; i++) somewhere(someone(), "CONFIRMED", ["BOTH_WEEKS"], { status: "HOST_COMPLETED" });
  for (let i = 0; i < 3; i++) somewhere(someone(), "CONFIRMED", ["BOTH_WEEKS"], { status: "VALIDATED" });
  somewhere(someone(), "CONFIRMED", ["BOTH_WEEKS"], { status: "RETURNED" });

  const book = (offer: WorldOffer, list: readonly WorldStudent[], head: PersonaName) =>
    applications.book({ offer, students: list, bookedBy: personas.get(head)!, bookedAt: early(), cancels: () => false });
  // Seats are left for another list.
  book(group, [someone(), someone()], "school-head");

  // Elsewhere: the same in small.
  const neighbours = students.filter(({ schoolUai, id }) => schoolUai === other.schoolUai && id !== other.id);
  const [, theirBoth, theirWeek2, theirGroup] = offersOf(elsewhere!, offers) as [WorldOffer, WorldOffer, WorldOffer, WorldOffer];
  apply(other, theirWeek2, "CONFIRMED", { status: "HOST_COMPLETED" });
  somewhere(other, "SUBMITTED", ["WEEK_1"]);
  apply(neighbours[0]!, theirBoth, "SUBMITTED");
  apply(neighbours[1]!, theirBoth, "CONFIRMED", { status: "VALIDATED" });
  book(theirGroup, neighbours.slice(2, 5), "other-school-head");
  return { goals };
}

function offersOf({ host }: HostInTrade, offers: readonly WorldOffer[]): readonly WorldOffer[] {
  return offers.filter(({ hostId }) => hostId === host.id).slice(0, KNOWN_OFFERS.length - 1);
}
