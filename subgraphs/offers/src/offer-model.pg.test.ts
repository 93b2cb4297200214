import { type DomainEvent, domainEvent, type EventType } from "@stages/events/contracts.ts";
import type { Actor, ActorOf } from "@stages/kernel/actor.ts";
import { newId, type OfferId } from "@stages/kernel/ids.ts";
import { type Period, PERIODS } from "@stages/kernel/period.ts";
import * as fc from "fast-check";
import { someOf } from "@stages/testing/full-size.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { aCampaign, ACTORS, aWrittenOffer } from "./domain/fixtures.ts";
import { type Graph, startGraph } from "./graph-fixture.ts";
import { handlers } from "./handlers.ts";
import { illegalitiesIn } from "./history-checker.ts";
import { type Act, explanations, FACTS, type Life, shown } from "./offer-model.ts";
import { closePastOffers } from "./operations/close-past-offers.ts";
import { findFlags } from "./persistence/flags.ts";
import { findOffersByIds } from "./persistence/offers.ts";

let graph: Graph;
// Two replicas: what protects must not live in one process.
beforeAll(async () => {
  graph = await startGraph({ replicas: 2 });
});
afterAll(() => graph.stop());

/** Four days before the first week, and eleven before the second. */
const START = Temporal.Instant.from("2027-06-10T10:00:00Z");
const BEGINS: Readonly<Record<Period, number>> = { BOTH_WEEKS: 4, WEEK_1: 4, WEEK_2: 11 };
const OFFERS = 2;

type Tried = Act & { readonly offer: number };
interface Market {
  readonly offers: readonly { readonly period: Period; readonly seats: number; readonly title: string; readonly isPublished: boolean }[];
  /** Acts of one turn run at once; then days pass. */
  readonly turns: readonly { readonly acts: readonly Tried[]; readonly days: number }[];
}

const offer = fc.nat({ max: OFFERS - 1 });
const title = fc.nat({ max: 999 }).map((n) => `Titre ${n}`);
const seats = fc.integer({ min: 1, max: 3 });
const OFTEN = ["unpublish", "unpublish", "republish", "republish", "republish", "hide", "restore", "restore", "restore", "dismiss", "sweep", "publish"] as const;
// An end is an end: seldom, or nothing would happen after a few turns.
const simple = fc.record({ act: fc.constantFrom(...OFTEN, ...OFTEN, "remove" as const) });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: simple },
  { weight: 4, arbitrary: fc.record({ act: fc.constantFrom("accepted" as const, "accepted", "ended", "freed") }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("seats" as const), seats }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("save" as const), title: fc.oneof(title, fc.constant("")), seats }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("edit" as const), title }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("flag" as const), by: fc.constantFrom("0", "1") }) },
);

const together = (acts: readonly Act[], of: number): readonly Tried[] => acts.map((one) => ({ ...one, offer: of }));

const market: fc.Arbitrary<Market> = fc.record({
  offers: fc.array(fc.record({ period: fc.constantFrom(...PERIODS), seats: fc.integer({ min: 1, max: 2 }), title: fc.constantFrom("Un atelier", "Un atelier", ""), isPublished: fc.constantFrom(true, true, false) }), { minLength: OFFERS, maxLength: OFFERS }),
  turns: fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: fc.record({ acts: fc.array(fc.tuple(act, offer).map(([one, of]): Tried => ({ ...one, offer: of })), { minLength: 1, maxLength: 6 }), days: fc.constantFrom(0, 0, 0, 0, 1, 4) }).map((turn) => [turn]) },
        // Now and then everyone wants something of the same offer at the same instant.
        { weight: 1, arbitrary: fc.tuple(fc.array(act, { minLength: 2, maxLength: 3 }), offer, fc.constantFrom(0, 1)).map(([wanted, of, days]) => [{ acts: together([...wanted, ...wanted], of), days }]) },
        // Or an offer is taken out of the catalogue, and brought back while its seats and its text change.
        {
          weight: 2,
          arbitrary: fc.tuple(fc.constantFrom(["unpublish", "republish"] as const, ["hide", "restore"] as const), fc.array(act, { minLength: 1, maxLength: 4 }), offer).map(([[out, back], beside, of]) => [
            { acts: together([{ act: out }], of), days: 0 },
            { acts: together([{ act: back }, ...beside], of), days: 0 },
          ]),
        },
        // Or days pass until its week has begun, and everything happens to it while two replicas sweep.
        {
          weight: 1,
          arbitrary: fc.tuple(fc.array(act, { minLength: 1, maxLength: 4 }), offer).map(([beside, of]) => [
            { acts: [], days: 5 },
            { acts: [...together([{ act: "sweep" }, { act: "sweep" }], of), ...together(beside, of), ...together([{ act: "unpublish" }, { act: "hide" }], OFFERS - 1 - of)], days: 0 },
          ]),
        },
      ),
      { minLength: 3, maxLength: 8 },
    )
    .map((turns) => turns.flat()),
});

const TEXT = { ...aWrittenOffer(), title: undefined, period: undefined, mode: undefined, seats: undefined };
const mutation = (name: string, input: string) => `mutation($input: ${input}!) { ${name}(input: $input) { id } }`;
const byOffer = (name: string) => mutation(name, "OfferInput");
const SAVE = mutation("saveOfferDraft", "SaveOfferDraftInput");
const STUDENTS = ["0", "1"].map((): ActorOf<"STUDENT"> => ({ ...ACTORS.STUDENT, personId: newId("person"), studentId: newId("student") }));

interface Request {
  readonly by: Actor;
  readonly query: string;
  readonly more?: object;
}

function requestOf(tried: Act, period: Period): Request {
  const { HOST_MANAGER: host, RECTORAT: rectorat } = ACTORS;
  switch (tried.act) {
    case "save": return { by: host, query: SAVE, more: { ...TEXT, title: tried.title, seats: tried.seats, period } };
    case "edit": return { by: host, query: mutation("editOffer", "EditOfferInput"), more: { ...TEXT, title: tried.title } };
    case "publish": return { by: host, query: byOffer("publishDraft") };
    case "unpublish": return { by: host, query: mutation("unpublishOffer", "UnpublishOfferInput") };
    case "republish": return { by: host, query: byOffer("republishOffer") };
    case "remove": return { by: host, query: byOffer("removeOffer") };
    case "hide": return { by: rectorat, query: mutation("hideOffer", "HideOfferInput"), more: { reason: "Une adresse qui n'existe pas." } };
    case "restore": return { by: rectorat, query: byOffer("restoreOffer") };
    case "dismiss": return { by: rectorat, query: byOffer("dismissFlags") };
    case "flag": return { by: STUDENTS[Number(tried.by)]!, query: mutation("flagOffer", "FlagOfferInput"), more: { reason: "MISLEADING" } };
    default: throw new Error(`${tried.act} is asked of nobody`);
  }
}

/** Everything that a person may be told here; anything else is a failure. */
const REFUSALS: readonly (string | undefined)[] = ["WRONG_STATE", "NOT_FOUND", "OFFER_FULL", "OFFER_HAS_SEATS_TAKEN", "PERIOD_STARTED", "TEXT_REQUIRED", "CAMPAIGN_ENDED"];

async function ask(offerId: OfferId | null, { by, query, more }: Request, now: Temporal.Instant) {
  const { code, data } = await graph.run<Record<string, { id: OfferId } | null>>(by, query, { input: { offerId, ...more } }, now);
  if (code !== undefined && !REFUSALS.includes(code)) throw new Error(`${query} answers ${code}`);
  return { done: code === undefined, made: data && Object.values(data)[0] };
}

/** As the bus brings it: one after the other of an offer, each in a transaction. */
function hear(id: OfferId, fact: Act, now: Temporal.Instant): Promise<void> {
  const about = { candidatureId: newId("candidature"), offerId: id, hostId: newId("host"), studentId: newId("student"), schoolUai: ACTORS.STUDENT.schoolUai, academy: "22", campaignId: "2027", period: "BOTH_WEEKS" as const };
  const event =
    fact.act === "accepted" ? domainEvent("CandidatureAccepted", about.candidatureId, { ...about, acceptedByPersonId: newId("person") }, now)
    : fact.act === "seats" ? domainEvent("OfferSeatsChanged", id, { offerId: id, seats: fact.seats }, now)
    : domainEvent("CandidatureEnded", about.candidatureId, { ...about, status: "WITHDRAWN", reason: null, freedSeat: fact.act === "freed" }, now);
  const handler = handlers[event.type as EventType] as (tx: unknown, event: DomainEvent) => Promise<void>;
  return graph.platform.write((tx) => handler(tx, event as DomainEvent));
}

/** What the ledger of `candidatures` may tell of an offer next, and what it then counts; null where it would not. */
function ledgerAfter(ledger: { readonly seats: number; readonly taken: number }, { status, wasPublished }: Life, fact: Act) {
  if (!wasPublished) return null;
  if (fact.act === "ended") return ledger;
  if (fact.act === "accepted") return ledger.taken < ledger.seats && status !== "HIDDEN" && status !== "REMOVED" ? { ...ledger, taken: ledger.taken + 1 } : null;
  if (fact.act === "freed") return ledger.taken > 0 ? { ...ledger, taken: ledger.taken - 1 } : null;
  return fact.act === "seats" && fact.seats >= ledger.taken && status !== "REMOVED" ? { ...ledger, seats: fact.seats } : null;
}

/** Plays a market on PostgreSQL, the acts of a turn at once, and follows each offer in the model. */
async function play({ offers, turns }: Market): Promise<void> {
  const host = await graph.host();
  let now = START;
  let day = 0;
  const ids: OfferId[] = [];
  for (const { period, seats, title } of offers) ids.push((await ask(null, { ...requestOf({ act: "save", title, seats }, period), more: { ...TEXT, hostId: host.id, title, seats, period } }, now)).made!.id);
  const seen = async () => {
    const [found, flags] = await Promise.all([findOffersByIds(graph.db, ids), findFlags(graph.db, ids)]);
    return ids.map((id) => {
      const { status, title, seats, seatsTaken: taken, publishedAt } = found.find((one) => one.id === id)!;
      const flagged = flags.filter(({ offerId }) => offerId === id).map(({ personId, dismissedAt }) => [STUDENTS.findIndex((one) => one.personId === personId), dismissedAt === null]);
      return shown({ status, title, seats, taken, wasPublished: publishedAt !== null, flags: Object.fromEntries(flagged), begins: 0, beforeHidden: "OUT" });
    });
  };
  // Several orders may explain a turn: what comes after tells which of them it was.
  let lives: readonly (readonly Life[])[] = offers.map(({ period, seats, title }) => [{ status: "DRAFT", title, seats, taken: 0, wasPublished: false, beforeHidden: "OUT", flags: {}, begins: BEGINS[period] }]);
  let ledgers = offers.map(() => null as { readonly seats: number; readonly taken: number } | null);

  const first = { acts: offers.flatMap(({ isPublished }, of): Tried[] => (isPublished ? [{ act: "publish", offer: of }] : [])), days: 0 };
  const last = { acts: [{ act: "sweep", offer: 0 } as const], days: 0 };
  for (const { acts, days } of [first, ...turns, last]) {
    // From its first publication on the ledger has a line of it, with the seats that it was published with.
    ledgers = ledgers.map((ledger, of) => ledger ?? (lives[of]![0]!.wasPublished ? { seats: lives[of]![0]!.seats, taken: 0 } : null));
    const facts = ids.map((_, of) =>
      acts.filter(({ act, offer }) => offer === of && FACTS.includes(act)).filter((fact) => {
        const next = ledgers[of] && ledgerAfter(ledgers[of], lives[of]![0]!, fact);
        if (next) ledgers[of] = next;
        return next !== null;
      }),
    );
    const tell = async (of: number) => {
      for (const fact of facts[of]!) await hear(ids[of]!, fact, now);
      return facts[of]!.map((fact) => ({ ...fact, done: true }));
    };
    const asked = acts.filter(({ act }) => act !== "sweep" && !FACTS.includes(act)).map(async (one) => ({ ...one, ...(await ask(ids[one.offer]!, requestOf(one, offers[one.offer]!.period), now)) }));
    // It passes over all of them.
    const swept = acts.filter(({ act }) => act === "sweep").map(() => closePastOffers(graph.platform, now).then(() => ids.map((_, of): Tried & { done: boolean } => ({ act: "sweep", offer: of, done: true }))));
    const done = (await Promise.all([...asked.map((one) => one.then((did) => [did])), ...ids.map((_, of) => tell(of)), ...swept])).flat();
    const is = await seen();
    lives = lives.map((before, of) => {
      const own = done.filter(({ offer }) => offer === of);
      const explaining = before.flatMap((life) => explanations(day, life, own, is[of]!));
      if (explaining.length === 0) throw new Error(`On day ${day} no order of ${JSON.stringify(own)} leads from ${before.map(shown).join(" or ")} to ${is[of]}`);
      return [...new Map(explaining.map((life) => [JSON.stringify(life), life])).values()];
    });
    now = now.add({ hours: 24 * days });
    day += days;
  }

  const market = await graph.recorded(ids);
  expect(illegalitiesIn(market, aCampaign())).toEqual([]);
  for (const [of, id] of ids.entries()) {
    const { seats, seatsTaken: taken, status } = market.offers.find((one) => one.id === id)!;
    if (ledgers[of]) expect({ seats, taken }).toEqual(ledgers[of]);
    const hasRoom = taken < seats && day <= BEGINS[offers[of]!.period];
    if (status === "PUBLISHED" || status === "NEEDS_UPDATE") expect(status).toBe(hasRoom ? "PUBLISHED" : "NEEDS_UPDATE");
  }
}

it("whatever hosts, rectorats, students and the ledger do at once, one order of their acts explains each offer", async () => {
  await fc.assert(fc.asyncProperty(market, play), { numRuns: someOf(100) });
});

it("what no order explains is told: the control", () => {
  const full: Life = { status: "UNPUBLISHED", title: "Un atelier", seats: 1, taken: 0, wasPublished: true, beforeHidden: "OUT", flags: {}, begins: 4 };
  const both = [{ act: "accepted", done: true }, { act: "republish", done: true }] as const;
  expect(explanations(0, full, both, shown({ ...full, status: "NEEDS_UPDATE", taken: 1 }))).toHaveLength(1);
  // In the catalogue and full: the seat was taken before, and it should not have been published; or after, and it should have left.
  expect(explanations(0, full, both, shown({ ...full, status: "PUBLISHED", taken: 1 }))).toEqual([]);
  expect(explanations(5, full, [both[1]], shown({ ...full, status: "PUBLISHED" }))).toEqual([]);
});
