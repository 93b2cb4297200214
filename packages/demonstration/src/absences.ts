import { CIVIL_ZONE } from "@stages/kernel/civil-time.ts";
import type { Random } from "./random.ts";
import type { WorldAbsence, WorldConvention, WorldStaffMember, WorldTutor } from "./world-types.ts";

const CASES = [
  { kind: "ILLNESS", comment: "L'élève nous a prévenus ce matin : fièvre.", cause: "Maladie, certificat remis par la famille." },
  { kind: "ABSENCE", comment: "L'élève ne s'est pas présenté à 9 h.", cause: "Panne de bus, arrivée à 10 h 30." },
  { kind: "ABSENCE", comment: "Pas de nouvelles depuis ce matin.", cause: "Convocation administrative, justifiée par la famille." },
  { kind: "ILLNESS", comment: "L'élève a été raccompagné à midi par sa famille.", cause: "Malaise léger, repos d'un jour." },
] as const;

/** A few chains of a past campaign, each step in time: one case a convention, from the tutor to the closing. */
export function makeAbsences(
  conventions: readonly WorldConvention[],
  tutors: readonly WorldTutor[],
  staff: (uai: string) => readonly WorldStaffMember[],
  random: Random,
): readonly WorldAbsence[] {
  return CASES.flatMap((told, rank) => {
    const convention = conventions[rank];
    if (!convention?.host || !convention.school) return [];
    const { timetable, tutor } = convention.host;
    const { date: day, start } = random.pick(timetable);
    const reportedAt = day.toZonedDateTime({ timeZone: CIVIL_ZONE, plainTime: start }).toInstant().add({ minutes: random.int(10, 40) });
    const relayedAt = reportedAt.add({ minutes: random.int(3, 14) });
    const informedAt = relayedAt.add({ minutes: random.int(4, 28) });
    const adviser = staff(convention.schoolUai).find((member) => member.function === "EDUCATION_ADVISER")!.personId;
    return [{
      id: random.id("absence", reportedAt),
      conventionId: convention.id,
      day,
      kind: told.kind,
      reported: { at: reportedAt, by: tutors.find(({ email }) => email === tutor.email)!.personId, comment: told.comment },
      relayed: { at: relayedAt, by: convention.school.referentTeacherId },
      familyInformed: { at: informedAt, by: adviser },
      closed: { at: informedAt.add({ minutes: random.int(60, 300) }), by: adviser, cause: told.cause },
    }];
  });
}
