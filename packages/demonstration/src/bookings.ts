import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { distanceKm } from "@stages/kernel/geography.ts";
import type { Applications } from "./applying.ts";
import type { Random } from "./random.ts";
import { dayBetween, during, isBefore } from "./timeline.ts";
import type { WorldOffer, WorldStaffMember, WorldStudent } from "./world-types.ts";

/** A coach takes a group further than a student travels alone. */
const FURTHEST_KM = 60;
const BOOKED = 0.6;
const CANCELLED = 0.08;

/** Lets heads book some of the group offers for students of one class who have nothing yet. */
export function makeBookings(applications: Applications, students: readonly WorldStudent[], offers: readonly WorldOffer[], staff: readonly WorldStaffMember[], random: Random): void {
  const busy = new Set(applications.all.map(({ studentId }) => studentId));
  const heads = new Map(staff.filter((post) => post.function === "SCHOOL_HEAD").map(({ schoolUai, personId }) => [schoolUai, personId]));
  const classes = [...Map.groupBy(students, ({ schoolUai, className }) => `${schoolUai}/${className}`).values()];
  for (const offer of offers) {
    if (offer.mode === "INDIVIDUAL" || offer.status !== "PUBLISHED" || !random.chance(BOOKED)) continue;
    const bookedAt = whenBooked(offer, applications, random);
    const isOpenTo = ({ schoolUai, home }: WorldStudent) =>
      (offer.reservedSchoolUais.length === 0 || offer.reservedSchoolUais.includes(schoolUai)) && distanceKm(home, offer.place) <= FURTHEST_KM;
    const near = classes.filter(([first]) => isOpenTo(first!));
    if (!bookedAt || near.length === 0) continue;
    const free = random.pick(near).filter(({ id }) => !busy.has(id));
    const list = free.slice(0, Math.min(random.int(2, 6), applications.seatsLeft(offer)));
    if (list.length === 0) continue;
    for (const { id } of list) busy.add(id);
    applications.book({ offer, students: list, bookedBy: heads.get(list[0]!.schoolUai)!, bookedAt, cancels: () => random.chance(CANCELLED) });
  }
}

/** After it was published and the students could enter, long enough ago for the conventions to have come some way. */
function whenBooked({ publishedAt }: WorldOffer, { campaign, today }: Applications, random: Random): Temporal.Instant | null {
  const published = civilDateOf(publishedAt!).add({ days: 1 });
  const first = isBefore(published, campaign.studentsOpenOn) ? campaign.studentsOpenOn : published;
  const last = today.subtract({ days: 12 });
  return isBefore(last, first) ? null : during(dayBetween(first, last, random), random);
}
