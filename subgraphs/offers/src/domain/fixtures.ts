import type { Actor, ActorOf, Role } from "@stages/kernel/actor.ts";
import { type Campaign, SETTINGS_OF_2024 } from "@stages/kernel/campaign.ts";
import { newId } from "@stages/kernel/ids.ts";
import type { Siret } from "@stages/kernel/siret.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import type { Host, Registration } from "./host.ts";
import type { Offer } from "./offer.ts";
import type { OfferFrame, WrittenOffer } from "./publish.ts";
import { NO_FILTERS, type Search } from "./search.ts";

/** Things as they usually are, for tests: each takes what differs. */

const date = (text: string) => Temporal.PlainDate.from(text);

export const HOST = newId("host");
export const OFFER = newId("offer");
export const MANAGER = newId("person");
export const SCHOOL = "0190045W" as Uai;
export const OTHER_SCHOOL = "0750001U" as Uai;
export const TULLE = { latitude: 45.2732, longitude: 1.7631 };

export const aCampaign = (over: Partial<Campaign> = {}): Campaign => ({
  id: "2027",
  label: "Stages de seconde 2027",
  offersOpenOn: date("2026-09-01"),
  studentsOpenOn: date("2026-10-05"),
  weeks: {
    1: { firstDay: date("2027-06-14"), lastDay: date("2027-06-18") },
    2: { firstDay: date("2027-06-21"), lastDay: date("2027-06-25") },
  },
  ...SETTINGS_OF_2024,
  ...over,
});

const personId = newId("person");
const studentId = newId("student");

/** One of each; the host manager manages HOST, though their Actor does not say so yet. */
export const ACTORS: { readonly [R in Role]: ActorOf<R> } = {
  ANONYMOUS: { role: "ANONYMOUS" },
  PLATFORM: { role: "PLATFORM" },
  STUDENT: { role: "STUDENT", personId, studentId, schoolUai: SCHOOL },
  LEGAL_REPRESENTATIVE: { role: "LEGAL_REPRESENTATIVE", personId, studentIds: [studentId] },
  HOST_MANAGER: { role: "HOST_MANAGER", personId: MANAGER, hostIds: [] },
  TUTOR: { role: "TUTOR", personId, email: "paul.roche@atelier.example" },
  SCHOOL_HEAD: { role: "SCHOOL_HEAD", personId, schoolUais: [SCHOOL] },
  REFERENT_TEACHER: { role: "REFERENT_TEACHER", personId, schoolUais: [SCHOOL] },
  EDUCATION_ADVISER: { role: "EDUCATION_ADVISER", personId, schoolUais: [SCHOOL] },
  RECTORAT: { role: "RECTORAT", personId, academies: ["22"], departments: [] },
  MINISTRY: { role: "MINISTRY", personId },
};
export const OTHER_MANAGER: Actor = { role: "HOST_MANAGER", personId: newId("person"), hostIds: [] };

export const aHost = (over: Partial<Host> = {}): Host => ({
  id: HOST,
  siret: "73282932000074" as Siret,
  legalName: "Atelier Delmas",
  kind: "COMPANY",
  sector: "C",
  address: { addressLine: "2 rue des Tilleuls", postcode: "19000", communeCode: "19272", communeName: "Tulle" },
  coordinates: TULLE,
  country: "FR",
  academy: "22",
  classes: null,
  managerIds: [MANAGER],
  ...over,
});

export const aRegistration = (over: Partial<Registration> = {}): Registration => ({
  siret: "732 829 320 00074",
  legalName: "Atelier Delmas",
  kind: "COMPANY",
  sector: "C",
  address: { addressLine: "2 rue des Tilleuls", postcode: null, communeCode: "19272" },
  latitude: null,
  longitude: null,
  classes: null,
  ...over,
});

export const BRUSSELS = { latitude: 50.8467, longitude: 4.3525 };

/** A host abroad: no SIRET, no commune of France, and a point since nobody else knows where it is. */
export const aRegistrationAbroad = (over: Partial<Registration> = {}): Registration =>
  aRegistration({
    siret: null,
    legalName: "Imprimerie des Marolles",
    address: { addressLine: "12 rue Haute", postcode: "1000", communeCode: null, town: "Bruxelles", country: "BE" },
    ...BRUSSELS,
    ...over,
  });

export const aWrittenOffer = (over: Partial<WrittenOffer> = {}): WrittenOffer => ({
  title: "Découverte d'un atelier de menuiserie",
  description: "Un atelier de huit personnes qui fabrique des escaliers et des charpentes.",
  activities: "Observer la conception, le choix du bois, l'assemblage ; rencontrer chaque métier.",
  sector: null,
  period: "BOTH_WEEKS",
  mode: "INDIVIDUAL",
  seats: 2,
  place: null,
  accessible: true,
  practicalConditions: null,
  tutor: { name: "Paul Roche", function: "chef d'atelier", email: "paul.roche@atelier.example", phone: null },
  reservedSchoolUais: [],
  ...over,
});

export const TULLE_COMMUNE = { code: "19272", name: "Tulle", postcodes: ["19000"], academy: "22" };

export const aFrame = (over: Partial<OfferFrame> = {}): OfferFrame => ({
  host: aHost(),
  campaign: aCampaign(),
  today: date("2026-09-10"),
  sector: { code: "C" },
  commune: null,
  country: "FR",
  located: TULLE,
  beside: [],
  ...over,
});

export const anOffer = (over: Partial<Offer> = {}): Offer => {
  const { place: _, ...written } = aWrittenOffer();
  return {
    ...written,
    id: OFFER,
    hostId: HOST,
    campaignId: "2027",
    academy: "22",
    status: "PUBLISHED",
    seatsTaken: 0,
    sector: "C",
    place: { ...aHost().address, ...TULLE, country: "FR" },
    reservedSchoolUais: [],
    publishedAt: Temporal.Instant.from("2026-09-10T10:00:00Z"),
    ...over,
  };
};

export const aSearch = (over: Partial<Search> = {}): Search => ({
  around: { communeCode: null, ...TULLE },
  radiusKm: 30,
  within: null,
  order: "DISTANCE",
  ...NO_FILTERS,
  ...over,
});
