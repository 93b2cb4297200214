import { domainEvent, type HostFact, type OfferFact } from "@stages/events/contracts.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import { distanceKm } from "@stages/kernel/geography.ts";
import { type HostId, newId, type OfferId } from "@stages/kernel/ids.ts";
import { describe, expect, it, vi } from "vitest";
import { aRegistration, aRegistrationAbroad, BRUSSELS, TULLE } from "./domain/fixtures.ts";
import { aManager, aSiret, NOW, onPostgres, persona, REGISTER } from "./testing.ts";

const { run, publish, aHostOf, aHostAbroadOf, told, subgraph, sql, url } = onPostgres();
const student = persona<"STUDENT">("student");

const EDIT = "mutation($input: EditHostInput!) { editHost(input: $input) { id siret country legalName kind classes address { addressLine communeName } latitude } }";
const ACTIONS = "query($id: ID!) { host(id: $id) { viewerActions { action allowed refusals { code } } } }";
const PROPOSED = "query($id: ID!) { host(id: $id) { two: proposedTexts { description activities } one: proposedTexts(period: WEEK_2) { activities } } }";
const AROUND = "query($latitude: Float!, $longitude: Float!, $radiusKm: Float!) { offers(search: { around: { latitude: $latitude, longitude: $longitude }, radiusKm: $radiusKm }, first: 100) { edges { distanceKm node { id place { country communeName communeCode } } } } }";
const teacher = { name: "Léa Faure", function: "professeure des écoles", email: "lea.faure@ecole.example" };

const described = (over: object = {}) => {
  const { siret: _, ...rest } = aRegistration(TULLE);
  return { ...rest, ...over };
};
const edit = (actor: Parameters<typeof run>[0], hostId: HostId, over: object = {}) => run<{ editHost: { legalName: string } }>(actor, EDIT, { input: { hostId, ...described(over) } });

describe("a host abroad", () => {
  it("registers without a SIRET, and its country is told with its address", async () => {
    const actor = aManager();
    const hostId = await aHostAbroadOf(actor, { legalName: "Musée de la gravure" });
    const [event] = await told<{ host: HostFact }>("HostRegistered", hostId);
    expect(event!.host).toEqual({ id: hostId, siret: null, legalName: "Musée de la gravure", kind: "COMPANY", address: "12 rue Haute, 1000 Bruxelles, Belgique" });
  });

  it("registers once by its name at its address, whatever the number of people who try at the same instant", async () => {
    const input = aRegistrationAbroad({ legalName: "Brasserie du Parc" });
    const answers = await Promise.all(Array.from({ length: 12 }, () => run(aManager(), REGISTER, { input })));
    expect(answers.filter(({ code }) => code === undefined)).toHaveLength(1);
    expect(answers.filter(({ code }) => code === "HOST_ALREADY_REGISTERED")).toHaveLength(11);
    const again = await run(aManager(), REGISTER, { input: aRegistrationAbroad({ legalName: "BRASSERIE DU PARC !" }) });
    expect(again.refusals).toEqual([["HOST_ALREADY_REGISTERED", "legalName"]]);
    expect((await run(aManager(), REGISTER, { input: aRegistrationAbroad({ legalName: "Brasserie du Parc", address: { ...input.address, addressLine: "14 rue Haute" } }) })).code).toBeUndefined();
  });

  it("publishes offers that are found around them, and from nowhere in France", async () => {
    const actor = aManager();
    const hostId = await aHostAbroadOf(actor);
    const { data } = await publish(actor, hostId);
    const { id } = data.publishOffer;
    const found = async (centre: object, radiusKm: number) => {
      const answer = await run<{ offers: { edges: { distanceKm: number; node: { id: OfferId } }[] } }>(student, AROUND, { ...centre, radiusKm });
      return answer.data.offers.edges.find(({ node }) => node.id === id);
    };
    const near = { latitude: 50.9, longitude: 4.35 };
    expect(await found(near, 10)).toMatchObject({
      distanceKm: expect.closeTo(distanceKm(near, BRUSSELS), 0),
      node: { place: { country: "BE", communeName: "Bruxelles", communeCode: null } },
    });
    expect(await found(TULLE, 100)).toBeUndefined();
    const [event] = await told<{ offer: OfferFact }>("OfferPublished", id);
    expect(event!.offer).toMatchObject({ host: { id: hostId, siret: null }, place: { ...BRUSSELS, address: "12 rue Haute, 1000 Bruxelles, Belgique" } });
    expect(await sql()`select from offers.commune_coordinates where commune_code is null`).toHaveLength(0);
  });

  it("cannot take the name of another at the same address, and keeps its country", async () => {
    const actor = aManager();
    const hostId = await aHostAbroadOf(actor, { legalName: "Atelier Nord" });
    await aHostAbroadOf(aManager(), { legalName: "Atelier Sud" });
    const { siret: _, ...abroad } = aRegistrationAbroad({ legalName: "Atelier Sud" });
    expect((await run(actor, EDIT, { input: { hostId, ...abroad } })).refusals).toEqual([["HOST_ALREADY_REGISTERED", "legalName"]]);
    expect((await run(actor, EDIT, { input: { hostId, ...abroad, legalName: "Atelier Est" } })).data).toMatchObject({ editHost: { legalName: "Atelier Est", country: "BE", siret: null } });
    expect((await edit(actor, hostId, { address: { ...aRegistration().address, country: "FR" } })).refusals).toEqual([["HOST_COUNTRY_FIXED", "address.country"]]);
    const address = { ...abroad.address, country: null };
    expect((await run(actor, EDIT, { input: { hostId, ...abroad, address, legalName: "Atelier Ouest" } })).code).toBeUndefined();
  });
});

describe("a host is edited", () => {
  it("by its manager, and the others are told with the offers that name it", async () => {
    const actor = aManager();
    const hostId = await aHostOf(actor);
    const { data } = await publish(actor, hostId);
    expect((await edit(actor, hostId, { legalName: "Atelier Roche", kind: "ASSOCIATION" })).data).toMatchObject({ editHost: { legalName: "Atelier Roche", kind: "ASSOCIATION", country: "FR" } });
    expect(await told("HostChanged", hostId)).toEqual([
      { host: { id: hostId, siret: expect.any(String), legalName: "Atelier Roche", kind: "ASSOCIATION", address: "2 rue des Tilleuls, 19000 Tulle" }, offerIds: [data.publishOffer.id], maxSeats: 100 },
    ]);
  });

  it("with the same refusals as when it registered", async () => {
    const actor = aManager();
    const hostId = await aHostOf(actor);
    expect((await edit(actor, hostId, { legalName: "", sector: "Z", classes: null, kind: "ECOLE", latitude: 91 })).refusals).toEqual([
      ["TEXT_REQUIRED", "legalName"], ["UNKNOWN_SECTOR", "sector"], ["NUMBER_OUT_OF_RANGE", "latitude"], ["ECOLE_CLASSES_REQUIRED", "classes"],
    ]);
    expect(await told("HostChanged", hostId)).toEqual([]);
  });

  it("and not by others", async () => {
    const hostId = await aHostOf(aManager());
    expect((await edit(aManager(), hostId)).code).toBe("FORBIDDEN");
    expect((await edit(persona("ministry"), hostId)).code).toBe("FORBIDDEN");
    expect((await edit(aManager(), newId("host"))).code).toBe("NOT_FOUND");
  });

  it.each([["its manager", true, []], ["another", false, ["FORBIDDEN"]]])("as its actions say to %s", async (_, isTheirs, refusals) => {
    const actor = aManager();
    const hostId = await aHostOf(actor);
    const { data } = await run<{ host: { viewerActions: object[] } }>(isTheirs ? actor : aManager(), ACTIONS, { id: hostId });
    expect(data.host.viewerActions).toEqual(["editHost", "publishOffer", "declareIntention", "inviteHostManager"].map((action) => ({ action, allowed: isTheirs, refusals: refusals.map((code) => ({ code })) })));
  });
});

describe("an école", () => {
  const anEcole = (actor: ReturnType<typeof aManager>, classes: number) => aHostOf(actor, { kind: "ECOLE", sector: "P", classes });

  it("is proposed texts that its offer takes as they are; other hosts are not", async () => {
    const actor = aManager();
    const hostId = await anEcole(actor, 6);
    const { data } = await run<{ host: { two: object; one: object } }>(actor, PROPOSED, { id: hostId });
    expect((await publish(actor, hostId, { ...data.host.two, seats: 1, tutor: teacher })).code).toBeUndefined();
    expect((await run<{ host: unknown }>(actor, PROPOSED, { id: await aHostOf(actor) })).data.host).toEqual({ two: null, one: null });
  });

  it("tells how many it may offer when its classes change, with the offers that must follow", async () => {
    const actor = aManager();
    const hostId = await anEcole(actor, 4);
    const { id } = (await publish(actor, hostId, { seats: 1, tutor: teacher })).data.publishOffer;
    for (const classes of [5, 4]) expect((await edit(actor, hostId, { kind: "ECOLE", sector: "P", classes })).code).toBeUndefined();
    expect(await told("HostChanged", hostId)).toMatchObject([{ offerIds: [id], maxSeats: 3 }, { offerIds: [id], maxSeats: 1 }]);
  });

  it("welcomes three at most over all its offers of one week, whatever is published at the same instant", async () => {
    const actor = aManager();
    const hostId = await anEcole(actor, 6);
    const answers = await Promise.all(Array.from({ length: 6 }, () => publish(actor, hostId, { seats: 2, tutor: teacher })));
    expect(answers.filter(({ code }) => code === undefined)).toHaveLength(1);
    expect(answers.filter(({ code }) => code === "ECOLE_SEATS_EXCEEDED")).toHaveLength(5);
    expect((await publish(actor, hostId, { seats: 1, period: "WEEK_1", tutor: teacher })).code).toBeUndefined();
    expect((await publish(actor, hostId, { seats: 1, period: "BOTH_WEEKS", tutor: teacher })).code).toBe("ECOLE_SEATS_EXCEEDED");
  });

  it("welcomes more, in the naive way that looks first and publishes after", async () => {
    await sql()`create table naive_ecole (seats integer not null)`;
    const naive = async () => {
      const [out] = await sql()<{ seats: number }[]>`select coalesce(sum(seats), 0)::integer as seats from naive_ecole`;
      if (out!.seats + 2 <= 3) await sql()`insert into naive_ecole values (2)`;
    };
    await Promise.all(Array.from({ length: 6 }, naive));
    expect((await sql()`select from naive_ecole`).length).toBeGreaterThan(1);
  });

  it("loses a class once what is out fits in one seat", async () => {
    const actor = aManager();
    const hostId = await anEcole(actor, 5);
    const { data } = await publish(actor, hostId, { seats: 2, tutor: teacher });
    const fewer = { kind: "ECOLE", sector: "P", classes: 4 };
    expect((await edit(actor, hostId, fewer)).refusals).toEqual([["ECOLE_OFFERS_OUT", "classes"]]);
    await run(actor, "mutation($id: ID!) { unpublishOffer(input: { offerId: $id }) { id } }", { id: data.publishOffer.id });
    expect((await edit(actor, hostId, fewer)).data).toMatchObject({ editHost: { classes: 4 } });
  });
});

describe("whom people lets manage a host", () => {
  it("manages it here, until people says otherwise", async () => {
    await subgraph().start();
    const bus = postgresBus(url());
    const [founder, colleague] = [aManager(), aManager()];
    const hostId = await aHostOf(founder);
    const fact = { hostId, personId: colleague.personId };
    const may = async (actor: ReturnType<typeof aManager>) => (await edit(actor, hostId)).code ?? "edited";
    await bus.publish([domainEvent("HostManagerAdded", hostId, fact, NOW)]);
    await vi.waitFor(async () => expect(await may(colleague)).toBe("edited"), { timeout: 30_000 });
    await bus.publish([domainEvent("HostManagerRemoved", hostId, { hostId, personId: founder.personId }, NOW)]);
    await vi.waitFor(async () => expect(await may(founder)).toBe("FORBIDDEN"), { timeout: 30_000 });
    expect(await may(colleague)).toBe("edited");
    await bus.stop();
  });

  it("registers in France with a SIRET, which nobody needs abroad", async () => {
    expect((await run(aManager(), REGISTER, { input: aRegistration({ siret: null }) })).refusals).toEqual([["TEXT_REQUIRED", "siret"]]);
    expect((await run(aManager(), REGISTER, { input: aRegistrationAbroad({ siret: aSiret() }) })).refusals).toEqual([["SIRET_ABROAD", "siret"]]);
  });
});
