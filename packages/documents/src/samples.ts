import { createHash } from "node:crypto";
import { canonicalJson, sha256 } from "@stages/kernel/digest.ts";
import type { AmendmentContent, AttestationContent, ConventionContent, DocumentContent, EvidenceLine, EvidencePage } from "./content.ts";
import { frozenAt } from "./view.ts";

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
  campaign: { id: "2027", label: "Stages de seconde 2027" },
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

const SIGNATURES = [
  { capacity: "HOST_MANAGER", signerName: "Delphine Chassagne", byDelegation: false, after: 2_973, channel: "MAIL", address: "203.0.113.24" },
  { capacity: "LEGAL_REPRESENTATIVE", signerName: "Sandrine Lacombe", byDelegation: false, after: 34_339, channel: "SMS", address: "2001:db8:4a:91c2::17" },
  { capacity: "SCHOOL_HEAD", signerName: "Bernard Soulier", byDelegation: true, after: 80_354, channel: "MAIL", address: null },
] as const;

/** Of a sample that all have signed: its chain holds, its signatories never lived. An attestation is signed by the host alone. */
export function sampleEvidence(content: DocumentContent, frozen: Uint8Array): EvidencePage {
  const documentHash = createHash("sha256").update(frozen).digest("hex");
  const at = (seconds: number) => Temporal.Instant.from(frozenAt(content)).add({ seconds }).toString();
  const signatures = content.kind === "ATTESTATION" ? SIGNATURES.slice(0, 1) : SIGNATURES;
  const records: EvidenceLine[] = [];
  for (const [i, { after, ...signature }] of signatures.entries()) {
    const record = { seq: i + 1, kind: "SIGNED", ...signature, at: at(after), previousHash: records.at(-1)?.hash ?? documentHash } as const;
    records.push({ ...record, hash: sha256(canonicalJson(record)) });
  }
  return {
    documentHash,
    head: records.at(-1)!.hash,
    records,
    authority: { name: "Autorité de développement, sans valeur", isDevelopment: true },
    sealedAt: at(signatures.at(-1)!.after + 1),
    level: "B-B",
  };
}
