import type { World, WorldStudent } from "@stages/demonstration/world-types.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";

/** In every value that tells of the student or of those who go with them. */
export const MARK = "Qxplant";
/** In those of someone else of the same class. */
export const OTHER = "Qxautre";
export const LAST_NAME = `${MARK}éval`;

export interface PlantedWorld {
  readonly world: World;
  readonly student: WorldStudent;
  /** Who answers for the student's twin as well. */
  readonly mother: PersonId;
  /** Who answers for nobody else. */
  readonly father: PersonId;
  readonly twin: WorldStudent;
  readonly other: WorldStudent;
  /** Every value planted of the student, by what it is. */
  readonly planted: Readonly<Record<string, string>>;
}

/**
 * The demonstration, where the student of the personas has candidatures in several states, one of them accepted; here a
 * stage of a year before besides, signed and over, with an absence, and a second legal representative.
 */
export function plantedWorld(today: Temporal.PlainDate): PlantedWorld {
  const world = demonstrationWorld({ today });
  const student = world.students.find(({ personId, campaignId }) => personId === world.personas.student && campaignId === world.runningCampaignId)!;
  const mother = world.personas["legal-representative"];
  const twin = world.students.find(({ id }) => id !== student.id && world.legalRepresentatives.some(({ personId, studentId }) => personId === mother && studentId === id))!;
  const isClassmate = ({ id, className, schoolUai, campaignId }: WorldStudent) =>
    ![student.id, twin.id].includes(id) && className === student.className && schoolUai === student.schoolUai && campaignId === student.campaignId;
  const other = world.students.find(isClassmate)!;
  const father = newId("person");
  const past = world.absences.map(({ conventionId }) => world.conventions.find(({ id }) => id === conventionId)!).find(({ status }) => status === "COMPLETED")!;
  const planted = {
    lastName: LAST_NAME,
    email: `${MARK}.eleve@example.org`,
    phone: `${MARK} 06`,
    home: `77 rue ${MARK}`,
    father: `${MARK}-père`,
    fatherEmail: `${MARK}.pere@example.org`,
    motivation: `${MARK} motivation`,
    reason: `${MARK} motif`,
    policy: `${MARK}-police`,
    adjustments: `${MARK} aménagement`,
    comment: `${MARK} commentaire`,
    cause: `${MARK} cause`,
  };

  const persons = world.persons.map((person) => {
    if (person.id === student.personId) return { ...person, lastName: planted.lastName, email: planted.email, phone: planted.phone };
    return person.id === other.personId ? { ...person, lastName: OTHER, email: `${OTHER}@example.org` } : person;
  });
  const students = world.students.map((one) => {
    if (one.id === student.id) return { ...one, lastName: planted.lastName, home: { ...one.home, addressLine: planted.home } };
    return one.id === other.id ? { ...one, lastName: OTHER } : one;
  });
  const candidatures = world.candidatures.map((one) => {
    if (one.studentId === other.id) return { ...one, motivation: `${OTHER} motivation` };
    if (one.id === past.candidatureId) return { ...one, studentId: student.id, motivation: planted.motivation, history: one.history.map((step) => ({ ...step, reason: planted.reason })) };
    return one.studentId === student.id ? { ...one, motivation: planted.motivation } : one;
  });
  const conventions = world.conventions.map((one) => {
    if (one.id !== past.id) return one;
    return { ...one, studentId: student.id, school: { ...one.school!, adjustments: planted.adjustments, liabilityInsurance: { insurer: "MAE", policyNumber: planted.policy } } };
  });
  const absences = world.absences.map((one) =>
    one.conventionId === past.id ? { ...one, reported: { ...one.reported, comment: planted.comment }, closed: { ...one.closed, cause: planted.cause } } : one,
  );
  const grants = [{ role: "LEGAL_REPRESENTATIVE" as const, studentIds: [student.id] }];
  return {
    student, mother, father, twin, other, planted,
    world: {
      ...world,
      persons: [...persons, { id: father, subject: null, firstName: "Paul", lastName: planted.father, email: planted.fatherEmail, phone: `${MARK} 07`, grants }],
      students,
      legalRepresentatives: [...world.legalRepresentatives, { personId: father, studentId: student.id, relationship: "FATHER" }],
      candidatures,
      conventions,
      absences,
    },
  };
}
