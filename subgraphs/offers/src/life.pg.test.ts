import { domainEvent, type DomainEvent, type EventType, type Events } from "@stages/events/contracts.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import type { Bus } from "@stages/events/bus.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { newId, type OfferId, type StudentId, uuidOf } from "@stages/kernel/ids.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { closePastOffers } from "./operations/close-past-offers.ts";
import { connect, writer } from "@stages/database/connection.ts";
import { aManager, NOW, onPostgres, persona, world } from "./testing.ts";

const { run, aHostOf, aPublishedOffer, told, subgraph, sql, url } = onPostgres();
const student = persona<"STUDENT">("student");
const rectorat = persona<"RECTORAT">("rectorat");
const ministry = persona<"MINISTRY">("ministry");
const elsewhere: Actor = { ...rectorat, academies: ["01"] };

const act = (name: string) => `mutation($input: ${({ saveOfferDraft: "SaveOfferDraftInput", editOffer: "EditOfferInput", duplicateOffer: "DuplicateOfferInput", hideOffer: "HideOfferInput", flagOffer: "FlagOfferInput", unpublishOffer: "UnpublishOfferInput" })[name] ?? "OfferInput"}!) { ${name}(input: $input) { id status title seats publishedAt } }`;
type Done = { readonly id: OfferId; readonly status: string; readonly title: string; readonly seats: number; readonly publishedAt: string | null };
const does = async (actor: Actor, name: string, input: object, now = NOW) => {
  const answer = await run<Record<string, Done>>(actor, act(name), { input }, now);
  return { ...answer, offer: answer.data[name]! };
};
const HISTORY = "query($id: ID!) { offer(id: $id) { status seats history { from to byRole why reason } flags { reason text byRole dismissedAt } } }";
type Seen = { offer: { status: string; seats: number; history: { from: string | null; to: string; byRole: string; why: string | null; reason: string | null }[] | null; flags: object[] | null } };
const seen = async (actor: Actor, id: string) => (await run<Seen>(actor, HISTORY, { id })).data.offer;
const path = async (actor: Actor, id: string) => (await seen(actor, id)).history!.map(({ from, to, byRole, why }) => [from, to, byRole, why].filter((word) => word !== null).join(" "));

const TEXT = {
  title: "Découverte d'un atelier", description: "Un atelier de huit personnes.", activities: "Observer chaque métier.",
  tutor: { name: "Paul Roche", function: "chef d'atelier", email: "paul.roche@atelier.example" },
};

let bus: Bus;
beforeAll(async () => {
  await subgraph().start();
  bus = postgresBus(url());
});
afterAll(() => bus.stop());

describe("a draft", () => {
  it("is begun empty, saved, told all that is missing, and published", async () => {
    const actor = aManager();
    const hostId = await aHostOf(actor);
    const { offer } = await does(actor, "saveOfferDraft", { hostId });
    expect(offer).toMatchObject({ status: "DRAFT", title: "", publishedAt: null });
    expect((await does(actor, "publishDraft", { offerId: offer.id })).refusals.map(([code, field]) => `${code} ${field}`)).toContain("TEXT_REQUIRED tutor.name");
    await does(actor, "saveOfferDraft", { offerId: offer.id, ...TEXT, seats: 3 });
    expect(await told("OfferPublished", offer.id)).toEqual([]);
    expect((await does(actor, "publishDraft", { offerId: offer.id })).offer).toMatchObject({ status: "PUBLISHED", title: TEXT.title, seats: 3, publishedAt: NOW.toString() });
    expect((await does(actor, "saveOfferDraft", { offerId: offer.id, ...TEXT })).code).toBe("WRONG_STATE");
    expect(await path(actor, offer.id)).toEqual(["DRAFT HOST_MANAGER", "DRAFT PUBLISHED HOST_MANAGER"]);
  });

  it("is prepared before hosts may publish, somewhere that nobody has located, and by its host alone", async () => {
    const early = Temporal.Instant.from("2026-08-20T10:00:00Z");
    const actor = aManager();
    const hostId = await aHostOf(actor, { latitude: null, longitude: null, address: { addressLine: "Le bourg", postcode: null, communeCode: "19002" } });
    const { offer } = await does(actor, "saveOfferDraft", { hostId, ...TEXT }, early);
    expect((await run(actor, "query($id: ID!) { offer(id: $id) { place { latitude communeName } } }", { id: offer.id }, early)).data).toMatchObject({ offer: { place: { latitude: null } } });
    expect((await does(actor, "publishDraft", { offerId: offer.id }, early)).refusals).toEqual([["OFFERS_NOT_OPEN", null], ["PLACE_NOT_LOCATED", "place.latitude"]]);
    expect((await does(aManager(), "saveOfferDraft", { hostId, ...TEXT }, early)).code).toBe("FORBIDDEN");
    expect((await does(aManager(), "saveOfferDraft", { offerId: offer.id, ...TEXT }, early)).code).toBe("NOT_FOUND");
    expect((await does(actor, "saveOfferDraft", TEXT)).refusals).toEqual([["NOT_FOUND", "hostId"]]);
    // Never told to anyone, and so not its end either.
    expect((await does(actor, "removeOffer", { offerId: offer.id }, early)).offer.status).toBe("REMOVED");
    expect(await told("OfferClosed", offer.id)).toEqual([]);
  });
});

describe("an offer", () => {
  it("is edited while published, and told anew; what candidatures stand on does not change", async () => {
    const { actor, id } = await aPublishedOffer();
    expect((await does(actor, "editOffer", { offerId: id, ...TEXT, title: "Nouveau titre", reservedSchoolUais: ["0190045W"] })).offer).toMatchObject({ title: "Nouveau titre", status: "PUBLISHED", seats: 2 });
    expect((await does(actor, "editOffer", { offerId: id, ...TEXT, period: "WEEK_1", seats: 5 })).refusals).toEqual([["OFFER_FIXED_ONCE_PUBLISHED", "period"], ["SEATS_CHANGED_APART", "seats"]]);
    expect((await does(aManager(), "editOffer", { offerId: id, ...TEXT })).code).toBe("FORBIDDEN");
    await vi.waitFor(async () => {
      const titles = (await events("OfferPublished", id)).map(({ payload }) => payload.offer.title);
      expect(titles).toEqual(["Découverte d'un atelier de menuiserie", "Nouveau titre"]);
    }, { timeout: 30_000 });
  });

  it("is withdrawn, given back, withdrawn, removed, and stays so", async () => {
    const { actor, id } = await aPublishedOffer();
    for (const name of ["unpublishOffer", "republishOffer", "unpublishOffer", "removeOffer"]) expect((await does(actor, name, { offerId: id })).code, name).toBeUndefined();
    expect((await does(actor, "republishOffer", { offerId: id })).code).toBe("WRONG_STATE");
    expect(await path(actor, id)).toEqual([
      "PUBLISHED HOST_MANAGER", "PUBLISHED UNPUBLISHED HOST_MANAGER", "UNPUBLISHED PUBLISHED HOST_MANAGER", "PUBLISHED UNPUBLISHED HOST_MANAGER", "UNPUBLISHED REMOVED HOST_MANAGER",
    ]);
    expect((await does(actor, "duplicateOffer", { offerId: id })).offer).toMatchObject({ status: "DRAFT", publishedAt: null });
    expect((await does(actor, "duplicateOffer", { offerId: id, campaignId: "2024" })).refusals).toEqual([["CAMPAIGN_ENDED", "campaignId"]]);
  });

  it("goes back once, whatever the number of clicks", async () => {
    const { actor, id } = await aPublishedOffer();
    await does(actor, "unpublishOffer", { offerId: id });
    const answers = await Promise.all(Array.from({ length: 8 }, () => does(actor, "republishOffer", { offerId: id })));
    expect(answers.filter(({ code }) => code === undefined)).toHaveLength(1);
    expect(answers.filter(({ code }) => code === "WRONG_STATE")).toHaveLength(7);
  });

  it("tells each viewer what they may do with it, as the mutations decide", async () => {
    const { actor, id } = await aPublishedOffer();
    const allowed = async (who: Actor) => {
      const { data } = await run<{ offer: { viewerActions: { action: string; allowed: boolean }[] } }>(who, "query($id: ID!) { offer(id: $id) { viewerActions { action allowed refusals { code } } } }", { id });
      return data.offer.viewerActions.filter((one) => one.allowed).map(({ action }) => action);
    };
    expect(await allowed(actor)).toEqual(["editOffer", "changeOfferSeats", "unpublishOffer", "duplicateOffer", "removeOffer"]);
    expect(await allowed(student)).toEqual(["flagOffer"]);
    expect(await allowed(rectorat)).toEqual(["dismissFlags", "hideOffer"]);
    expect(await allowed(elsewhere)).toEqual([]);
    await does(actor, "unpublishOffer", { offerId: id });
    expect(await allowed(actor)).toEqual(["editOffer", "changeOfferSeats", "republishOffer", "duplicateOffer", "removeOffer"]);
  });
});

/** What has been told of an offer. */
async function events<T extends EventType>(type: T, key: string): Promise<readonly DomainEvent<T>[]> {
  return (await bus.read(0, [type], 5_000)).filter((event) => event.key === key) as unknown as DomainEvent<T>[];
}

describe("the ledger's facts", () => {
  const studentId = newId("student");
  const aboutSeat = (offerId: OfferId) => ({
    candidatureId: newId("candidature"), offerId, hostId: world.hosts[0]!.id, studentId, schoolUai: world.schools[0]!.uai, academy: "22", campaignId: "2027", period: "BOTH_WEEKS" as const,
  });
  const accepted = (id: OfferId) => domainEvent("CandidatureAccepted", id, { ...aboutSeat(id), acceptedByPersonId: newId("person") }, NOW);
  const ended = (id: OfferId, freedSeat: boolean) => domainEvent("CandidatureEnded", id, { ...aboutSeat(id), status: "WITHDRAWN", reason: null, freedSeat }, NOW);
  const changedTo = (id: OfferId, seats: number) => domainEvent("OfferSeatsChanged", id, { offerId: id, seats }, NOW);
  const becomes = (actor: Actor, id: OfferId, status: string) => vi.waitFor(async () => expect((await seen(actor, id)).status).toBe(status), { timeout: 30_000 });
  const copies = async (id: OfferId) => (await sql()<{ seats: number; taken: number }[]>`select seats, seats_taken as taken from offers.offers where id = ${uuidOf(id)}`)[0];

  it("take an offer out of the catalogue when it is full, and bring it back when it is not, each told", async () => {
    const { actor, id } = await aPublishedOffer();
    await bus.publish([accepted(id), ended(id, false), accepted(id)] as DomainEvent[]);
    await becomes(actor, id, "NEEDS_UPDATE");
    expect((await does(actor, "republishOffer", { offerId: id })).code).toBe("OFFER_FULL");
    expect((await does(actor, "removeOffer", { offerId: id })).code).toBe("OFFER_HAS_SEATS_TAKEN");
    await bus.publish([ended(id, true)] as DomainEvent[]);
    await becomes(actor, id, "PUBLISHED");
    await bus.publish([changedTo(id, 1)] as DomainEvent[]);
    await becomes(actor, id, "NEEDS_UPDATE");
    await bus.publish([changedTo(id, 4)] as DomainEvent[]);
    await becomes(actor, id, "PUBLISHED");
    expect(await copies(id)).toEqual({ seats: 4, taken: 1 });
    expect(await path(actor, id)).toEqual([
      "PUBLISHED HOST_MANAGER", "PUBLISHED NEEDS_UPDATE PLATFORM FULL", "NEEDS_UPDATE PUBLISHED PLATFORM", "PUBLISHED NEEDS_UPDATE PLATFORM FULL", "NEEDS_UPDATE PUBLISHED PLATFORM",
    ]);
    await vi.waitFor(async () => {
      expect((await events("OfferClosed", id)).map(({ payload }) => payload.status)).toEqual(["NEEDS_UPDATE", "NEEDS_UPDATE"]);
      expect(await events("OfferPublished", id)).toHaveLength(3);
    }, { timeout: 30_000 });
  });

  it("leave an offer where its host put it", async () => {
    const { actor, id } = await aPublishedOffer();
    await does(actor, "unpublishOffer", { offerId: id });
    await bus.publish([accepted(id), accepted(id), domainEvent("SeatsFreed", id, { offerId: id, count: 1 }, NOW)] as DomainEvent[]);
    await vi.waitFor(async () => expect(await copies(id)).toEqual({ seats: 2, taken: 1 }), { timeout: 30_000 });
    expect((await seen(actor, id)).status).toBe("UNPUBLISHED");
  });

  it("are the only ones to change seats: the database refuses a host's hand", async () => {
    const { actor, id } = await aPublishedOffer();
    const asHost = (statement: string) => sql().begin(async (tx) => {
      await tx`select set_config('stages.person', ${uuidOf(actor.personId)}, true), set_config('role', 'stages_offers_host_manager', true)`;
      await tx.unsafe(statement.replaceAll("ID", `'${uuidOf(id)}'`));
    });
    for (const change of ["seats = 9", "period = 'WEEK_1'", "mode = 'WHOLE_CLASS'", "campaign_id = '2024'", "published_at = null", "status = 'DRAFT'"]) {
      await expect(asHost(`update offers.offers set ${change} where id = ID`), change).rejects.toMatchObject({ code: "23001" });
    }
    await expect(asHost("update offers.offers set seats_taken = 0 where id = ID")).rejects.toMatchObject({ code: "42501" });
    await expect(asHost("delete from offers.history where offer_id = ID")).rejects.toMatchObject({ code: "42501" });
    await expect(sql()`update offers.history set by_role = 'MINISTRY'`).rejects.toMatchObject({ code: "23001" });
    await expect(sql()`delete from offers.history`).rejects.toMatchObject({ code: "23001" });
  });
});

describe("moderation", () => {
  const TO_MODERATE = "query($first: Int!, $after: String) { offersToModerate(first: $first, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } }";
  type Page = { offersToModerate: { edges: { node: { id: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } };
  const toModerate = async (actor: Actor) => {
    const ids: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data }: { data: Page } = await run<Page>(actor, TO_MODERATE, { first: 1, after });
      ids.push(...data.offersToModerate.edges.map(({ node }) => node.id));
      ({ hasNextPage: more, endCursor: after } = data.offersToModerate.pageInfo);
    }
    return ids;
  };

  it("an offer is flagged once by each, listed to its territory, and dismissed; its host knows nothing of it", async () => {
    const { actor, id } = await aPublishedOffer();
    const head = persona<"SCHOOL_HEAD">("school-head");
    await does(student, "flagOffer", { offerId: id, reason: "DANGEROUS", text: "On utilise la scie." });
    await does(student, "flagOffer", { offerId: id, reason: "OTHER", text: "Encore." });
    await does(head, "flagOffer", { offerId: id, reason: "MISLEADING" });
    expect((await does(actor, "flagOffer", { offerId: id, reason: "MISLEADING" })).code).toBe("FORBIDDEN");
    expect((await does(student, "flagOffer", { offerId: newId("offer"), reason: "OTHER" })).code).toBe("NOT_FOUND");

    expect(await toModerate(rectorat)).toContain(id);
    expect(await toModerate(ministry)).toContain(id);
    expect(await toModerate(elsewhere)).toEqual([]);
    expect((await run(actor, TO_MODERATE, { first: 1 })).code).toBe("FORBIDDEN");
    expect((await seen(rectorat, id)).flags).toEqual([
      { reason: "DANGEROUS", text: "On utilise la scie.", byRole: "STUDENT", dismissedAt: null },
      { reason: "MISLEADING", text: null, byRole: "SCHOOL_HEAD", dismissedAt: null },
    ]);
    for (const who of [actor, student, elsewhere]) expect((await seen(who, id)).flags, who.role).toBeNull();

    expect((await does(elsewhere, "dismissFlags", { offerId: id })).code).toBe("FORBIDDEN");
    await does(rectorat, "dismissFlags", { offerId: id });
    expect(await toModerate(rectorat)).not.toContain(id);
    expect((await seen(rectorat, id)).flags).toMatchObject([{ dismissedAt: NOW.toString() }, { dismissedAt: NOW.toString() }]);
  });

  it("an offer is hidden with a reason that its host reads, and given back", async () => {
    const { actor, id } = await aPublishedOffer();
    expect((await does(rectorat, "hideOffer", { offerId: id, reason: " " })).refusals).toEqual([["REASON_REQUIRED", "reason"]]);
    expect((await does(elsewhere, "hideOffer", { offerId: id, reason: "Rien." })).code).toBe("FORBIDDEN");
    expect((await does(actor, "hideOffer", { offerId: id, reason: "Rien." })).code).toBe("FORBIDDEN");
    expect((await does(rectorat, "hideOffer", { offerId: id, reason: "Les horaires ne conviennent pas." })).offer.status).toBe("HIDDEN");
    expect((await seen(actor, id)).history!.at(-1)).toEqual({ from: "PUBLISHED", to: "HIDDEN", byRole: "RECTORAT", why: null, reason: "Les horaires ne conviennent pas." });
    expect((await does(actor, "republishOffer", { offerId: id })).code).toBe("WRONG_STATE");
    expect(await toModerate(rectorat)).toContain(id);
    expect((await does(ministry, "restoreOffer", { offerId: id })).offer.status).toBe("PUBLISHED");
    expect((await seen(student, id)).history).toBeNull();
  });

  it("an offer that its host had withdrawn goes back to being withdrawn, and a hidden one can be removed", async () => {
    const { actor, id } = await aPublishedOffer();
    const dasen: Actor = { ...rectorat, academies: [], departments: ["19"] };
    await does(actor, "unpublishOffer", { offerId: id });
    await does(dasen, "hideOffer", { offerId: id, reason: "À revoir." });
    expect((await does(dasen, "restoreOffer", { offerId: id })).offer.status).toBe("UNPUBLISHED");
    await does(dasen, "hideOffer", { offerId: id, reason: "À revoir encore." });
    expect((await does(actor, "removeOffer", { offerId: id })).offer.status).toBe("REMOVED");
    expect((await does(dasen, "restoreOffer", { offerId: id })).code).toBe("WRONG_STATE");
  });

  it("what an erased student flagged goes with them", async () => {
    const { id } = await aPublishedOffer();
    const leaving: Actor = { ...student, personId: newId("person"), studentId: newId("student") };
    await does(leaving, "flagOffer", { offerId: id, reason: "NOT_A_STAGE" });
    expect((await seen(rectorat, id)).flags).toHaveLength(1);
    const erased: Events["StudentErased"] = { studentId: leaving.studentId as StudentId, personIds: [leaving.personId as never] };
    await bus.publish([domainEvent("StudentErased", erased.studentId, erased, NOW)] as DomainEvent[]);
    await vi.waitFor(async () => expect((await seen(rectorat, id)).flags).toEqual([]), { timeout: 30_000 });
  });
});

describe("the sweep of what is past", () => {
  it("takes out each offer whose period has begun, by the civil date, once, whatever the number of replicas", async () => {
    const { actor, id } = await aPublishedOffer({ period: "WEEK_1" });
    const { id: later } = await aPublishedOffer({ period: "WEEK_2" });
    const { db, close } = connect({ url: url(), name: "test", role: "stages_offers_platform" });
    const sweep = (now: string) => closePastOffers({ db, write: writer(db, () => {}) }, Temporal.Instant.from(now));
    await sweep("2027-06-14T21:59:59Z");
    expect((await seen(actor, id)).status).toBe("PUBLISHED");
    await Promise.all([sweep("2027-06-14T22:00:00Z"), sweep("2027-06-14T22:00:00Z"), sweep("2027-06-14T22:00:00Z")]);
    await close();
    expect(await path(actor, id)).toEqual(["PUBLISHED HOST_MANAGER", "PUBLISHED NEEDS_UPDATE PLATFORM PAST"]);
    expect((await seen(ministry, later)).status).toBe("PUBLISHED");
    expect(await sql()`select from offers.offers where status = 'PUBLISHED' and campaign_id = '2027' and period <> 'WEEK_2'`).toHaveLength(0);
    expect((await does(actor, "republishOffer", { offerId: id }, Temporal.Instant.from("2027-06-15T08:00:00Z"))).refusals).toEqual([["PERIOD_STARTED", "period"]]);
  });
});
