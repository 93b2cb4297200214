import type { Campaign } from "@stages/kernel/campaign.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { makeAbsences } from "./absences.ts";
import { Applications, wasAccepted } from "./applying.ts";
import { makeBookings } from "./bookings.ts";
import { CAMPAIGN_2024, nextCampaign, runningCampaign } from "./campaigns.ts";
import { makeCandidatures } from "./candidatures.ts";
import { type Around, conventionFor, type Goal } from "./conventions.ts";
import { type HostInTrade, makeHosts, PERSONAS_HOSTS } from "./hosts.ts";
import { makeIntentions } from "./intentions.ts";
import { makeOffers } from "./offers.ts";
import { PERSONA_NAMES, type PersonaName } from "./personas.ts";
import { Persons } from "./persons.ts";
import { randomStream } from "./random.ts";
import { makeSchools } from "./schools.ts";
import { arrangeSituations } from "./situations.ts";
import { makeStudents } from "./students.ts";
import { isBefore } from "./timeline.ts";
import type { World, WorldCandidature, WorldConvention, WorldOffer } from "./world-types.ts";

export type * from "./world-types.ts";

const NOTICE = "Données de démonstration : personnes, lycées et structures sont fictifs, seules les communes sont réelles.";
const DEFAULT_SEED = 2024;
/** The day on which the past campaign is looked at: all over, the attestations asked for. */
const AFTER_2024 = Temporal.PlainDate.from("2024-09-02");

/**
 * Several académies with lycées, hosts, offers, candidatures in every state and conventions, all synthetic. Pure: the
 * same `today` and seed give the same world, ids included. Everything in it happened before `today`.
 */
export function demonstrationWorld({ today, seed = DEFAULT_SEED }: { readonly today: Temporal.PlainDate; readonly seed?: number }): World {
  const running = runningCampaign(today);
  const persons = new Persons(seed, running.offersOpenOn);
  const schooling = makeSchools(seed, persons);
  const { schools, staff } = schooling;
  const current = makeStudents(seed, running, schools, persons, "CAMPAIGN", today);
  const hosts = makeHosts(seed, running, schools, persons);
  addTerritories(seed, persons);
  const formerSchools = schools.filter((_, rank) => rank % 6 < 4 && rank < 12);
  const former = makeStudents(seed, CAMPAIGN_2024, formerSchools, persons, "FEW", today);
  const students = [...current.students, ...former.students];
  const legalRepresentatives = [...current.legalRepresentatives, ...former.legalRepresentatives];
  const tutors = hosts.flatMap((host) => host.tutors);

  const byId = <T extends { readonly id: string }>(list: readonly T[]) => {
    const map = new Map<string, T>(list.map((item) => [item.id, item]));
    return (id: string) => map.get(id)!;
  };
  const staffOf = grouped(staff, ({ schoolUai }) => schoolUai);
  const lookups = {
    person: byId(persons.all),
    host: byId(hosts.map(({ host }) => host)),
    student: byId(students),
    staff: staffOf,
    family: grouped(legalRepresentatives, ({ studentId }) => studentId),
  };

  const edition = (campaign: Campaign, today: Temporal.PlainDate, hosts: readonly HostInTrade[], arrange?: typeof arrangeSituations) => {
    const offers = makeOffers(seed, campaign, hosts, schools, earlier(today, campaign.weeks[1].firstDay));
    const random = randomStream(seed, `candidatures/${campaign.id}`);
    // Once the stages have begun nothing new is asked or promised.
    const applications = new Applications(campaign, earlier(today, campaign.weeks[1].firstDay), random, hosts.map(({ host }) => host));
    const enrolled = students.filter(({ campaignId }) => campaignId === campaign.id);
    const goals = arrange?.(applications, enrolled, offers, hosts, persons.personas).goals ?? new Map<string, Goal>();
    // The personas' hosts keep the seats that their situations leave.
    const personasHosts = new Set(arrange ? hosts.slice(0, PERSONAS_HOSTS).map(({ host }) => host.id) : []);
    const others = offers.filter(({ hostId }) => !personasHosts.has(hostId));
    // In 2024 nobody booked through a platform.
    if (campaign === running) makeBookings(applications, enrolled, others, staff, randomStream(seed, `bookings/${campaign.id}`));
    makeCandidatures(applications, enrolled, others, campaign === running ? "RUNNING" : "PAST");
    const around: Around = { ...lookups, campaign, today, random: randomStream(seed, `conventions/${campaign.id}`), offer: byId(offers) };
    const goalOf = (candidature: WorldCandidature) => goals.get(candidature.id) ?? (campaign === running ? wish(candidature, around) : { status: "SIGNED" as const });
    const conventions = applications.all
      .filter(wasAccepted)
      .map((candidature) => conventionFor(candidature, goalOf(candidature), around));
    return { offers: offers.map((offer) => upToDate(offer, applications, campaign, today)), candidatures: applications.all, bookings: applications.bookings, conventions };
  };
  const now = edition(running, today, hosts, arrangeSituations);
  const then = edition(CAMPAIGN_2024, AFTER_2024, hosts.filter(tookPartIn2024));

  const next = nextCampaign(running);
  const ofHosts = hosts.map(({ host }) => host);

  return {
    synthetic: true,
    notice: NOTICE,
    seed,
    today,
    campaigns: [CAMPAIGN_2024, running, next],
    runningCampaignId: running.id,
    persons: persons.all,
    personas: personasOf(persons),
    schools,
    staff,
    students,
    legalRepresentatives,
    hosts: ofHosts,
    tutors,
    offers: [...then.offers, ...now.offers],
    intentions: [
      ...makeIntentions(seed, { campaign: running, hosts: ofHosts, offers: now.offers, oneHostIn: 4, firstDay: running.offersOpenOn }),
      ...makeIntentions(seed, { campaign: next, hosts: ofHosts, offers: [], oneHostIn: 25, firstDay: today.subtract({ days: 21 }) }),
    ],
    candidatures: [...then.candidatures, ...now.candidatures],
    bookings: now.bookings,
    conventions: [...then.conventions, ...now.conventions],
    absences: makeAbsences(then.conventions.filter(({ status }) => status === "COMPLETED"), tutors, staffOf, randomStream(seed, "absences")),
  };
}

/** One host in six of the two académies whose former students are kept, and the personas' own. */
function tookPartIn2024({ host }: HostInTrade, rank: number): boolean {
  return (host.academy === "22" || host.academy === "24") && (rank < PERSONAS_HOSTS || rank % 6 === 0);
}

const REACHED: readonly (readonly [WorldConvention["status"], number])[] = [["DRAFT", 14], ["HOST_COMPLETED", 20], ["RETURNED", 4], ["VALIDATED", 14], ["SIGNING", 16], ["SIGNED", 32]];

function wish({ status }: WorldCandidature, { random }: Around): Goal {
  if (status === "ACCEPTED") return { status: random.chance(0.3) ? "HOST_COMPLETED" : "DRAFT" };
  return { status: random.weighted(REACHED) };
}

/** "PUBLISHED → NEEDS_UPDATE (no seat left, or dates past)" */
function upToDate(offer: WorldOffer, applications: Applications, campaign: Campaign, today: Temporal.PlainDate): WorldOffer {
  const past = isBefore(campaign.weeks[2].lastDay, today);
  return offer.status === "PUBLISHED" && (past || applications.seatsLeft(offer) === 0) ? { ...offer, status: "NEEDS_UPDATE" } : offer;
}

function addTerritories(seed: number, persons: Persons): void {
  const random = randomStream(seed, "territories");
  const add = (persona: PersonaName, firstName: string, lastName: string, domain: string, grant: Parameters<Persons["add"]>[0]["grants"]) =>
    persons.add({ name: { firstName, lastName, female: random.chance(0.5) }, domain, phone: "OFFICE", persona, grants: grant });
  add("rectorat", "Sandrine", "Lacroix", "ac-limoges.example", [{ role: "RECTORAT", academies: ["22"], departments: [] }]);
  add("other-rectorat", "Vincent", "Lopes", "ac-creteil.example", [{ role: "RECTORAT", academies: ["24"], departments: [] }]);
  add("ministry", "Florence", "Dumont", "ministere.example", [{ role: "MINISTRY" }]);
  add("dasen", "Thierry", "Delmas", "dsden-correze.example", [{ role: "RECTORAT", academies: [], departments: ["19"] }]);
}

function personasOf({ personas }: Persons): Record<PersonaName, PersonId> {
  return Object.fromEntries(PERSONA_NAMES.map((name) => [name, personas.get(name)!])) as Record<PersonaName, PersonId>;
}

function grouped<T>(list: readonly T[], keyOf: (item: T) => string): (key: string) => readonly T[] {
  const groups = Map.groupBy(list, keyOf);
  return (key) => groups.get(key) ?? [];
}

const earlier = (a: Temporal.PlainDate, b: Temporal.PlainDate) => (isBefore(a, b) ? a : b);
