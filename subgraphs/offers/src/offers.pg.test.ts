import type { HostFact, OfferFact } from "@stages/events/contracts.ts";
import { type Actor, ANONYMOUS } from "@stages/kernel/actor.ts";
import { type HostId, newId, uuidOf } from "@stages/kernel/ids.ts";
import { describe, expect, it, vi } from "vitest";
import { aRegistration, TULLE } from "./domain/fixtures.ts";
import { aManager, aSiret, EVE_OF_OPENING, NOW, onPostgres, persona, REGISTER, world } from "./testing.ts";

const { run, publish, aHostOf, aPublishedOffer, told, subgraph, sql } = onPostgres();
const student = persona<"STUDENT">("student");
const manager = persona<"HOST_MANAGER">("host-manager");
const otherManager = persona<"HOST_MANAGER">("other-host-manager");

const UNPUBLISH = "mutation($offerId: ID!) { unpublishOffer(input: { offerId: $offerId }) { id status publishedAt } }";

describe("a host registers", () => {
  it("with its SIRET, and whoever registers it manages it", async () => {
    const actor = aManager();
    const siret = aSiret();
    const { data } = await run<{ registerHost: { id: HostId } }>(actor, REGISTER, { input: aRegistration({ ...TULLE, siret }) });
    const { id } = data.registerHost;
    expect(data.registerHost).toEqual({
      id, siret, latitude: TULLE.latitude,
      sector: { code: "C", label: "Industrie manufacturière" },
      address: { communeName: "Tulle", postcode: "19000" },
      viewerActions: ["editHost", "publishOffer", "declareIntention", "inviteHostManager"].map((action) => ({ action, allowed: true })),
    });
    expect(await told<{ host: HostFact; managerPersonId: string }>("HostRegistered", id)).toEqual([
      { host: { id, siret, legalName: "Atelier Delmas", kind: "COMPANY", address: "2 rue des Tilleuls, 19000 Tulle" }, managerPersonId: actor.personId },
    ]);
  });

  it("once: a SIRET that is known is refused, and nothing of it is kept", async () => {
    const siret = world.hosts[0]!.siret;
    const actor = aManager();
    const { data, refusals } = await run(actor, REGISTER, { input: aRegistration({ siret }) });
    expect(data).toEqual({ registerHost: null });
    expect(refusals).toEqual([["HOST_ALREADY_REGISTERED", "siret"]]);
    expect(await sql()`select from offers.host_managers where person_id = ${uuidOf(actor.personId)}`).toHaveLength(0);
  });

  it("once, whatever the number of people who try at the same instant", async () => {
    const input = aRegistration({ ...TULLE, siret: aSiret() });
    const answers = await Promise.all(Array.from({ length: 20 }, () => run(aManager(), REGISTER, { input })));
    expect(answers.map(({ code }) => code ?? "registered").sort()).toEqual([...Array.from({ length: 19 }, () => "HOST_ALREADY_REGISTERED"), "registered"]);
    expect(await sql()`select from offers.hosts where siret = ${input.siret}`).toHaveLength(1);
  });

  it("many times, in the naive way that looks first and inserts after", async () => {
    await sql()`create table naive_hosts (siret text not null)`;
    const naive = async () => {
      const known = await sql()`select from naive_hosts where siret = '1'`;
      if (known.length === 0) await sql()`insert into naive_hosts values ('1')`;
    };
    await Promise.all(Array.from({ length: 20 }, naive));
    expect((await sql()`select from naive_hosts`).length).toBeGreaterThan(1);
  });

  it("and is told everything that is wrong", async () => {
    const input = aRegistration({ siret: "1", legalName: "\u0000", sector: "\u0000", kind: "ECOLE", address: { addressLine: " ", postcode: "1", communeCode: "\u0000" } });
    expect((await run(aManager(), REGISTER, { input })).refusals).toEqual([
      ["INVALID_SIRET", "siret"], ["TEXT_REQUIRED", "legalName"], ["UNKNOWN_SECTOR", "sector"], ["TEXT_REQUIRED", "address.addressLine"],
      ["INVALID_POSTCODE", "address.postcode"], ["UNKNOWN_COMMUNE", "address.communeCode"], ["ECOLE_CLASSES_REQUIRED", "classes"],
    ]);
  });

  it.each<[string, Actor, string]>([["a visitor", ANONYMOUS, "UNAUTHENTICATED"], ["a student", student, "FORBIDDEN"], ["the ministry", persona("ministry"), "FORBIDDEN"]])(
    "but not by %s", async (_, actor, code) => expect((await run(actor, REGISTER, { input: aRegistration({ siret: aSiret() }) })).code).toBe(code),
  );
});

describe("a host publishes", () => {
  it("at once, ahead of the students' opening, and tells it", async () => {
    const actor = aManager();
    const hostId = await aHostOf(actor);
    const { data } = await publish(actor, hostId, {}, EVE_OF_OPENING);
    const { id } = data.publishOffer;
    expect(data.publishOffer).toEqual({
      id, status: "PUBLISHED", sector: { code: "C" }, campaign: { id: "2027" }, publishedAt: EVE_OF_OPENING.toString(),
      place: { communeName: "Tulle", ...TULLE },
      tutor: { email: "paul.roche@atelier.example" },
      viewerActions: expect.arrayContaining([{ action: "unpublishOffer", allowed: true }, { action: "publishDraft", allowed: false }]),
    });
    const [event] = await told<{ offer: OfferFact }>("OfferPublished", id);
    expect(event!.offer).toMatchObject({
      id, campaignId: "2027", period: "BOTH_WEEKS", seats: 2, maxSeats: 100, reservedSchoolUais: [],
      host: { id: hostId, legalName: "Atelier Delmas" },
      place: { ...TULLE, address: "2 rue des Tilleuls, 19000 Tulle" },
      tutor: { email: "paul.roche@atelier.example", phone: null },
    });
  });

  it("where its commune is, when it does not say more", async () => {
    const actor = aManager();
    const ussel = { addressLine: "1 place Voltaire", postcode: null, communeCode: "19275" };
    const hostId = await aHostOf(actor, { latitude: null, longitude: null, address: ussel });
    expect((await publish(actor, hostId)).data).toMatchObject({ publishOffer: { place: { communeName: "Ussel", latitude: 45.5502, longitude: 2.3045 } } });
  });

  it("nowhere, where nobody knows the commune's place; the next one can, once somebody told it", async () => {
    const actor = aManager();
    const address = { addressLine: "Le bourg", postcode: null, communeCode: "19001" };
    const hostId = await aHostOf(actor, { latitude: null, longitude: null, address });
    expect((await publish(actor, hostId)).refusals).toEqual([["PLACE_NOT_LOCATED", "place.latitude"]]);
    await publish(actor, hostId, { place: { ...address, latitude: 45.2, longitude: 2 } });
    await publish(actor, hostId, { place: { ...address, latitude: 45.4, longitude: 2.2 } });
    const { data } = await publish(actor, hostId);
    expect(data).toMatchObject({ publishOffer: { place: { latitude: expect.closeTo(45.3, 9), longitude: expect.closeTo(2.1, 9) } } });
  });

  it.each([
    ["another host", otherManager, () => world.hosts[0]!.id, "FORBIDDEN"],
    ["an unknown host", manager, () => newId("host"), "NOT_FOUND"],
    ["what is no host", manager, () => "offer_1\u0000", "NOT_FOUND"],
  ])("but not for %s", async (_, actor, hostId, code) => expect((await publish(actor, hostId() as HostId)).code).toBe(code));

  it.each([
    ["an unknown campaign", { campaignId: "1999\u0000" }, NOW, "CAMPAIGN_UNKNOWN"],
    ["a past campaign", { campaignId: "2024" }, NOW, "CAMPAIGN_ENDED"],
    ["a campaign not open yet", { campaignId: "2027" }, Temporal.Instant.from("2026-08-31T21:59:59Z"), "OFFERS_NOT_OPEN"],
    ["a week that has begun", { period: "WEEK_1" }, Temporal.Instant.from("2027-06-15T08:00:00Z"), "PERIOD_STARTED"],
    ["no campaign at all", {}, Temporal.Instant.from("2031-01-01T08:00:00Z"), "CAMPAIGN_UNKNOWN"],
  ])("but not in %s", async (_, over, now, code) => expect((await publish(manager, world.hosts[0]!.id, over, now)).code).toBe(code));

  it("an école within its own rules, told at once with the others", async () => {
    const actor = aManager();
    const ecole = await aHostOf(actor, { kind: "ECOLE", sector: "P", classes: 4 });
    const tutor = { name: "Léa Faure", function: "ATSEM", email: "lea.faure@ecole.example" };
    expect((await publish(actor, ecole, { seats: 2, tutor, title: "x".repeat(151), sector: "Z" })).refusals).toEqual([
      ["TEXT_TOO_LONG", "title"], ["UNKNOWN_SECTOR", "sector"], ["ECOLE_SEATS_EXCEEDED", "seats"], ["ECOLE_TUTOR_NOT_TEACHER", "tutor.function"],
    ]);
    expect((await publish(actor, ecole, { seats: 1, tutor: { ...tutor, function: "professeure des écoles" } })).code).toBeUndefined();
  });
});

describe("a host unpublishes", () => {
  it("once, and tells it once, whatever the number of clicks", async () => {
    const { actor, id } = await aPublishedOffer();
    const answers = await Promise.all(Array.from({ length: 8 }, () => run(actor, UNPUBLISH, { offerId: id })));
    expect(answers.filter(({ code }) => code === undefined)).toHaveLength(1);
    expect(answers.filter(({ code }) => code === "WRONG_STATE")).toHaveLength(7);
    expect(await told("OfferClosed", id)).toEqual([{ offerId: id, status: "UNPUBLISHED" }]);
  });

  it("many times, in the naive way that looks first and writes after", async () => {
    await sql()`create table naive_offers as select 'PUBLISHED' as status, 0 as told`;
    const naive = async () => {
      const [offer] = await sql()<{ status: string }[]>`select status from naive_offers`;
      if (offer!.status === "PUBLISHED") await sql()`update naive_offers set status = 'UNPUBLISHED', told = told + 1`;
    };
    await Promise.all(Array.from({ length: 8 }, naive));
    expect((await sql()<{ told: number }[]>`select told from naive_offers`)[0]!.told).toBeGreaterThan(1);
  });

  it("and only its own: another's is forbidden while it can be seen, and not found otherwise", async () => {
    const { actor, id } = await aPublishedOffer();
    expect((await run(otherManager, UNPUBLISH, { offerId: id })).code).toBe("FORBIDDEN");
    await run(actor, UNPUBLISH, { offerId: id });
    expect((await run(otherManager, UNPUBLISH, { offerId: id })).code).toBe("NOT_FOUND");
    expect((await run(actor, UNPUBLISH, { offerId: newId("offer") })).code).toBe("NOT_FOUND");
    expect((await run(actor, UNPUBLISH, { offerId: "\u0000" })).code).toBe("NOT_FOUND");
  });
});

describe("what was told", () => {
  it("leaves by the bus once the subgraph is started, in its order", async () => {
    const { actor, id, hostId } = await aPublishedOffer();
    await run(actor, UNPUBLISH, { offerId: id });
    await subgraph().start();
    await vi.waitFor(async () => {
      const events = await sql()<{ type: string }[]>`select type from bus.events where key in ${sql()([hostId, id])} order by position`;
      expect(events.map(({ type }) => type)).toEqual(["HostRegistered", "OfferPublished", "OfferClosed"]);
    }, { timeout: 30_000 });
  });
});
