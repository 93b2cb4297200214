import type { PersonaName } from "@stages/demonstration/personas.ts";
import type { WorldOffer } from "@stages/demonstration/world.ts";
import { type Actor, ANONYMOUS } from "@stages/kernel/actor.ts";
import { distanceKm } from "@stages/kernel/geography.ts";
import { newId, type OfferId } from "@stages/kernel/ids.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { TULLE } from "./domain/fixtures.ts";
import { roundedKm } from "./domain/search.ts";
import { NOW, onPostgres, persona, world } from "./testing.ts";

const { run, aPublishedOffer } = onPostgres();
const student = persona<"STUDENT">("student");
const home = world.students.find(({ id }) => id === student.studentId)!.home;

interface Connection {
  readonly edges: readonly { readonly distanceKm: number; readonly node: { readonly id: OfferId; readonly title: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const PAGE = "edges { distanceKm node { id title } } pageInfo { hasNextPage endCursor }";
const SEARCH = `query($search: OfferSearchInput!, $first: Int! = 100, $after: String) { offers(search: $search, first: $first, after: $after) { ${PAGE} } }`;

const search = (actor: Actor, over: object = {}, page: { first?: number; after?: string } = {}, now = NOW) =>
  run<{ offers: Connection | null }>(actor, SEARCH, { search: { around: TULLE, ...over }, ...page }, now);

async function all(actor: Actor, over: object = {}, first = 100) {
  const found: Connection["edges"][number][] = [];
  for (let after: string | undefined, more = true; more; ) {
    const { edges, pageInfo } = (await search(actor, over, { first, ...(after ? { after } : {}) })).data.offers!;
    found.push(...edges);
    more = pageInfo.hasNextPage;
    after = pageInfo.endCursor ?? undefined;
  }
  return found;
}
const ids = (edges: Connection["edges"]) => edges.map(({ node }) => node.id);

/** The same search, by hand on the world's list. */
const byHand = (around: { latitude: number; longitude: number }, radiusKm: number, also: (offer: WorldOffer) => boolean = () => true) =>
  world.offers
    .filter(({ status, campaignId, reservedSchoolUais }) => status === "PUBLISHED" && campaignId === "2027" && (reservedSchoolUais.length === 0 || reservedSchoolUais.includes(student.schoolUai)))
    .map((offer) => ({ offer, km: distanceKm(around, offer.place) }))
    .filter(({ offer, km }) => km <= radiusKm && also(offer))
    .sort((a, b) => a.km - b.km);

const anOffer = async (over: object) => (await aPublishedOffer(over)).id;

/** Out of the way of every other test. */
const AT_SEA = { addressLine: "Le phare", postcode: null, communeCode: "29155", latitude: 48.46, longitude: -5.1 };

describe("a search around a point", () => {
  it.each([[5], [12.5], [30], [100]])("finds every published offer of the campaign within %d km, nearest first, with kernel's distance", async (radiusKm) => {
    const expected = byHand(home, radiusKm);
    const found = await all(student, { around: { latitude: home.latitude, longitude: home.longitude }, radiusKm });
    expect(ids(found).sort()).toEqual(expected.map(({ offer }) => offer.id).sort());
    expect(found.map(({ distanceKm }) => distanceKm)).toEqual(expected.map(({ km }) => roundedKm(km)));
  });

  it("finds the same page by page, none twice and none missed, ties included", async () => {
    const whole = ids(await all(student, { radiusKm: 100 }));
    expect(whole.length).toBeGreaterThan(60);
    expect(new Set(whole).size).toBe(whole.length);
    expect(ids(await all(student, { radiusKm: 100 }, 7))).toEqual(whole);
  });

  it("gives a cursor to that search alone", async () => {
    const { data } = await search(student, { radiusKm: 100 }, { first: 3 });
    const after = data.offers!.pageInfo.endCursor!;
    expect((await search(student, { radiusKm: 100 }, { after })).code).toBeUndefined();
    expect((await search(student, { radiusKm: 99 }, { after })).code).toBe("INVALID_CURSOR");
    expect((await search(student, {}, { after: "x\u0000" })).code).toBe("INVALID_CURSOR");
    expect((await search(student, {}, { first: 0 })).code).toBe("INVALID_PAGE_SIZE");
  });

  it("is told everything that is wrong", async () => {
    expect((await search(student, { around: {}, radiusKm: 0, sectors: ["Z"], text: "x".repeat(201) })).refusals).toEqual([
      ["SEARCH_AREA_REQUIRED", "around"], ["NUMBER_OUT_OF_RANGE", "radiusKm"], ["TEXT_TOO_LONG", "text"], ["UNKNOWN_SECTOR", "sectors"],
    ]);
  });
});

describe("a search around a commune", () => {
  it("looks around where the commune is known to be", async () => {
    const found = await all(student, { around: { communeCode: "19031" }, radiusKm: 10 });
    expect(ids(found).sort()).toEqual(byHand({ latitude: 45.1436, longitude: 1.5194 }, 10).map(({ offer }) => offer.id).sort());
  });

  it.each([
    ["that does not exist", "99999", "UNKNOWN_COMMUNE"],
    ["that is no code", "\u0000", "UNKNOWN_COMMUNE"],
    ["that nobody located", "19002", "SEARCH_AREA_REQUIRED"],
  ])("%s is refused on that field", async (_, communeCode, code) => {
    expect((await search(student, { around: { communeCode } })).refusals).toEqual([[code, "around.communeCode"]]);
  });

  it("that a first host locates can be looked around from then on", async () => {
    const around = { communeCode: "29155" };
    expect((await search(student, { around })).code).toBe("SEARCH_AREA_REQUIRED");
    const id = await anOffer({ place: AT_SEA });
    expect(ids(await all(student, { around, radiusKm: 1 }))).toEqual([id]);
  });
});

describe("a search narrowed", () => {
  const around = { latitude: home.latitude, longitude: home.longitude };
  const kindOf = new Map(world.hosts.map(({ id, kind }) => [id, kind]));

  it.each<[string, object, (offer: WorldOffer) => boolean]>([
    ["to a sector", { sectors: ["P"] }, ({ sector }) => sector === "P"],
    ["to the first week alone", { period: "WEEK_1" }, ({ period }) => period === "WEEK_1"],
    ["to both weeks", { period: "BOTH_WEEKS" }, ({ period }) => period === "BOTH_WEEKS"],
    ["to écoles", { hostKinds: ["ECOLE"] }, ({ hostId }) => kindOf.get(hostId) === "ECOLE"],
    ["to accessible places", { accessible: true }, ({ accessible }) => accessible],
    ["to several things", { accessible: true, period: "WEEK_2", hostKinds: ["COMPANY"] }, ({ accessible, period, hostId }) => accessible && period === "WEEK_2" && kindOf.get(hostId) === "COMPANY"],
  ])("%s finds those and no other", async (_, filters, fits) => {
    const expected = byHand(home, 60, fits);
    expect(expected.length).toBeGreaterThan(0);
    expect(ids(await all(student, { around, radiusKm: 60, ...filters })).sort()).toEqual(expected.map(({ offer }) => offer.id).sort());
  });
});

describe("a search in French", () => {
  let id: OfferId;
  beforeAll(async () => {
    id = await anOffer({
      place: { ...AT_SEA, latitude: 48.3 },
      title: "Découverte de la pâtisserie à l'ancienne",
      description: "Nos boulangers font des gâteaux, et le cœur du métier est l'été.",
      activities: "Observer les fournées ; goûter.",
    });
  });
  const lookedFor = async (text: string) => (await all(student, { around: { latitude: 48.3, longitude: -5.1 }, radiusKm: 1, text })).some(({ node }) => node.id === id);

  it.each(["pâtisserie", "patisserie", "PATISSERIES", "gateau", "boulangers", "les pâtisseries", "a l'ancienne", "à l'ancienne", "découvertes patisserie", "coeur", "fournée", "les", "à", "", '"pâtisserie', "patisserie or menuiserie", "\u0000gateau"])(
    "finds by %j", async (text) => expect(await lookedFor(text)).toBe(true),
  );
  it.each(["menuiserie", "pâtisserie menuiserie", "patisserie -gateau"])("does not find by %j", async (text) => expect(await lookedFor(text)).toBe(false));
});

describe("the catalogue", () => {
  it("is closed to students and families before the opening, with the date; open to the others", async () => {
    const eve = Temporal.Instant.from("2026-10-04T21:59:59Z");
    for (const actor of [student, persona("legal-representative")]) {
      const { data, code, message } = await search(actor as Actor, {}, {}, eve);
      expect([data.offers, code]).toEqual([null, "STUDENTS_NOT_OPEN"]);
      expect(message).toContain("lundi 5 octobre 2026");
    }
    expect((await search(student, {}, {}, Temporal.Instant.from("2026-10-04T22:00:00Z"))).code).toBeUndefined();
    expect((await search(persona<"SCHOOL_HEAD">("school-head"), {}, {}, eve)).code).toBeUndefined();
    expect((await search(ANONYMOUS)).code).toBe("UNAUTHENTICATED");
  });

  it("no longer shows a period that has begun, and is over after the last day", async () => {
    const tuesday = Temporal.Instant.from("2027-06-15T08:00:00Z");
    const { data } = await search(student, { radiusKm: 100 }, {}, tuesday);
    const found = new Set(ids(data.offers!.edges));
    expect(found.size).toBeGreaterThan(0);
    expect(world.offers.filter((offer) => found.has(offer.id)).every(({ period }) => period === "WEEK_2")).toBe(true);
    // From the next day on it is the next campaign's opening that students wait for.
    expect(await search(student, {}, {}, Temporal.Instant.from("2027-06-26T08:00:00Z"))).toMatchObject({ code: "STUDENTS_NOT_OPEN", message: expect.stringContaining("mardi 5 octobre 2027") });
    expect((await search(student, {}, {}, Temporal.Instant.from("2028-07-01T08:00:00Z"))).code).toBe("CAMPAIGN_UNKNOWN");
  });

  it("shows an offer reserved to schools to their students and staff alone", async () => {
    const id = await anOffer({ place: { ...AT_SEA, latitude: 48.2 }, reservedSchoolUais: [student.schoolUai] });
    const around = { latitude: 48.2, longitude: -5.1 };
    const finds = async (name: PersonaName) => ids(await all(persona(name), { around, radiusKm: 1 })).includes(id);
    for (const name of ["student", "school-head", "referent-teacher", "rectorat", "ministry"] as const) expect([name, await finds(name)]).toEqual([name, true]);
    for (const name of ["other-student", "other-school-head", "host-manager", "legal-representative"] as const) expect([name, await finds(name)]).toEqual([name, false]);
  });

  it("shows what is published and no more, even to those who see more", async () => {
    const published = new Set(world.offers.filter(({ status }) => status === "PUBLISHED").map(({ id }) => id));
    const found = await all(persona<"MINISTRY">("ministry"), { radiusKm: 100 });
    const known = new Set(world.offers.map(({ id }) => id));
    expect(ids(found).filter((id) => known.has(id) && !published.has(id))).toEqual([]);
  });
});

describe("the offers near a student's home", () => {
  const NEARBY = `query($r: [_Any!]!, $filters: OfferFiltersInput) { _entities(representations: $r) { ... on Student { offersNearby(radiusKm: 20, filters: $filters, first: 100) { ${PAGE} } } } }`;
  const near = (actor: Actor, point: object | null, filters: object | null = null, studentId = student.studentId) =>
    run<{ _entities: { offersNearby: Connection | null }[] }>(actor, NEARBY, { r: [{ __typename: "Student", id: studentId, home: point }], filters });
  const point = { latitude: home.latitude, longitude: home.longitude };

  it("are those of the search around it", async () => {
    const searched = await search(student, { around: point, radiusKm: 20 });
    const { data } = await near(student, point);
    expect(data._entities[0]!.offersNearby!.edges).toEqual(searched.data.offers!.edges);
  });

  it("can be narrowed, by the family and the school's staff too", async () => {
    for (const actor of [persona<"LEGAL_REPRESENTATIVE">("legal-representative"), persona<"SCHOOL_HEAD">("school-head")]) {
      const { data } = await near(actor, point, { period: "WEEK_2" });
      const expected = byHand(point, 20, ({ period, reservedSchoolUais }) => period === "WEEK_2" && (actor.role === "SCHOOL_HEAD" || reservedSchoolUais.length === 0));
      expect(expected.length).toBeGreaterThan(0);
      expect(ids(data._entities[0]!.offersNearby!.edges)).toEqual(expect.arrayContaining(expected.map(({ offer }) => offer.id)));
    }
  });

  it("are null where the home is not known, or not given to this viewer", async () => {
    expect(await near(student, null)).toMatchObject({ data: { _entities: [{ offersNearby: null }] }, code: undefined });
  });

  it("are not for another student, nor for a host", async () => {
    expect((await near(student, point, null, newId("student"))).code).toBe("FORBIDDEN");
    expect((await near(persona<"HOST_MANAGER">("host-manager"), point)).code).toBe("FORBIDDEN");
  });
});
