import type { WorldOffer } from "@stages/demonstration/world-types.ts";
import { distanceKm } from "@stages/kernel/geography.ts";
import { idFromUuid, uuidOf } from "@stages/kernel/ids.ts";
import { PERIODS } from "@stages/kernel/period.ts";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { TULLE } from "./domain/fixtures.ts";
import { HOST_KINDS } from "./domain/host.ts";
import { MODES } from "./domain/offer.ts";
import { onPostgres, persona, world } from "./testing.ts";

vi.setConfig({ testTimeout: 120_000 });

const { run, asTheLedger, sql, aPublishedOffer } = onPostgres();
const student = persona<"STUDENT">("student");
const home = world.students.find(({ id }) => id === student.studentId)!.home;
const HOME = { latitude: home.latitude, longitude: home.longitude };

interface Count {
  readonly count: number;
}
interface Searched {
  readonly edges: readonly { readonly node: { readonly id: string; readonly publishedAt: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: number;
  readonly didYouMean: string | null;
  readonly facets: {
    readonly sectors: readonly (Count & { readonly sector: { readonly code: string } })[];
    readonly periods: readonly (Count & { readonly period: string })[];
    readonly departments: readonly (Count & { readonly code: string })[];
    readonly accessible: number;
    readonly seatsLeft: number;
    readonly reservedToMySchool: number;
  };
  readonly loosen: readonly { readonly criterion: string; readonly radiusKm: number | null; readonly count: number }[];
}

const PAGE = "edges { node { id publishedAt } } pageInfo { hasNextPage endCursor }";
const FACETS = "facets { sectors { sector { code } count } periods { period count } departments { code count } accessible seatsLeft reservedToMySchool }";
const search = async (asked: object, fields = PAGE, page: { first?: number; after?: string } = {}) => {
  const query = `query($search: OfferSearchInput!, $first: Int! = 100, $after: String) { offers(search: $search, first: $first, after: $after) { ${fields} } }`;
  const { data, code, message } = await run<{ offers: Searched | null }>(student, query, { search: asked, ...page });
  if (!data.offers) throw new Error(`${code}: ${message}`);
  return data.offers;
};

async function everyId(asked: object, first: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let after: string | undefined, more = true; more; ) {
    const { edges, pageInfo } = await search(asked, PAGE, { first, ...(after ? { after } : {}) });
    ids.push(...edges.map(({ node }) => node.id));
    more = pageInfo.hasNextPage;
    after = pageInfo.endCursor ?? undefined;
  }
  return ids;
}

const WORDS = ["librairie", "mairies", "ateliers", "École", "energie"];
const departmentOf = ({ communeCode }: WorldOffer["place"]) => communeCode && (/^9[78]/.test(communeCode) ? communeCode.slice(0, 3) : communeCode.slice(0, 2));
const kinds = new Map(world.hosts.map(({ id, kind }) => [id, kind]));
/** By offer, of those that the test fills up or reserves. */
const taken = new Map<string, number>();
const reserved = new Map<string, readonly string[]>(world.offers.map(({ id, reservedSchoolUais }) => [id, reservedSchoolUais]));
const withWord = new Map<string, ReadonlySet<string>>();

const catalogue = world.offers.filter(({ status, campaignId }) => status === "PUBLISHED" && campaignId === "2027");

beforeAll(async () => {
  for (const [rank, { id, seats }] of catalogue.entries()) {
    if (rank % 3 === 0) taken.set(id, seats);
    if (rank % 10 === 1) reserved.set(id, [rank % 20 === 1 ? student.schoolUai : world.schools[3]!.uai]);
  }
  for (const [id, seats] of taken) await asTheLedger((tx) => tx`update offers.offers set seats_taken = ${seats} where id = ${uuidOf(id as never)}`);
  for (const [id, uais] of reserved) if (uais.length > 0) await sql()`update offers.offers set reserved_school_uais = ${[...uais]} where id = ${uuidOf(id as never)}`;
  // Many published at one instant: what orders them is then the id.
  await asTheLedger((tx) => tx`update offers.offers set published_at = date_trunc('day', published_at)`);
  for (const word of WORDS) {
    const rows = await sql()<{ id: string }[]>`select id from offers.offers where to_tsvector('offers.french', title || ' ' || description || ' ' || activities) @@ plainto_tsquery('offers.french', ${word})`;
    withWord.set(word, new Set(rows.map(({ id }) => idFromUuid("offer", id))));
  }
});

type Asked = { readonly [K in "text" | "sectors" | "period" | "hostKinds" | "mode" | "department" | "accessible" | "seatsLeft" | "reservedToMySchool"]?: unknown } & {
  readonly around?: { readonly latitude: number; readonly longitude: number };
  readonly radiusKm?: number;
  readonly within?: { readonly south: number; readonly west: number; readonly north: number; readonly east: number };
};

/** The same search without any index: every offer, one after the other. */
function naively(asked: Asked): ReadonlySet<string> {
  const { around, radiusKm = 30, within, text, sectors, period, hostKinds, mode, department, accessible, seatsLeft, reservedToMySchool } = asked;
  const includes = (list: unknown, one: unknown) => !Array.isArray(list) || list.length === 0 || list.includes(one);
  return new Set(catalogue.filter((offer) => {
    const { latitude, longitude } = offer.place;
    const uais = reserved.get(offer.id)!;
    return (
      (within ? latitude >= within.south && latitude <= within.north && longitude >= within.west && longitude <= within.east : distanceKm(around!, offer.place) <= radiusKm) &&
      (uais.length === 0 || uais.includes(student.schoolUai)) &&
      (!text || withWord.get(text as string)!.has(offer.id)) &&
      includes(sectors, offer.sector) && includes(hostKinds, kinds.get(offer.hostId)) &&
      (!period || offer.period === period) && (!mode || offer.mode === mode) && (!department || departmentOf(offer.place) === department) &&
      (!accessible || offer.accessible) && (!seatsLeft || offer.seats > (taken.get(offer.id) ?? 0)) &&
      (!reservedToMySchool || uais.includes(student.schoolUai))
    );
  }).map(({ id }) => id));
}

const orNull = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null, freq: 1 });
const point = fc.constantFrom(...world.offers.slice(0, 60)).map(({ place: { latitude, longitude } }) => ({ latitude: latitude + 0.05, longitude: longitude - 0.02 }));
const filters = fc.record({
  text: fc.option(fc.constantFrom(...WORDS), { nil: null, freq: 1 }),
  sectors: orNull(fc.subarray(["C", "G", "J", "M", "O", "P", "Q"])),
  period: orNull(fc.constantFrom(...PERIODS)),
  hostKinds: orNull(fc.subarray([...HOST_KINDS])),
  mode: orNull(fc.constantFrom(...MODES)),
  department: orNull(fc.constantFrom("19", "87", "69", "42")),
  accessible: orNull(fc.boolean()),
  seatsLeft: orNull(fc.boolean()),
  reservedToMySchool: fc.option(fc.boolean(), { nil: null, freq: 1 }),
}, { requiredKeys: [] });
const circle = fc.record({ around: point, radiusKm: fc.integer({ min: 1, max: 100 }) });
const map = point.chain(({ latitude, longitude }) => fc.record({
  within: fc.record({ south: fc.constant(latitude - 0.2), west: fc.constant(longitude - 0.3), north: fc.double({ min: latitude - 0.1, max: latitude + 2, noNaN: true }), east: fc.double({ min: longitude - 0.2, max: longitude + 3, noNaN: true }) }),
}));
const anySearch = fc.tuple(fc.oneof(circle, map), filters).map(([area, chosen]): Asked => ({ ...area, ...chosen }));

describe("any search", () => {
  it("finds what a look at every offer finds, in either order, page after page, and counts it", async () => {
    let found = 0;
    await fc.assert(fc.asyncProperty(anySearch, fc.integer({ min: 3, max: 40 }), fc.constantFrom("DISTANCE", "NEWEST"), async (asked, first, order) => {
      const expected = naively(asked);
      const ids = await everyId({ ...asked, order }, first);
      expect(new Set(ids)).toEqual(expected);
      expect(ids).toHaveLength(expected.size);
      expect((await search(asked, "totalCount")).totalCount).toBe(expected.size);
      found += expected.size;
    }), { numRuns: 50 });
    expect(found).toBeGreaterThan(100);
  });

  it("has facets that tell what choosing each would give", async () => {
    await fc.assert(fc.asyncProperty(circle, filters, async (area, chosen) => {
      const asked: Asked = { ...area, ...chosen };
      const { facets } = await search(asked, FACETS);
      const given = (over: Asked) => naively({ ...asked, ...over }).size;
      for (const { sector, count } of facets.sectors) expect(count).toBe(given({ sectors: [sector.code] }));
      for (const { period, count } of facets.periods) expect(count).toBe(given({ period }));
      for (const { code, count } of facets.departments) expect(count).toBe(given({ department: code }));
      expect([facets.accessible, facets.seatsLeft, facets.reservedToMySchool]).toEqual([given({ accessible: true }), given({ seatsLeft: true }), given({ reservedToMySchool: true })]);
    }), { numRuns: 30 });
  });

  it("is loosened by what would really bring offers", async () => {
    let told = 0;
    const narrow = fc.record({ around: point, radiusKm: fc.integer({ min: 1, max: 12 }) });
    const choosing = fc.tuple(filters, fc.constantFrom(...MODES), fc.subarray(["B", "D", "J", "P", "Q"], { minLength: 1 })).map(([some, mode, sectors]) => ({ ...some, mode, sectors }));
    await fc.assert(fc.asyncProperty(narrow, choosing, async (area, chosen) => {
      const asked: Asked = { ...area, ...chosen };
      const { edges, loosen } = await search(asked, "edges { node { id } } loosen { criterion radiusKm count }");
      if (edges.length > 0) expect(loosen).toEqual([]);
      for (const { criterion, radiusKm, count } of loosen) {
        const looser = criterion === "RADIUS" ? { ...asked, radiusKm: radiusKm! } : { ...asked, [fieldOf(criterion)]: null };
        expect([criterion, count]).toEqual([criterion, naively(looser).size]);
        told += 1;
      }
    }), { numRuns: 40 });
    expect(told).toBeGreaterThan(0);
  });
});

const fieldOf = (criterion: string) => criterion.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

describe("newest first", () => {
  it("goes from the last published, and by the id among those of one instant", async () => {
    const { edges } = await search({ around: HOME, radiusKm: 60, order: "NEWEST" });
    const keys = edges.map(({ node }) => `${node.publishedAt} ${uuidOf(node.id as never)}`);
    expect(keys).toEqual(keys.toSorted().reverse());
    expect(new Set(edges.map(({ node }) => node.publishedAt)).size).toBeLessThan(edges.length);
  });

  it("does not take the cursor of the other order", async () => {
    const { pageInfo } = await search({ around: HOME, order: "NEWEST" }, PAGE, { first: 2 });
    await expect(search({ around: HOME }, PAGE, { after: pageInfo.endCursor! })).rejects.toThrow("INVALID_CURSOR");
  });
});

describe("a word that no offer has", () => {
  const around = { latitude: 48.05, longitude: -5.1 };
  let id: string;
  beforeAll(async () => {
    const place = { addressLine: "Le phare", postcode: null, communeCode: "29155", ...around };
    ({ id } = await aPublishedOffer({ place, title: "Dans une chocolaterie", description: "On y façonne des ganaches.", activities: "Observer le tempérage." }));
    // As it is learned on hearing that it was published; here nothing is heard.
    await sql()`insert into offers.vocabulary (key, word, uses) values ('chocolaterie', 'chocolaterie', 1), ('ganaches', 'ganaches', 1), ('temperage', 'tempérage', 1) on conflict do nothing`;
  });
  const meant = async (text: string, more: object = {}) => {
    const { didYouMean, edges } = await search({ around, radiusKm: 1, text, ...more }, `didYouMean ${PAGE}`);
    return [didYouMean, edges.some(({ node }) => node.id === id)];
  };

  it.each<[string, string | null, boolean]>([
    ["chocolatrie", "chocolaterie", true],
    ["chocolatterie ganache", "chocolaterie ganache", true],
    ["les chocolateires", "chocolaterie", true],
    ["TEMPERRAGE", "tempérage", true],
    ["chocolateries", null, true],
    ["ganache", null, true],
    ["chocolaterie menuiserie", null, false],
    ["zzzzzzz", null, false],
    ["a", null, true],
  ])("%j is read as %j", async (text, expected, found) => expect(await meant(text)).toEqual([expected, found]));

  it("is counted and leafed through as it was read", async () => {
    const { totalCount, didYouMean } = await search({ around, radiusKm: 1, text: "chocolatrie" }, "totalCount didYouMean");
    expect([totalCount, didYouMean]).toEqual([1, "chocolaterie"]);
    expect(await everyId({ around, radiusKm: 1, text: "chocolatrie" }, 1)).toEqual([id]);
  });

  it("is no reason to guess when the offers are elsewhere", async () => {
    expect(await meant("librairie")).toEqual([null, false]);
    const { loosen } = await search({ around, radiusKm: 1, text: "librairie" }, "loosen { criterion radiusKm count }");
    expect(loosen).toEqual([{ criterion: "TEXT", radiusKm: null, count: 1 }]);
  });
});

describe("suggestions", () => {
  const suggest = async (text: string, near: object | null = null) =>
    (await run<{ searchSuggestions: { kind: string; label: string; value: string }[] }>(student, "query($text: String!, $near: SearchAreaInput) { searchSuggestions(text: $text, near: $near) { kind label value } }", { text, near })).data.searchSuggestions;

  it("complete the last word, without asking for its accents", async () => {
    const words = (await suggest("stage en libr")).filter(({ kind }) => kind === "WORD");
    expect(words).toContainEqual({ kind: "WORD", label: "stage en librairie", value: "stage en librairie" });
    expect((await suggest("ener")).map(({ value }) => value)).toContain("énergie");
  });

  it("name sectors by any of their words, and communes", async () => {
    expect(await suggest("héberg")).toContainEqual({ kind: "SECTOR", label: "Hébergement et restauration", value: "I" });
    expect(await suggest("tull")).toContainEqual({ kind: "COMMUNE", label: "Tulle (19)", value: "19272" });
  });

  it("put the communes that are near first", async () => {
    const codes = async (near: object | null) => (await suggest("brive", near)).filter(({ kind }) => kind === "COMMUNE").map(({ value }) => value);
    expect((await codes(TULLE))[0]).toBe("19031");
  });

  it.each(["", "a", "12", "%", "'"])("are none for %j", async (text) => expect(await suggest(text)).toEqual([]));
});

it("the kind of an offer's host follows the host", async () => {
  const { hostId, id } = await aPublishedOffer();
  const kindOf = async () => (await sql()<{ kind: string }[]>`select host_kind as kind from offers.offers where id = ${uuidOf(id)}`)[0]!.kind;
  expect(await kindOf()).toBe("COMPANY");
  await sql()`update offers.hosts set kind = 'ASSOCIATION' where id = ${uuidOf(hostId)}`;
  expect(await kindOf()).toBe("ASSOCIATION");
});
