import type { ActorOf, Role } from "@stages/kernel/actor.ts";
import { type Campaign, SETTINGS_OF_2024 } from "@stages/kernel/campaign.ts";
import type { CandidatureId, ConventionId, DocumentId, HostId, OfferId, PersonId, StudentId } from "@stages/kernel/ids.ts";
import { idFromUuid } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import type { Amendment } from "./amendment.ts";
import type { Convention, FrozenDocument, HostPart, Parties, SchoolPart } from "./convention.ts";
import type { Status } from "./lifecycle.ts";
import type { Day, Timetable } from "./presence.ts";

/** Made-up facts for tests, each with what may differ. */

const uuid = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, "0")}`;

export const CONVENTION: ConventionId = idFromUuid("convention", uuid(1));
export const HOST: HostId = idFromUuid("host", uuid(2));
export const STUDENT: StudentId = idFromUuid("student", uuid(3));
export const OFFER: OfferId = idFromUuid("offer", uuid(4));
export const CANDIDATURE: CandidatureId = idFromUuid("candidature", uuid(5));
export const DOCUMENT: DocumentId = idFromUuid("document", uuid(6));
export const SCHOOL = "0190001Y" as Uai;
export const TEACHER: PersonId = idFromUuid("person", uuid(10));
export const person = (n: number): PersonId => idFromUuid("person", uuid(100 + n));

export const day = (date: string, ...slots: readonly (readonly [string, string])[]): Day => ({
  date: Temporal.PlainDate.from(date),
  slots: (slots.length > 0 ? slots : [["09:00", "12:00"], ["13:30", "17:00"]] as const).map(([from, to]) => ({
    from: Temporal.PlainTime.from(from!),
    to: Temporal.PlainTime.from(to!),
  })),
});

export const aWeek = (monday: string): Timetable =>
  [0, 1, 2, 3, 4].map((n) => day(Temporal.PlainDate.from(monday).add({ days: n }).toString()));

export const aHostPart = (over: Partial<HostPart> = {}): HostPart => ({
  representative: { name: "Anne Delmas", function: "gérante" },
  tutor: { name: "Paul Roche", function: "chef d'atelier", email: "paul.roche@atelier.example", phone: null },
  timetable: aWeek("2027-06-14"),
  activities: "Découverte de l'atelier et observation des métiers.",
  objectives: null,
  place: "2 rue des Tilleuls, 19000 Tulle",
  lunch: null,
  transport: null,
  lodging: null,
  ...over,
});

export const aSchoolPart = (over: Partial<SchoolPart> = {}): SchoolPart => ({
  referentTeacherId: TEACHER,
  liabilityInsurance: { insurer: "Mutuelle des lycéens", policyNumber: "A-1234" },
  adjustments: null,
  legalRepresentatives: [],
  ...over,
});

const aDocument: FrozenDocument = { id: DOCUMENT, kind: "CONVENTION", content: "{}", sha256: "0".repeat(64), frozenAt: Temporal.Instant.from("2027-05-10T08:00:00Z") };

const parties: Parties = {
  id: CONVENTION,
  origin: "CANDIDATURE",
  candidatureId: CANDIDATURE,
  offerId: OFFER,
  hostId: HOST,
  studentId: STUDENT,
  schoolUai: SCHOOL,
  academy: "22",
  campaignId: "2027",
  period: "WEEK_1",
  openedAt: Temporal.Instant.from("2027-05-01T08:00:00Z"),
};

/** A convention in that status, with what the status requires. */
export function aConvention(status: Status = "DRAFT", over: Partial<Convention> = {}): Convention {
  const confirmedAt = Temporal.Instant.from("2027-05-02T08:00:00Z");
  const parts: Record<Status, object> = {
    DRAFT: { hostPart: null, schoolPart: null, document: null },
    RETURNED: { hostPart: aHostPart(), schoolPart: null, document: null },
    HOST_COMPLETED: { hostPart: aHostPart(), schoolPart: null, document: null },
    VALIDATED: { hostPart: aHostPart(), schoolPart: aSchoolPart(), document: aDocument },
    SIGNING: { hostPart: aHostPart(), schoolPart: aSchoolPart(), document: aDocument },
    SIGNED: { hostPart: aHostPart(), schoolPart: aSchoolPart(), document: aDocument },
    COMPLETED: { hostPart: aHostPart(), schoolPart: aSchoolPart(), document: aDocument },
    INTERRUPTED: { hostPart: aHostPart(), schoolPart: aSchoolPart(), document: aDocument },
    CANCELLED: { hostPart: null, schoolPart: null, document: null },
  };
  return { ...parties, status, confirmedAt, reason: null, hostParty: null, draft: null, presenceRulesVersion: "hostPart" in parts[status] && parts[status].hostPart !== null ? "2024" : null, endedOn: null, endCause: null, amended: null, ...parts[status], ...over } as Convention;
}

export const anAmendment = (over: Partial<Amendment> = {}): Amendment => ({
  id: idFromUuid("amendment", uuid(7)),
  conventionId: CONVENTION,
  status: "PROPOSED",
  rank: null,
  documentId: null,
  changes: { place: "5 quai Baluze, 19000 Tulle" },
  reason: "L'atelier déménage.",
  proposedAt: Temporal.Instant.from("2027-05-18T08:00:00Z"),
  proposedBy: person(3),
  agreedAt: null,
  signedAt: null,
  abandonedAt: null,
  ...over,
});

export const ACTORS = {
  student: { role: "STUDENT", personId: person(1), studentId: STUDENT, schoolUai: SCHOOL },
  representative: { role: "LEGAL_REPRESENTATIVE", personId: person(2), studentIds: [STUDENT] },
  otherRepresentative: { role: "LEGAL_REPRESENTATIVE", personId: person(12), studentIds: [STUDENT] },
  host: { role: "HOST_MANAGER", personId: person(3), hostIds: [HOST] },
  tutor: { role: "TUTOR", personId: person(4), email: "Paul.Roche@atelier.example" },
  head: { role: "SCHOOL_HEAD", personId: person(5), schoolUais: [SCHOOL] },
  teacher: { role: "REFERENT_TEACHER", personId: TEACHER, schoolUais: [SCHOOL] },
  otherTeacher: { role: "REFERENT_TEACHER", personId: person(6), schoolUais: [SCHOOL] },
  adviser: { role: "EDUCATION_ADVISER", personId: person(7), schoolUais: [SCHOOL] },
  rectorat: { role: "RECTORAT", personId: person(8), academies: ["22"], departments: [] },
  dasen: { role: "RECTORAT", personId: person(10), academies: [], departments: ["19"] },
  otherDasen: { role: "RECTORAT", personId: person(11), academies: [], departments: ["87"] },
  ministry: { role: "MINISTRY", personId: person(9) },
  anonymous: { role: "ANONYMOUS" },
} as const satisfies Record<string, ActorOf<Role>>;

export const aCampaign: Campaign = {
  id: "2027",
  label: "Campagne 2027",
  offersOpenOn: Temporal.PlainDate.from("2026-09-01"),
  studentsOpenOn: Temporal.PlainDate.from("2026-10-05"),
  weeks: {
    1: { firstDay: Temporal.PlainDate.from("2027-06-14"), lastDay: Temporal.PlainDate.from("2027-06-18") },
    2: { firstDay: Temporal.PlainDate.from("2027-06-21"), lastDay: Temporal.PlainDate.from("2027-06-25") },
  },
  ...SETTINGS_OF_2024,
};
