import type { AmendmentContent, AttestationContent, ConventionContent } from "./content.ts";
import { SAMPLE_AMENDMENT, SAMPLE_ATTESTATION, SAMPLE_CONVENTION } from "./samples.ts";

/** Everything as long as the rules of the domain let it be, and longer: what a page must hold all the same. */
const words = (length: number) => "Accompagner l'équipe au quotidien ; observer, noter, demander : c'est ainsi qu'on apprend. ".repeat(Math.ceil(length / 88)).slice(0, length).trim();
const NAME = "Marie-Antoinette-Élisabeth de La Rochefoucauld-Montmorency d'Entremont";
const EMAIL = `${"prenom.compose-de-famille.tres.long".repeat(2)}@structure-d-accueil-au-nom-interminable.example`;
const FUNCTION = "responsable adjointe de la coordination des partenariats et de l'accueil des publics scolaires";

const LONG_PARTIES = {
  student: { firstName: "Marie-Antoinette Élisabeth Joséphine", lastName: "de La Rochefoucauld-Montmorency", birthDate: "2012-01-31", className: "2de générale et technologique, section européenne n° 12" },
  school: {
    uai: "0190034M",
    name: "Lycée général, technologique et professionnel des métiers de l'hôtellerie et du tourisme Marguerite-Yourcenar-et-Simone-Veil",
    address: "Rond-point de l'Agriculture et de l'Environnement, bâtiment administratif, 3e étage, BP 90314, 19011 Tulle Cedex",
    head: { name: NAME },
  },
  host: {
    legalName: "Société coopérative d'intérêt collectif pour la valorisation des patrimoines industriels et naturels du haut pays de Corrèze",
    siret: null,
    country: "BE",
    address: "Avenue des Communautés européennes 1245, boîte 17, bâtiment C, Woluwe-Saint-Lambert, 1200 Bruxelles",
    representative: { name: NAME, function: FUNCTION },
  },
} as const;

export const LONGEST_CONVENTION: ConventionContent = {
  ...SAMPLE_CONVENTION,
  ...LONG_PARTIES,
  legalRepresentatives: [
    { name: NAME, phone: "+32471234567" },
    { name: NAME, phone: "0033612345678" },
  ],
  tutor: { name: NAME, function: FUNCTION, email: EMAIL, phone: "0612345678" },
  referentTeacher: { name: NAME, email: EMAIL, phone: "0612345678" },
  place: LONG_PARTIES.host.address,
  timetable: SAMPLE_CONVENTION.timetable.map(({ date }) => ({
    date,
    slots: [{ from: "08:15", to: "09:45" }, { from: "10:15", to: "11:45" }, { from: "13:15", to: "14:45" }, { from: "15:15", to: "17:15" }],
  })),
  activities: words(500),
  objectives: words(500),
  lunch: words(300),
  transport: words(300),
  lodging: words(300),
  adjustments: words(1_000),
  insurance: { insurer: LONG_PARTIES.host.legalName, policyNumber: "RC/2026-2027/0190034M/448812-448813-448814" },
  offerTitle: words(150),
};

export const SHORTEST_CONVENTION: ConventionContent = {
  ...SAMPLE_CONVENTION,
  legalRepresentatives: [],
  tutor: { ...SAMPLE_CONVENTION.tutor, phone: null },
  referentTeacher: { ...SAMPLE_CONVENTION.referentTeacher, phone: null },
  period: "WEEK_1",
  lastDay: SAMPLE_CONVENTION.firstDay,
  timetable: [{ date: SAMPLE_CONVENTION.firstDay, slots: [{ from: "09:00", to: "12:00" }] }],
  activities: "Voir.",
  objectives: null,
  lunch: null,
  transport: null,
  lodging: null,
  adjustments: null,
  offerTitle: null,
};

export const LONGEST_AMENDMENT: AmendmentContent = {
  ...SAMPLE_AMENDMENT,
  ...LONG_PARTIES,
  rank: 12,
  reason: words(1_000),
  changes: Array.from({ length: 12 }, (_, i) => ({ field: `field${i}`, label: "Aménagements pour l'élève", before: i === 0 ? "" : words(500), after: i === 1 ? "" : words(500) })),
};

export const LONGEST_ATTESTATION: AttestationContent = {
  ...SAMPLE_ATTESTATION,
  ...LONG_PARTIES,
  tutor: { name: NAME, function: FUNCTION },
  days: SAMPLE_CONVENTION.timetable.map(({ date }) => ({ date, minutes: 405, note: words(200) })),
  totalDays: 10,
  totalMinutes: 4_050,
  activities: words(500),
};

