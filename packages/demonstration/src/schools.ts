import { parseUai, uaiChecksum } from "@stages/kernel/uai.ts";
import { communeOf } from "./communes.ts";
import { addressLine, adultName, inGender, type Name, phoneFor, slugOf } from "./names.ts";
import type { PersonaName } from "./personas.ts";
import type { Persons } from "./persons.ts";
import { type Random, randomStream } from "./random.ts";
import type { Grant, StaffFunction, WorldSchool, WorldStaffMember } from "./world-types.ts";

/** Académie, INSEE code of the commune, name: real communes, invented lycées. The first is the personas'. */
const SCHOOLS = `
22|19272|Marie-de-Ventadour
22|19031|des Trois-Provinces
22|19275|du Plateau-Vert
22|87085|Suzanne-Émailleur
22|87154|des Gantiers
22|23096|de la Tapisserie
24|94028|Olympe-du-Lac
24|93066|des Canaux
24|77288|de la Brie-Fleurie
24|94080|des Beaux-Hêtres
24|93048|des Murs-à-Pêches
24|77305|des Deux-Rivières
10|69387|des Quais-du-Rhône
10|69266|de la Soie-Sauvage
10|42218|des Rubaniers
10|01053|des Étangs-de-Bresse
10|69264|des Pierres-Dorées
10|42207|de la Vallée-du-Gier
14|35238|des Trois-Écluses
14|29019|de la Rade
14|56121|des Embruns
14|22278|de la Baie-Blanche
14|35288|des Malouinières
14|29232|de la Faïencerie
`;

const SUBJECTS = ["de lettres", "d'histoire-géographie", "de mathématiques", "de physique-chimie", "d'anglais", "de sciences économiques et sociales", "d'EPS", "de SVT"];

const PERSONAS: Record<string, Partial<Record<StaffFunction, PersonaName>>> = {
  "19272": { SCHOOL_HEAD: "school-head", TEACHER: "referent-teacher", EDUCATION_ADVISER: "education-adviser" },
  "94028": { SCHOOL_HEAD: "other-school-head" },
};

const PERSONA_NAMES: Partial<Record<PersonaName, Name>> = {
  "school-head": { firstName: "Hélène", lastName: "Bordas", female: true },
  "referent-teacher": { firstName: "Olivier", lastName: "Peyrat", female: false },
  "education-adviser": { firstName: "Nadia", lastName: "Benali", female: true },
  "other-school-head": { firstName: "Philippe", lastName: "Costa", female: false },
};

export interface Schooling {
  readonly schools: readonly WorldSchool[];
  readonly staff: readonly WorldStaffMember[];
}

export function makeSchools(seed: number, persons: Persons): Schooling {
  const random = randomStream(seed, "schools");
  const schools = SCHOOLS.trim().split("\n").map((line, rank) => schoolFrom(line, rank, random));
  return { schools, staff: schools.flatMap((school) => staffOf(school, random, persons)) };
}

function schoolFrom(line: string, rank: number, random: Random): WorldSchool {
  const [academy, communeCode, called] = line.split("|") as [string, string, string];
  const commune = communeOf(communeCode);
  const departmentCode = communeCode.slice(0, 2);
  // No real UAI of these départements goes beyond 5 100.
  const digits = `0${departmentCode}${9001 + rank}`;
  const domain = `lycee-${slugOf(called)}.example`;
  return {
    ...commune,
    addressLine: addressLine(random),
    uai: parseUai(`${digits}${uaiChecksum(digits)}`)!,
    name: `Lycée ${called} (démonstration)`,
    sector: rank % 6 === 4 ? "PRIVATE" : "PUBLIC",
    departmentCode,
    academy,
    schoolLife: { email: `vie-scolaire@${domain}`, phone: phoneFor(domain, "OFFICE") },
  };
}

function staffOf(school: WorldSchool, random: Random, persons: Persons): WorldStaffMember[] {
  const domain = school.schoolLife.email.split("@")[1]!;
  const appoint = (fn: StaffFunction, titles: string, grants: readonly Grant[], rank = 0): WorldStaffMember => {
    const persona = rank === 0 ? PERSONAS[school.communeCode]?.[fn] : undefined;
    const name = (persona && PERSONA_NAMES[persona]) ?? adultName(random);
    const person = persons.add({ name, domain, grants, phone: "OFFICE", persona });
    return { personId: person.id, schoolUai: school.uai, function: fn, title: inGender(titles, name.female) };
  };
  const schoolUais = [school.uai];
  const teacher = (rank: number) => {
    const subject = random.pick(SUBJECTS);
    return appoint("TEACHER", `Professeur ${subject}|Professeure ${subject}`, [{ role: "REFERENT_TEACHER", schoolUais }], rank);
  };
  return [
    appoint("SCHOOL_HEAD", "Proviseur|Proviseure", [{ role: "SCHOOL_HEAD", schoolUais }]),
    ...Array.from({ length: random.int(4, 6) }, (_, rank) => teacher(rank)),
    appoint("EDUCATION_ADVISER", "Conseiller principal d'éducation|Conseillère principale d'éducation", [{ role: "EDUCATION_ADVISER", schoolUais }]),
    // The platform has no role for the school life office: it is written to, and acts through the CPE.
    appoint("SCHOOL_LIFE", "Assistant d'éducation|Assistante d'éducation", []),
  ];
}
