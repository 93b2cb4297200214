import { openDevelopmentIssuer } from "@stages/demonstration/development-issuer.ts";
import type { Persona } from "@stages/demonstration/personas.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import type { World, WorldHost, WorldPerson, WorldStudent } from "@stages/demonstration/world-types.ts";
import type { ActorOf } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { civilDateOf, systemClock } from "@stages/kernel/civil-time.ts";
import { newId, type OfferId } from "@stages/kernel/ids.ts";
import { createSubgraphs } from "@stages/standalone/subgraphs.ts";

/** Who writes: as the subgraph knows them, and by the token that they come with. */
export interface Writer<R extends "STUDENT" | "HOST_MANAGER"> {
  readonly actor: ActorOf<R>;
  readonly token: string;
}

export interface MarketOffer {
  readonly id: OfferId;
  readonly title: string;
  readonly host: Writer<"HOST_MANAGER">;
}

/** One student's candidature to one offer: each is asked for once in a database. */
export interface Pair {
  readonly student: Writer<"STUDENT"> & { readonly academy: string };
  readonly offer: MarketOffer;
}

export interface Market {
  readonly campaign: Campaign;
  /** Fewer than there are seats: no offer is asked for more often than it has. */
  readonly pairs: readonly Pair[];
  /** An offer each, wanted by many more students than it has seats. */
  readonly contested: readonly (readonly Pair[])[];
}

export interface MarketSize {
  readonly pairs: number;
  readonly contested: number;
  readonly wanted: number;
}

export const SEATS = 100;
const HOSTS = 60;
/** Offers come in turns, but not quite evenly. */
const ASKED = 0.8 * SEATS;

/** The demonstration's people, none of whom has applied to anything yet, and offers of a hundred seats at sixty companies. */
export async function loadMarket(databaseUrl: string, dataDir: string, size: MarketSize): Promise<Market> {
  const world = demonstrationWorld({ today: civilDateOf(systemClock()) });
  const campaign = world.campaigns.find(({ id }) => id === world.runningCampaignId)!;
  const hosts = world.hosts.filter(({ kind }) => kind === "COMPANY").slice(0, HOSTS);
  const students = world.students.filter(({ campaignId }) => campaignId === campaign.id);
  const offersNeeded = Math.ceil(size.pairs / ASKED);
  const model = world.offers.find(({ status, mode, campaignId, reservedSchoolUais }) => status === "PUBLISHED" && mode === "INDIVIDUAL" && campaignId === campaign.id && reservedSchoolUais.length === 0)!;
  const offers = Array.from({ length: offersNeeded + size.contested }, (_, rank) => ({ ...model, id: newId("offer"), hostId: hosts[rank % hosts.length]!.id, period: "BOTH_WEEKS" as const, seats: SEATS }));

  const subjects = new Map([...students.map(({ personId }, rank) => [personId, `bench-student-${rank}`] as const), ...hosts.map(({ managerPersonId }, rank) => [managerPersonId, `bench-host-${rank}`] as const)]);
  const persons = world.persons.map((person): WorldPerson => (subjects.has(person.id) ? { ...person, subject: `persona|${subjects.get(person.id)!}` } : person));
  await load(databaseUrl, { ...world, persons, offers, intentions: [], candidatures: [], bookings: [], conventions: [], absences: [] });

  const issuer = await openDevelopmentIssuer(dataDir);
  // The issuer reads the name alone, which becomes the subject.
  const tokenOf = (personId: WorldPerson["id"]) => issuer.issue({ name: subjects.get(personId)! } as unknown as Persona);
  const applicants = await Promise.all(students.map(async (student) => ({ ...studentActor(student), token: await tokenOf(student.personId) })));
  const managers = await Promise.all(hosts.map(async (host) => ({ ...managerActor(host), token: await tokenOf(host.managerPersonId) })));
  const market = offers.map(({ id, title }, rank): MarketOffer => ({ id, title, host: managers[rank % managers.length]! }));
  return { campaign, ...pairUp(applicants, market.slice(0, offersNeeded), market.slice(offersNeeded), size) };
}

async function load(databaseUrl: string, world: World): Promise<void> {
  const subgraphs = Object.values(createSubgraphs({ databaseUrl, clock: systemClock, isDemonstration: true }));
  try {
    for (const subgraph of subgraphs) await subgraph.migrate();
    for (const subgraph of subgraphs) await subgraph.loadDemonstration(world);
  } finally {
    await Promise.allSettled(subgraphs.map((subgraph) => subgraph.stop()));
  }
}

const studentActor = ({ id, personId, schoolUai, academy }: WorldStudent) => ({ actor: { role: "STUDENT" as const, personId, studentId: id, schoolUai }, academy });
const managerActor = ({ id, managerPersonId }: WorldHost) => ({ actor: { role: "HOST_MANAGER" as const, personId: managerPersonId, hostIds: [id] } });

/** Students in turns, and offers in turns: whoever comes at the same time hardly ever wants the same row. */
function pairUp(students: readonly Pair["student"][], offers: readonly MarketOffer[], contested: readonly MarketOffer[], { pairs, wanted }: MarketSize) {
  const asked = new Set<string>();
  const next = (rank: number): Pair => {
    const student = students[rank % students.length]!;
    // One further at each turn of all students, and further still where that one was asked for already.
    for (let step = rank + Math.floor(rank / students.length); ; step += 1) {
      const offer = offers[step % offers.length]!;
      const name = `${student.actor.studentId} ${offer.id}`;
      if (asked.has(name)) continue;
      asked.add(name);
      return { student, offer };
    }
  };
  return {
    pairs: Array.from({ length: pairs }, (_, rank) => next(rank)),
    contested: contested.map((offer, rank) => Array.from({ length: wanted }, (_, place): Pair => ({ student: students[(rank * wanted + place) % students.length]!, offer }))),
  };
}
