import { startOf } from "@stages/kernel/civil-time.ts";
import { siretFrom } from "@stages/kernel/siret.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { academyOfDepartment } from "@stages/reference/academies.ts";
import { COMMUNES, communeOf, type DemonstrationCommune } from "./communes.ts";
import { addressLine, adultName, inGender, type Name, slugOf } from "./names.ts";
import type { PersonaName } from "./personas.ts";
import { fullName, type Persons } from "./persons.ts";
import { type Random, randomStream } from "./random.ts";
import { around } from "./students.ts";
import { fillIn, type Trade } from "./trades.ts";
import { COMPANY_TRADES } from "./trades-of-companies.ts";
import { PUBLIC_TRADES } from "./trades-of-public-service.ts";
import type { HostKind, WorldHost, WorldSchool, WorldTutor } from "./world-types.ts";

/** A host with what it does, kept for the makers that follow. */
export interface HostInTrade {
  readonly host: WorldHost;
  readonly trade: Trade;
  readonly name: string;
  readonly tutors: readonly WorldTutor[];
}

/** Eighty an académie. */
const KINDS: readonly (readonly [HostKind, number])[] = [["COMPANY", 51], ["ECOLE", 10], ["ASSOCIATION", 8], ["ADMINISTRATION", 6], ["SCHOOL", 3], ["ACADEMIC_SERVICE", 2]];

const DIGITAL = COMPANY_TRADES.find(({ sector }) => sector === "J")!;

interface Known {
  readonly name: string;
  readonly communeCode: string;
  readonly manager: { readonly persona: PersonaName; readonly name: Name };
  readonly tutor?: { readonly persona: PersonaName; readonly name: Name };
}

const KNOWN: readonly Known[] = [
  {
    name: "Maumont",
    communeCode: "19272",
    manager: { persona: "host-manager", name: { firstName: "Delphine", lastName: "Chassagne", female: true } },
    tutor: { persona: "tutor", name: { firstName: "Julien", lastName: "Faure", female: false } },
  },
  {
    name: "Mont-Mesly",
    communeCode: "94028",
    manager: { persona: "other-host-manager", name: { firstName: "Karim", lastName: "Nguyen", female: false } },
  },
];

/** They come first. */
export const PERSONAS_HOSTS = KNOWN.length;

const NAMES = `Tilleuls Chênes Martin Vergne Lavande Horizon Fontaine Beaulieu Clairière Rousseau Hirondelle Lumière Delmas Bellevue
  Moulin Garance Pasquet Coquelicot Rivière Lambert Orchidée Ferrand Boréal Marchand Colibri Verdier Solstice Granger Olivier Vallon`.split(/\s+/);

export function makeHosts(seed: number, running: Campaign, schools: readonly WorldSchool[], persons: Persons): readonly HostInTrade[] {
  const random = randomStream(seed, "hosts");
  const made: HostInTrade[] = [];
  const add = (trade: Trade, name: string, commune: DemonstrationCommune, known?: Known) =>
    made.push(hostFrom({ trade, name, commune, known, rank: made.length, since: running.offersOpenOn, random, persons }));
  for (const known of KNOWN) add(DIGITAL, known.name, communeOf(known.communeCode), known);
  const towns = new Set(schools.map(({ communeCode }) => communeCode));
  const personasTowns = new Set(KNOWN.map(({ communeCode }) => communeCode));
  const weightOf = (communeCode: string) => (personasTowns.has(communeCode) ? 18 : towns.has(communeCode) ? 6 : 1);
  for (const academy of new Set(schools.map((school) => school.academy))) {
    const places = COMMUNES.filter(({ communeCode }) => academyOfDepartment(communeCode.slice(0, 2))!.code === academy);
    for (const [kind, count] of KINDS) {
      for (let i = 0; i < count; i++) {
        const trade = random.pick(kind === "COMPANY" ? COMPANY_TRADES : PUBLIC_TRADES[kind]);
        const commune = random.weighted(places.map((place) => [place, weightOf(place.communeCode)] as const));
        add(trade, random.pick(NAMES), commune);
      }
    }
  }
  return made;
}

interface Making {
  readonly trade: Trade;
  readonly name: string;
  readonly commune: DemonstrationCommune;
  readonly known: Known | undefined;
  readonly rank: number;
  readonly since: Temporal.PlainDate;
  readonly random: Random;
  readonly persons: Persons;
}

function hostFrom({ trade, name, commune, known, rank, since, random, persons }: Making): HostInTrade {
  const id = random.id("host", startOf(since));
  const legalName = `${fillIn(trade.legalName, name, commune.communeName)} (démonstration)`;
  const domain = `${slugOf(legalName.replace("(démonstration)", ""))}-${rank + 1}.example`;
  const managerName = known?.manager.name ?? adultName(random);
  const manager = persons.add({
    name: managerName,
    domain,
    phone: "OFFICE",
    persona: known?.manager.persona,
    grants: [{ role: "HOST_MANAGER", hostIds: [id] }],
  });
  const tutors = Array.from({ length: known || random.chance(0.7) ? 1 : 2 }, (): WorldTutor => {
    const tutorName = known?.tutor?.name ?? adultName(random);
    const tutor = persons.add({
      name: tutorName,
      domain,
      phone: "OFFICE",
      persona: known?.tutor?.persona,
      grants: (email) => [{ role: "TUTOR", email }],
    });
    const does = inGender(random.pick(trade.tutors), tutorName.female);
    return { hostId: id, personId: tutor.id, name: fullName(tutor), function: does, email: tutor.email, phone: tutor.phone };
  });
  const host: WorldHost = {
    ...commune,
    ...around(commune, random),
    addressLine: addressLine(random),
    id,
    siret: siretOf(rank),
    legalName,
    kind: trade.kind,
    sector: trade.sector,
    country: "FR",
    academy: academyOfDepartment(commune.communeCode.slice(0, 2))!.code,
    classes: trade.kind === "ECOLE" ? random.int(2, 11) : null,
    managerPersonId: manager.id,
    managerFunction: inGender(trade.manager, managerName.female),
  };
  return { host, trade, name, tutors };
}

/** SIREN numbers from 000 900 000 on, which INSEE gives to no one; keys as in real ones, so that they pass every check. */
function siretOf(rank: number) {
  // Leading zeros weigh nothing in Luhn's sum: the nine last digits of that are a SIREN with its key.
  const siren = siretFrom(`00000${String(900_00 + rank).padStart(8, "0")}`).slice(5);
  return siretFrom(`${siren}0001`);
}
