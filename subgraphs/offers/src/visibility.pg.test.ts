import { type Actor, ANONYMOUS } from "@stages/kernel/actor.ts";
import type { HostId, OfferId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import { aWrittenOffer } from "./domain/fixtures.ts";
import { EVE_OF_OPENING, NOW, onPostgres, persona, world } from "./testing.ts";

const { run, aPublishedOffer } = onPostgres();
const student = persona<"STUDENT">("student");
const manager = persona<"HOST_MANAGER">("host-manager");
const otherManager = persona<"HOST_MANAGER">("other-host-manager");

const UNPUBLISH = "mutation($offerId: ID!) { unpublishOffer(input: { offerId: $offerId }) { id } }";

describe("an offer is seen", () => {
  const OFFER = "query($id: ID!) { offer(id: $id) { id status } }";
  const seenBy = async (actor: Actor, id: OfferId, now = NOW) => (await run<{ offer: object | null }>(actor, OFFER, { id }, now)).data.offer !== null;
  const draft = world.offers.find(({ hostId, status, campaignId }) => hostId === manager.hostIds[0] && status === "DRAFT" && campaignId === "2027")!.id;

  it("as a draft by its host, the rectorat and the ministry alone", async () => {
    for (const actor of [manager, persona("rectorat"), persona("ministry")]) expect(await seenBy(actor as Actor, draft)).toBe(true);
    for (const actor of [student, otherManager, persona("school-head"), persona("tutor")]) expect(await seenBy(actor as Actor, draft)).toBe(false);
  });

  it("after it was unpublished by those whose candidatures and conventions point at it, not by other hosts", async () => {
    const { actor, id } = await aPublishedOffer();
    await run(actor, UNPUBLISH, { offerId: id });
    for (const one of [actor, student, persona("legal-representative"), persona("school-head"), persona("tutor")]) expect(await seenBy(one as Actor, id)).toBe(true);
    expect(await seenBy(otherManager, id)).toBe(false);
  });

  it("by students from the opening day on, by its id and as a reference too", async () => {
    const { id } = await aPublishedOffer();
    const midnight = Temporal.Instant.from("2026-10-04T22:00:00Z");
    const reference = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Offer { title } } }";
    const referred = async (now: Temporal.Instant) => (await run<{ _entities: unknown[] }>(student, reference, { r: [{ __typename: "Offer", id }] }, now)).data._entities[0];
    expect([await seenBy(student, id, EVE_OF_OPENING), await referred(EVE_OF_OPENING)]).toEqual([false, null]);
    expect([await seenBy(student, id, midnight), await referred(midnight)]).toEqual([true, { title: aWrittenOffer().title }]);
  });

  it("with its tutor's name by all, and the tutor's address by its host's managers", async () => {
    const { actor, id } = await aPublishedOffer();
    const query = "query($id: ID!) { offer(id: $id) { tutor { name function email } } }";
    expect(await run(actor, query, { id })).toMatchObject({ code: undefined, data: { offer: { tutor: { name: "Paul Roche", email: "paul.roche@atelier.example" } } } });
    expect(await run(student, query, { id })).toMatchObject({ code: "FORBIDDEN", data: { offer: { tutor: { name: "Paul Roche", email: null } } } });
    expect(await run(otherManager, query, { id })).toMatchObject({ code: "FORBIDDEN", data: { offer: { tutor: { email: null } } } });
  });

  it("in its host's list: all of it by the host, what is published by others", async () => {
    const query = "query($id: ID!, $status: OfferStatus, $after: String) { host(id: $id) { legalName offers(first: 2, status: $status, after: $after) { edges { node { id status } } pageInfo { hasNextPage endCursor } } } }";
    type Answer = { host: { offers: { edges: { node: { id: string; status: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } };
    const id = manager.hostIds[0]!;
    const all = async (actor: Actor) => {
      const found: { id: string; status: string }[] = [];
      for (let after: string | null = null, more = true; more; ) {
        const { data }: { data: Answer } = await run<Answer>(actor, query, { id, after });
        found.push(...data.host.offers.edges.map(({ node }) => node));
        ({ hasNextPage: more, endCursor: after } = data.host.offers.pageInfo);
      }
      return found;
    };
    const owned = world.offers.filter(({ hostId }) => hostId === id);
    expect((await all(manager)).map((offer) => offer.id)).toEqual(owned.map((offer) => offer.id).sort());
    expect(new Set((await all(student)).map(({ status }) => status))).toEqual(new Set(["PUBLISHED"]));
    expect((await run<Answer>(student, query, { id, status: "DRAFT" })).data.host.offers.edges).toEqual([]);
    expect(await run(ANONYMOUS, query, { id })).toMatchObject({ code: "UNAUTHENTICATED", data: { host: { legalName: world.hosts[0]!.legalName, offers: null } } });
    expect((await run(manager, query, { id, after: "x" })).code).toBe("INVALID_CURSOR");
  });

  it("in the lists of several hosts at once, each its own", async () => {
    const ids = world.hosts.slice(0, 12).map(({ id }) => id);
    const { data } = await run<{ _entities: { id: HostId; offers: { edges: { node: { host: { id: HostId } } }[]; pageInfo: { hasNextPage: boolean } } }[] }>(
      persona("ministry"),
      "query($r: [_Any!]!) { _entities(representations: $r) { ... on Host { id offers(first: 1) { edges { node { host { id } } } pageInfo { hasNextPage } } } } }",
      { r: ids.map((id) => ({ __typename: "Host", id })) },
    );
    data._entities.forEach(({ id, offers }) => {
      const owned = world.offers.filter(({ hostId }) => hostId === id).length;
      expect(offers.edges.map(({ node }) => node.host.id)).toEqual(owned > 0 ? [id] : []);
      expect(offers.pageInfo.hasNextPage).toBe(owned > 1);
    });
  });
});

describe("campaigns", () => {
  const CURRENT = "{ currentCampaign { id studentsOpenOn weeks { number firstDay lastDay } absenceEscalationMinutes { family } } campaigns { id } past: campaign(id: \"2024\") { offersOpenOn } none: campaign(id: \"1999\") { id } }";

  it("are read by all, the current one by the date", async () => {
    expect((await run(ANONYMOUS, CURRENT)).data).toEqual({
      currentCampaign: {
        id: "2027", studentsOpenOn: "2026-10-05", absenceEscalationMinutes: { family: 60 },
        weeks: [{ number: 1, firstDay: "2027-06-14", lastDay: "2027-06-18" }, { number: 2, firstDay: "2027-06-21", lastDay: "2027-06-25" }],
      },
      campaigns: [{ id: "2024" }, { id: "2027" }, { id: "2028" }],
      past: { offersOpenOn: "2024-03-06" },
      none: null,
    });
    expect((await run(ANONYMOUS, CURRENT, {}, Temporal.Instant.from("2024-05-01T10:00:00Z"))).data).toMatchObject({ currentCampaign: { id: "2024" } });
    expect((await run(ANONYMOUS, CURRENT, {}, Temporal.Instant.from("2027-06-25T22:00:00Z"))).data).toMatchObject({ currentCampaign: { id: "2028" } });
    expect((await run(ANONYMOUS, CURRENT, {}, Temporal.Instant.from("2028-06-30T22:00:00Z"))).data).toMatchObject({ currentCampaign: null });
  });
});
