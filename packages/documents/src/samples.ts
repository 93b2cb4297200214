import type { AmendmentContent, AttestationContent, ConventionContent, EvidencePage } from "./content.ts";

/** Made-up people: documents to look at, and for the tests. */
const COMMON = {
  template: 1,
  conventionId: "convention_01k0xq3v5zfh4tw9a2m7c8d1ne",
  student: { firstName: "Inès", lastName: "Lacombe", birthDate: "2011-05-03", className: "2de 4" },
  school: { uai: "0190034M", name: "Lycée Les Trois-Sources", address: "27 avenue de Ventadour, 19000 Tulle", head: { name: "Hélène Marbot" } },
  host: {
    legalName: "Maumont Numérique",
    siret: "81234567800018",
    country: "FR",
    address: "4 rue des Tanneurs, 19000 Tulle",
    representative: { name: "Delphine Chassagne", function: "directrice générale" },
  },
  firstDay: "2027-06-14",
  lastDay: "2027-06-25",
} as const;

const WEEKDAYS = ["14", "15", "16", "17", "18", "21", "22", "23", "24", "25"].map((day) => `2027-06-${day}`);
const MINUTES = 6 * 60;

export const SAMPLE_CONVENTION: ConventionContent = {
  ...COMMON,
  kind: "CONVENTION",
  documentId: "document_01k0xq7h2pe5grj3s6tb0v9y4k",
  code: "K7QF2M9TXW4RBD8H",
  campaign: { id: "2027", label: "stages de juin 2027" },
  period: "BOTH_WEEKS",
  legalRepresentatives: [
    { name: "Sandrine Lacombe", phone: "0612345678" },
    { name: "Olivier Lacombe", phone: null },
  ],
  tutor: { name: "Julien Faure", function: "chef de projet", email: "julien.faure@maumont.example", phone: "+33555123456" },
  referentTeacher: { name: "Camille Vigier", email: "camille.vigier@ac-limoges.example", phone: "0555987654" },
  place: "4 rue des Tanneurs, 19000 Tulle",
  timetable: WEEKDAYS.map((date) => ({ date, slots: [{ from: "09:00", to: "12:00" }, { from: "13:30", to: "16:30" }] })),
  activities:
    "Découverte des métiers du numérique : suivre une équipe du cahier des charges à la mise en service, assister aux réunions quotidiennes, rencontrer les clients, voir comment un site est dessiné, écrit, essayé et hébergé.",
  objectives: "Comprendre comment un projet s'organise et ce que fait chacun.",
  lunch: "Repas pris avec l'équipe, à la charge de la structure d'accueil.",
  transport: "Ligne 3 du réseau urbain, arrêt Tanneurs ; trajet à la charge de la famille.",
  lodging: null,
  insurance: { insurer: "Mutuelle des écoliers", policyNumber: "RC-2026-448812" },
  adjustments: null,
  presenceRules: {
    version: "2024",
    source: "Code du travail, articles L. 3161-1 à L. 3164-3 et D. 4153-1 à D. 4153-7 ; modèles nationaux de convention : la plus protectrice de leurs règles",
  },
  offerTitle: "Deux semaines dans une agence web",
  validatedAt: "2027-05-11T08:12:44Z",
};

export const SAMPLE_AMENDMENT: AmendmentContent = {
  ...COMMON,
  kind: "AMENDMENT",
  documentId: "document_01k1b5c8d9en2fsv6wxz3ya7hq",
  code: "P3WN6C1ZQX8JTV5G",
  rank: 1,
  amends: { documentId: SAMPLE_CONVENTION.documentId, sha256: "9f2c51b0de7344a18c06e5b72f1d98a3604be7c2d15f8a90b3e4c7d6f2a18e05", frozenAt: SAMPLE_CONVENTION.validatedAt },
  reason: "Le tuteur est en congé la seconde semaine ; une collègue le remplace, et l'équipe commence plus tôt le vendredi.",
  changes: [
    { field: "tutor", label: "Tuteur", before: "Julien Faure, chef de projet", after: "Julien Faure, chef de projet, jusqu'au 18 juin 2027 ; puis Nadia Ferrand, développeuse" },
    { field: "timetable", label: "Emploi du temps", before: "vendredi 25 juin 2027 : 9 h – 12 h, 13 h 30 – 16 h 30", after: "vendredi 25 juin 2027 : 8 h 30 – 12 h, 13 h – 15 h 30" },
  ],
  agreedAt: "2027-06-02T13:40:00Z",
};

export const SAMPLE_ATTESTATION: AttestationContent = {
  ...COMMON,
  kind: "ATTESTATION",
  documentId: "document_01k2m9r4t6vby8hcn5pqw7e1sx",
  code: "B9DT4HX2KQ7VMW1R",
  tutor: { name: "Julien Faure", function: "chef de projet" },
  days: WEEKDAYS.filter((date) => date !== "2027-06-17").map((date) => ({ date, minutes: date === "2027-06-25" ? 330 : MINUTES, note: date === "2027-06-25" ? "départ à 15 h 30, convenu par avenant" : null })),
  totalDays: 9,
  totalMinutes: 8 * MINUTES + 330,
  activities: SAMPLE_CONVENTION.activities,
  issuedAt: "2027-06-28T07:30:00Z",
};

/** The evidence of a document that all have signed, whatever it is; the hashes are made up as well. */
export const SAMPLE_EVIDENCE: EvidencePage = {
  documentHash: "5b1e7f0c83d946a2b7c5e0194f6a3d82c91b4e7705ad28f3961c0be4d7a5f318",
  head: "e40a9c7d1b5f82366ad0c3f79b18e25474c6d90fa1357be82d49f06c5b1a7e93",
  records: [
    { seq: 1, kind: "SIGNED", capacity: "HOST_MANAGER", signerName: "Delphine Chassagne", byDelegation: false, at: "2027-05-11T09:02:17Z", channel: "MAIL", address: "203.0.113.24", hash: "1c7d5e3b9a0f4826c5d7e81b3a9f60427b5c8d1e0f3a6924e7c1b5d08f4a3e62", previousHash: "5b1e7f0c83d946a2b7c5e0194f6a3d82c91b4e7705ad28f3961c0be4d7a5f318" },
    { seq: 2, kind: "SIGNED", capacity: "LEGAL_REPRESENTATIVE", signerName: "Sandrine Lacombe", byDelegation: false, at: "2027-05-11T17:45:03Z", channel: "SMS", address: "2001:db8:4a:91c2::17", hash: "7fa2c6e91d0b5384a6e7c0f2b19d4853e6a07c1b5f924d8e3c60a7b1f5d82e94", previousHash: "1c7d5e3b9a0f4826c5d7e81b3a9f60427b5c8d1e0f3a6924e7c1b5d08f4a3e62" },
    { seq: 3, kind: "SIGNED", capacity: "SCHOOL_HEAD", signerName: "Bernard Soulier", byDelegation: true, at: "2027-05-12T06:31:58Z", channel: "MAIL", address: null, hash: "e40a9c7d1b5f82366ad0c3f79b18e25474c6d90fa1357be82d49f06c5b1a7e93", previousHash: "7fa2c6e91d0b5384a6e7c0f2b19d4853e6a07c1b5f924d8e3c60a7b1f5d82e94" },
  ],
  authority: { name: "Autorité de développement des stages de seconde", isDevelopment: true },
  sealedAt: "2027-05-12T06:31:59Z",
  level: "B-B",
};
