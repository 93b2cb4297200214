import type { ActorOf } from "@stages/kernel/actor.ts";
import { type Campaign, SETTINGS_OF_2024 } from "@stages/kernel/campaign.ts";
import type { HostId, OfferId, PersonId, StudentId } from "@stages/kernel/ids.ts";
import { newId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import type { Offer, Student } from "./apply.ts";
import type { Candidature } from "./candidature.ts";
import { type Status, WAITING } from "./lifecycle.ts";

/** What the tests of this subgraph speak about. */

const date = (text: string) => Temporal.PlainDate.from(text);

export const CAMPAIGN: Campaign = {
  id: "2027",
  label: "Stages de seconde 2027",
  offersOpenOn: date("2026-09-01"),
  studentsOpenOn: date("2026-10-05"),
  weeks: { 1: { firstDay: date("2027-06-14"), lastDay: date("2027-06-18") }, 2: { firstDay: date("2027-06-21"), lastDay: date("2027-06-25") } },
  ...SETTINGS_OF_2024,
};

export const HOST: HostId = newId("host");
export const OFFER: OfferId = newId("offer");
export const STUDENT: StudentId = newId("student");
export const SCHOOL = "0190834D" as Uai;
export const OTHER_SCHOOL = "0932030B" as Uai;

const someone = (): PersonId => newId("person");

export const ACTORS = {
  student: { role: "STUDENT", personId: someone(), studentId: STUDENT, schoolUai: SCHOOL } satisfies ActorOf<"STUDENT">,
  otherStudent: { role: "STUDENT", personId: someone(), studentId: newId("student"), schoolUai: SCHOOL } satisfies ActorOf<"STUDENT">,
  representative: { role: "LEGAL_REPRESENTATIVE", personId: someone(), studentIds: [STUDENT] } satisfies ActorOf<"LEGAL_REPRESENTATIVE">,
  otherRepresentative: { role: "LEGAL_REPRESENTATIVE", personId: someone(), studentIds: [] } satisfies ActorOf<"LEGAL_REPRESENTATIVE">,
  host: { role: "HOST_MANAGER", personId: someone(), hostIds: [HOST] } satisfies ActorOf<"HOST_MANAGER">,
  otherHost: { role: "HOST_MANAGER", personId: someone(), hostIds: [newId("host")] } satisfies ActorOf<"HOST_MANAGER">,
  tutor: { role: "TUTOR", personId: someone(), email: "tuteur@atelier.example" } satisfies ActorOf<"TUTOR">,
  head: { role: "SCHOOL_HEAD", personId: someone(), schoolUais: [SCHOOL] } satisfies ActorOf<"SCHOOL_HEAD">,
  otherHead: { role: "SCHOOL_HEAD", personId: someone(), schoolUais: [OTHER_SCHOOL] } satisfies ActorOf<"SCHOOL_HEAD">,
  teacher: { role: "REFERENT_TEACHER", personId: someone(), schoolUais: [SCHOOL] } satisfies ActorOf<"REFERENT_TEACHER">,
  adviser: { role: "EDUCATION_ADVISER", personId: someone(), schoolUais: [SCHOOL] } satisfies ActorOf<"EDUCATION_ADVISER">,
  rectorat: { role: "RECTORAT", personId: someone(), academies: ["22"], departments: [] } satisfies ActorOf<"RECTORAT">,
  otherRectorat: { role: "RECTORAT", personId: someone(), academies: ["24"], departments: [] } satisfies ActorOf<"RECTORAT">,
  dasen: { role: "RECTORAT", personId: someone(), academies: [], departments: ["19"] } satisfies ActorOf<"RECTORAT">,
  otherDasen: { role: "RECTORAT", personId: someone(), academies: [], departments: ["87"] } satisfies ActorOf<"RECTORAT">,
  ministry: { role: "MINISTRY", personId: someone() } satisfies ActorOf<"MINISTRY">,
};

/** At Tulle. */
export const aStudent = (over: Partial<Student> = {}): Student => ({
  id: STUDENT, schoolUai: SCHOOL, academy: "22", campaignId: "2027", latitude: 45.2667, longitude: 1.7667, ...over,
});

/** A street away. */
export const anOffer = (over: Partial<Offer> = {}): Offer => ({
  id: OFFER, hostId: HOST, campaignId: "2027", title: "Découverte d'un atelier", period: "WEEK_1", mode: "INDIVIDUAL", seats: 2,
  latitude: 45.2702, longitude: 1.7706, reservedSchoolUais: [], status: "PUBLISHED", ...over,
});

export const SUBMITTED_AT = Temporal.Instant.from("2027-03-01T10:00:00Z");
/** While there is still time for everything that `aCandidature` waits for. */
export const IN_TIME = Temporal.Instant.from("2027-03-10T10:00:00Z");

/** Sent on 1 March 2027: to answer until 16 March; where it was accepted, to confirm until 14 March. */
export function aCandidature({ status = "SUBMITTED", ...over }: Partial<Candidature> = {}): Candidature {
  return {
    id: newId("candidature"), offerId: OFFER, hostId: HOST, studentId: STUDENT, schoolUai: SCHOOL, academy: "22", campaignId: "2027", period: "WEEK_1",
    motivation: "J'aimerais découvrir votre atelier.", bookingId: null, submittedAt: SUBMITTED_AT, lastDayToAnswer: date("2027-03-16"), distanceKm: 0.5,
    lastDayToConfirm: (WAITING as readonly Status[]).includes(status) ? null : date("2027-03-14"), assignedTo: null, nextReminderOn: null, status, ...over,
  } as Candidature;
}
