import type { Campaign } from "@stages/kernel/campaign.ts";
import { startOf } from "@stages/kernel/civil-time.ts";
import { type Coordinates, distanceKm } from "@stages/kernel/geography.ts";
import { COMMUNES, type DemonstrationCommune } from "./communes.ts";
import { addressLine, adultName, type Name, youngName } from "./names.ts";
import type { PersonaName } from "./personas.ts";
import type { Persons } from "./persons.ts";
import { type Random, randomStream } from "./random.ts";
import type { Place, WorldLegalRepresentative, WorldSchool, WorldStudent } from "./world-types.ts";

/** The first of a class "2de 3"; `with` says that they are children of the same representatives as the one named. */
interface Known {
  readonly persona: PersonaName | null;
  readonly name: Name;
  readonly communeCode: string;
  readonly adult?: boolean;
  readonly twinOfPrevious?: boolean;
}

const KNOWN: Record<string, readonly Known[]> = {
  "19272": [
    { persona: "student", name: { firstName: "Léa", lastName: "Vergne", female: true }, communeCode: "19272" },
    { persona: null, name: { firstName: "Tom", lastName: "Vergne", female: false }, communeCode: "19272", twinOfPrevious: true },
    { persona: "adult-student", name: { firstName: "Ibrahim", lastName: "Diallo", female: false }, communeCode: "19272", adult: true },
  ],
  "94028": [{ persona: "other-student", name: { firstName: "Yasmine", lastName: "Haddad", female: true }, communeCode: "94028" }],
};
const MOTHER_OF_STUDENT: Name = { firstName: "Claire", lastName: "Vergne", female: true };

export interface Enrolment {
  readonly students: readonly WorldStudent[];
  readonly legalRepresentatives: readonly WorldLegalRepresentative[];
}

/** About a hundred students a school for the running campaign; a few former ones for the past. */
export function makeStudents(seed: number, campaign: Campaign, schools: readonly WorldSchool[], persons: Persons, size: "CAMPAIGN" | "FEW", today: Temporal.PlainDate): Enrolment {
  const random = randomStream(seed, `students/${campaign.id}`);
  const students: WorldStudent[] = [];
  const legalRepresentatives: WorldLegalRepresentative[] = [];
  for (const school of schools) {
    const known = size === "CAMPAIGN" ? (KNOWN[school.communeCode] ?? []) : [];
    const near = COMMUNES.map((commune) => ({ commune, km: distanceKm(school, commune) })).filter(({ km }) => km <= 38);
    const count = size === "CAMPAIGN" ? random.int(88, 112) : 6;
    for (let rank = 0; rank < count; rank++) {
      const child = known[rank];
      const name = child?.name ?? youngName(random);
      const birthDate = child?.adult ? today.subtract({ years: 18, days: 120 }) : birthDateIn(campaign, random, child !== undefined);
      const twin = child?.twinOfPrevious ? students.at(-1)! : null;
      const id = random.id("student", startOf(campaign.offersOpenOn));
      const person = persons.add({
        name,
        domain: "eleves.example",
        persona: child?.persona ?? undefined,
        grants: [{ role: "STUDENT", studentId: id, schoolUai: school.uai }],
      });
      students.push({
        id,
        personId: person.id,
        campaignId: campaign.id,
        schoolUai: school.uai,
        academy: school.academy,
        firstName: name.firstName,
        lastName: name.lastName,
        birthDate: twin?.birthDate ?? birthDate,
        className: child ? "2de 3" : `2de ${random.int(1, 4)}`,
        home: twin?.home ?? homeIn(child ? near.find(({ commune }) => commune.communeCode === child.communeCode)!.commune : communeFor(near, random), random),
      });
    }
    legalRepresentatives.push(...familiesOf(students.filter(({ schoolUai }) => schoolUai === school.uai), known, random, persons));
  }
  return { students, legalRepresentatives };
}

/** At 16 in the year of the stage for most; one in a hundred is of age on its first day. */
function birthDateIn(campaign: Campaign, random: Random, usual: boolean): Temporal.PlainDate {
  const year = Number(campaign.id);
  const age = usual ? 16 : random.weighted([[16, 82], [15, 6], [17, 11], [19, 1]] as const);
  const day = new Temporal.PlainDate(year - age, 1, 1).add({ days: random.int(0, 360) });
  return day;
}

function communeFor(near: readonly { readonly commune: DemonstrationCommune; readonly km: number }[], random: Random): DemonstrationCommune {
  return random.weighted(near.map(({ commune, km }) => [commune, km < 1 ? 6 : km < 8 ? 2.5 : km < 20 ? 1 : 0.4] as const));
}

/** Up to a kilometre around the centre of the commune. */
function homeIn(commune: DemonstrationCommune, random: Random): Place {
  return { ...commune, ...around(commune, random), addressLine: addressLine(random) };
}

export function around({ latitude, longitude }: Coordinates, random: Random): Coordinates {
  const spread = () => (random.next() - 0.5) * 0.016;
  return { latitude: rounded(latitude + spread()), longitude: rounded(longitude + spread()) };
}

const rounded = (degrees: number) => Math.round(degrees * 1e5) / 1e5;

/** One or two representatives each; those of the personas' family have a persona among them. */
function familiesOf(students: readonly WorldStudent[], known: readonly Known[], random: Random, persons: Persons): WorldLegalRepresentative[] {
  const made: WorldLegalRepresentative[] = [];
  students.forEach((student, rank) => {
    if (known[rank]?.twinOfPrevious) return;
    const twin = known[rank + 1]?.twinOfPrevious ? [students[rank + 1]!] : [];
    const children = [student, ...twin];
    const studentIds = children.map(({ id }) => id);
    const add = (name: Name, persona?: PersonaName) => {
      const person = persons.add({ name, domain: "familles.example", grants: [{ role: "LEGAL_REPRESENTATIVE", studentIds }], persona });
      for (const { id: studentId } of children) made.push({ personId: person.id, studentId, relationship: name.female ? "MOTHER" : "FATHER" });
    };
    const isPersona = known[rank]?.persona === "student";
    const first = isPersona ? MOTHER_OF_STUDENT : { ...adultName(random), lastName: student.lastName };
    add(first, isPersona ? "legal-representative" : undefined);
    if (random.chance(0.55)) add(adultName(random, !first.female));
  });
  return made;
}
