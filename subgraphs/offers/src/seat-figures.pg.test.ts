import { connect } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { type PersonaName } from "@stages/demonstration/personas.ts";
import { type Actor, ANONYMOUS } from "@stages/kernel/actor.ts";
import type { HostId, OfferId } from "@stages/kernel/ids.ts";
import { ACADEMIES } from "@stages/reference/academies.ts";
import { SECTORS } from "@stages/reference/sectors.ts";
import { foldOnce } from "@stages/statistics/fold.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aRegistration } from "./domain/fixtures.ts";
import { followSeats } from "./operations/follow-seats.ts";
import { MEASURES } from "./persistence/measures.ts";
import { aManager, NOW, onPostgres, persona, world } from "./testing.ts";

const { run, aHostOf, aHostAbroadOf, publish, sql, url } = onPostgres();
const ministry = persona<"MINISTRY">("ministry");
const ALL = "intended offers published taken left";

let platform: ReturnType<typeof connect>;
beforeAll(() => {
  platform = connect({ url: url(), name: "test platform", role: roleOf("offers", "PLATFORM"), max: 2 });
});
afterAll(() => platform.close());
const fold = () => platform.db.transaction((tx) => foldOnce(tx, MEASURES));

interface Seats {
  readonly intended: number;
  readonly offers: number;
  readonly published: number;
  readonly taken: number;
  readonly left: number;
}
interface Figures extends Seats {
  readonly target: number | null;
  readonly by: readonly { readonly key: string; readonly figures: Figures }[] | null;
  readonly series: { readonly days: readonly string[]; readonly published: readonly number[]; readonly intended: readonly number[]; readonly taken: readonly number[] } | null;
  readonly onSameDayOf: (Figures & { readonly day: string; readonly campaignId: string }) | null;
}

/** Of the territory or the sector that the reference names; null where it is refused, and with which code. */
async function figuresOf(type: string, key: Record<string, string>, { fields = ALL, args = "", as = ministry as Actor } = {}) {
  const { data, code } = await run<{ _entities: readonly { seatFigures: Figures | null }[] }>(as, `query($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { seatFigures${args} { ${fields} } } } }`, { r: [{ __typename: type, ...key }] });
  return { seats: data._entities[0]!.seatFigures, code };
}
const of = async (...asked: Parameters<typeof figuresOf>) => (await figuresOf(...asked)).seats!;

interface Where {
  readonly campaign?: string;
  readonly academy?: string;
  readonly department?: string;
  readonly sector?: string;
  readonly kind?: string;
  readonly period?: string;
  /** Of what was published and declared until then. */
  readonly on?: string;
}

/** The same counted from the tables, by whoever knows nothing of rollups. */
async function naive({ campaign = "2027", academy, department, sector, kind, period, on = "9999-12-31" }: Where): Promise<Seats> {
  const [found] = await sql()<[Seats]>`
    with out as (
      select o.*, offers.department_of(o.commune_code) as in_department from offers.offers o
      where o.campaign_id = ${campaign} and o.published_at is not null and o.status in ('PUBLISHED', 'UNPUBLISHED', 'NEEDS_UPDATE') and (o.published_at at time zone 'Europe/Paris')::date <= ${on}
        and (${academy ?? null}::text is null or o.academy = ${academy ?? null}) and (${sector ?? null}::text is null or o.sector = ${sector ?? null})
        and (${kind ?? null}::text is null or o.host_kind = ${kind ?? null}) and (${period ?? null}::text is null or o.period = ${period ?? null})
    ),
    promised as (
      select case ${period ?? null}::text when 'BOTH_WEEKS' then i.both_weeks when 'WEEK_1' then i.week1 when 'WEEK_2' then i.week2 else i.both_weeks + i.week1 + i.week2 end as seats, offers.department_of(h.commune_code) as in_department
      from offers.intentions i join offers.hosts h on h.id = i.host_id
      where i.campaign_id = ${campaign} and i.withdrawn_at is null and (coalesce(i.changed_at, i.declared_at) at time zone 'Europe/Paris')::date <= ${on}
        and (${academy ?? null}::text is null or h.academy = ${academy ?? null}) and (${sector ?? null}::text is null or h.sector = ${sector ?? null}) and (${kind ?? null}::text is null or h.kind = ${kind ?? null})
    )
    select
      (select coalesce(sum(seats), 0)::int from promised where ${department ?? null}::text is null or in_department = ${department ?? null}) as intended,
      count(*)::int as offers, coalesce(sum(seats), 0)::int as published, coalesce(sum(seats_taken), 0)::int as taken,
      coalesce(sum(seats - seats_taken) filter (where status = 'PUBLISHED'), 0)::int as left
    from out where ${department ?? null}::text is null or in_department = ${department ?? null}`;
  return { ...found };
}

const KINDS = ["COMPANY", "ADMINISTRATION", "ASSOCIATION", "ECOLE", "SCHOOL", "ACADEMIC_SERVICE"];
const NONE: Seats = { intended: 0, offers: 0, published: 0, taken: 0, left: 0 };
const partsOf = async (dimension: "sector" | "kind" | "period", keys: readonly string[], where: Where) => {
  const all = await Promise.all(keys.map(async (key) => ({ key, figures: await naive({ ...where, [dimension]: key }) })));
  return all.filter(({ figures }) => Object.values(figures).some((count) => count > 0)).toSorted((a, b) => (a.key < b.key ? -1 : 1));
};

describe("over the demonstration, the seats", () => {
  it("of the country, of each académie and of each département are what the tables hold", async () => {
    for (const campaign of ["2024", "2027", "2028"]) {
      expect(await of("Campaign", { id: campaign })).toEqual(await naive({ campaign }));
      for (const { code, departmentCodes } of ACADEMIES) {
        expect({ code, ...(await of("Academy", { code }, { args: `(campaignId: "${campaign}")` })) }).toEqual({ code, ...(await naive({ campaign, academy: code })) });
        if (campaign !== "2027" || !world.hosts.some(({ academy }) => academy === code)) continue;
        for (const department of departmentCodes) expect({ department, ...(await of("Department", { code: department })) }).toEqual({ department, ...(await naive({ department })) });
      }
    }
    expect((await naive({})).published).toBeGreaterThan(1_000);
  });

  it.each([["SECTOR", "sector", SECTORS.map(({ code }) => code)], ["HOST_KIND", "kind", KINDS], ["PERIOD", "period", ["BOTH_WEEKS", "WEEK_1", "WEEK_2"]]] as const)("by %s too, in any territory", async (dimension, column, keys) => {
    const fields = `by(dimension: ${dimension}) { key figures { ${ALL} } }`;
    expect((await of("Campaign", { id: "2027" }, { fields })).by).toEqual(await partsOf(column, keys, {}));
    expect((await of("Academy", { code: "22" }, { fields })).by).toEqual(await partsOf(column, keys, { academy: "22" }));
    expect((await of("Department", { code: "19" }, { fields })).by).toEqual(await partsOf(column, keys, { department: "19" }));
  });

  it("of a sector, by itself, everywhere and in one territory", async () => {
    for (const code of ["C", "P", "Q"]) {
      expect(await of("Sector", { code })).toEqual(await naive({ sector: code }));
      expect(await of("Sector", { code }, { args: '(academy: "22")' })).toEqual(await naive({ sector: code, academy: "22" }));
      expect(await of("Sector", { code }, { args: '(department: "19")' })).toEqual(await naive({ sector: code, department: "19" }));
    }
    expect((await figuresOf("Sector", { code: "C" }, { args: '(academy: "99")' })).code).toBe("NOT_FOUND");
    expect((await figuresOf("Sector", { code: "C" }, { args: '(academy: "22", department: "19")' })).code).toBe("ACADEMY_OR_DEPARTMENT");
  });

  it("are broken down once: a part has no parts, nor targets", async () => {
    const { by } = await of("Academy", { code: "22" }, { fields: "by(dimension: SECTOR) { figures { target ownTarget by(dimension: PERIOD) { key } } }" });
    expect(new Set(by!.map(({ figures }) => JSON.stringify(figures)))).toEqual(new Set(['{"target":null,"ownTarget":null,"by":null}']));
  });

  it("stood on a past day as those published by then, and on the same day of the campaign before", async () => {
    for (const on of ["2026-10-01", "2027-01-31"]) {
      const args = `(on: "${on}")`;
      expect(await of("Academy", { code: "22" }, { args })).toEqual(await naive({ academy: "22", on }));
      expect(await of("Department", { code: "19" }, { args })).toEqual(await naive({ department: "19", on }));
      const { by } = await of("Academy", { code: "22" }, { args, fields: `by(dimension: SECTOR) { key figures { ${ALL} } }` });
      expect(by).toEqual(await partsOf("sector", SECTORS.map(({ code }) => code), { academy: "22", on }));
      expect(await of("Sector", { code: "C" }, { args: `(academy: "22", on: "${on}")` })).toEqual(await naive({ academy: "22", sector: "C", on }));
      // Kept by day for the country and the académies alone.
      expect([await of("Department", { code: "19" }, { args, fields: "by(dimension: SECTOR) { key }" }), await of("Sector", { code: "C" }, { args: `(department: "19", on: "${on}")` })]).toEqual([{ by: null }, null]);
    }
    // 65 days before the first Monday, 14 June 2027 and 17 June 2024.
    const { onSameDayOf } = await of("Academy", { code: "22" }, { fields: `onSameDayOf(campaignId: "2024") { campaignId day ${ALL} }` });
    expect(onSameDayOf).toEqual({ campaignId: "2024", day: "2024-04-13", ...(await naive({ campaign: "2024", academy: "22", on: "2024-04-13" })) });
    const ahead = await of("Academy", { code: "22" }, { args: '(campaignId: "2024")', fields: 'onSameDayOf(campaignId: "2027") { day } unknown: onSameDayOf(campaignId: "2031") { day }' });
    expect(ahead).toEqual({ onSameDayOf: null, unknown: null });
  });

  it("make a series, a value a day and a value a week, that ends with what stands", async () => {
    const fields = `${ALL} series { days intended published taken }`;
    const { series, ...now } = await of("Academy", { code: "22" }, { fields });
    const { days, intended, published, taken } = series!;
    expect([intended.at(-1), published.at(-1), taken.at(-1)]).toEqual([now.intended, now.published, now.taken]);
    expect([days.at(-1), days.length, intended.length, published.length]).toEqual(["2027-04-10", days.length, days.length, days.length]);
    for (const at of [0, 40, 100]) expect([days[at], published[at], intended[at]]).toEqual([days[at], ...(({ published, intended }) => [published, intended])(await naive({ academy: "22", on: days[at]! }))]);

    const weeks = (await of("Academy", { code: "22" }, { fields: 'series(by: WEEK, from: "2027-01-04", until: "2027-02-03") { days published }' })).series!;
    expect(weeks.days).toEqual(["2027-01-10", "2027-01-17", "2027-01-24", "2027-01-31", "2027-02-03"]);
    expect(weeks.published).toEqual(weeks.days.map((day) => published[days.indexOf(day)]));
    const parts = async (type: string, code: string) => (await of(type, { code }, { fields: "by(dimension: HOST_KIND) { figures { series { days } } }" })).by!.map(({ figures }) => figures.series !== null);
    expect([new Set(await parts("Academy", "22")), new Set(await parts("Department", "19"))]).toEqual([new Set([true]), new Set([false])]);
  });
});

describe("targets", () => {
  const TARGETS = "published target progress ownTarget ownPublished";
  const own = async () => (await Promise.all(["ECOLE", "SCHOOL", "ACADEMIC_SERVICE"].map((kind) => naive({ kind })))).reduce((sum, { published }) => sum + published, 0);

  it("are the country's, with the ministry's own structures, and those of académies; no département has one", async () => {
    const { published } = await naive({});
    expect(await of("Campaign", { id: "2027" }, { fields: TARGETS })).toEqual({ published, target: 2_450, progress: published / 2_450, ownTarget: 220, ownPublished: await own() });
    const there = (await naive({ academy: "22" })).published;
    expect(await of("Academy", { code: "22" }, { fields: TARGETS })).toEqual({ published: there, target: 610, progress: there / 610, ownTarget: null, ownPublished: null });
    for (const [type, code] of [["Academy", "01"], ["Department", "19"]] as const) {
      expect(await of(type, { code }, { fields: TARGETS })).toMatchObject({ target: null, progress: null, ownTarget: null, ownPublished: null });
    }
  });

  it("are what the ministry says last, of every académie at once", async () => {
    const define = (academySeatsTargets: object) => run<{ defineCampaign: { academySeatsTargets: object } }>(ministry, "mutation($input: DefineCampaignInput!) { defineCampaign(input: $input) { academySeatsTargets { seats academy { code } } } }", { input: { id: "2027", academySeatsTargets } });
    const { code, data } = await define([{ academy: "24", seats: 700 }, { academy: "01", seats: 900 }]);
    expect([code, data.defineCampaign]).toEqual([undefined, { academySeatsTargets: [{ seats: 900, academy: { code: "01" } }, { seats: 700, academy: { code: "24" } }] }]);
    expect([(await of("Academy", { code: "01" }, { fields: "target" })).target, (await of("Academy", { code: "22" }, { fields: "target" })).target]).toEqual([900, null]);
    const wrong = await define([{ academy: "99", seats: 1 }, { academy: "22", seats: 0 }, { academy: "22", seats: 3_000 }]);
    expect(wrong.refusals).toEqual([["CAMPAIGN_ACADEMY_UNKNOWN", "academySeatsTargets.0.academy"], ["NUMBER_OUT_OF_RANGE", "academySeatsTargets.1.seats"], ["CAMPAIGN_ACADEMY_TWICE", "academySeatsTargets.2.academy"], ["NUMBER_OUT_OF_RANGE", "academySeatsTargets.2.seats"]]);
  });
});

describe("after each act", () => {
  const input = (actor: Actor, name: string, input: object) => run<Record<string, { readonly id: string }>>(actor, `mutation($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { id } }`, { input });
  const onOffer = (actor: Actor, name: string, over: object) => run(actor, `mutation($input: ${{ hideOffer: "HideOfferInput", unpublishOffer: "UnpublishOfferInput" }[name] ?? "OfferInput"}!) { ${name}(input: $input) { id } }`, { input: over });
  const ledger = (id: OfferId, change: Parameters<typeof followSeats>[2]) => platform.db.transaction((tx) => followSeats(tx, id, change, NOW));

  const actor = aManager();
  let hostId: HostId;
  let offerId: OfferId;
  let intentionId: string;
  const inUssel = { addressLine: "3 place de la République", postcode: null, communeCode: "19275" };
  const inLimoges = { addressLine: "1 rue Montmailler", postcode: null, communeCode: "87085" };
  const described = (over: object) => {
    const { siret: _, ...rest } = aRegistration();
    return { ...rest, sector: "R", kind: "ASSOCIATION", ...over };
  };

  it.each<[string, () => Promise<{ readonly code?: string | undefined } | void>]>([
    ["a host publishes", async () => {
      hostId = await aHostOf(actor);
      const { data, code } = await publish(actor, hostId, { seats: 6 });
      offerId = data.publishOffer.id;
      return { code };
    }],
    ["it promises seats", async () => {
      const { code, data } = await input(actor, "declareIntention", { hostId, campaignId: "2027", seats: { bothWeeks: 8, week1: 2 } });
      intentionId = data["declareIntention"]!.id;
      return { code };
    }],
    ["students take some", () => ledger(offerId, ({ seatsTaken }) => ({ seatsTaken: seatsTaken + 4 }))],
    ["the ledger says that there are fewer, and all are taken: it leaves the catalogue", () => ledger(offerId, () => ({ seats: 4 }))],
    ["one is free again", () => ledger(offerId, ({ seatsTaken }) => ({ seatsTaken: seatsTaken - 1 }))],
    ["the promise changes", () => input(actor, "changeIntention", { intentionId, seats: { week2: 5 } })],
    ["the host is of another sector and kind", () => input(actor, "editHost", { hostId, ...described({}) })],
    ["it moves within the département", () => input(actor, "editHost", { hostId, ...described({ address: inUssel }) })],
    ["it moves to another", () => input(actor, "editHost", { hostId, ...described({ address: inLimoges }) })],
    ["it publishes there", async () => ({ code: (await publish(actor, hostId, { period: "WEEK_2" })).code })],
    ["its first offer is unpublished", () => onOffer(actor, "unpublishOffer", { offerId })],
    ["published again", () => onOffer(actor, "republishOffer", { offerId })],
    ["hidden by the rectorat", () => onOffer(persona("rectorat"), "hideOffer", { offerId, reason: "À vérifier." })],
    ["restored", () => onOffer(persona("rectorat"), "restoreOffer", { offerId })],
    ["a draft is saved", () => input(actor, "saveOfferDraft", { hostId, seats: 9 })],
    ["a host abroad publishes", async () => {
      const elsewhere = aManager();
      return { code: (await publish(elsewhere, await aHostAbroadOf(elsewhere), { seats: 2 })).code };
    }],
    ["the promise is withdrawn", () => input(actor, "withdrawIntention", { intentionId })],
  ])("%s: all territories and parts say what the tables hold", async (name, act) => {
    const counted = async () => JSON.stringify(await Promise.all([{}, { department: "19" }, { sector: "R" }].map(naive)));
    const before = await counted();
    expect((await act())?.code).toBeUndefined();
    await fold();
    expect((await counted()) === before).toBe(["a draft is saved", "it moves within the département"].includes(name));
    expect(await of("Campaign", { id: "2027" })).toEqual(await naive({}));
    expect(await of("Academy", { code: "22" })).toEqual(await naive({ academy: "22" }));
    for (const code of ["19", "87"]) expect({ code, ...(await of("Department", { code })) }).toEqual({ code, ...(await naive({ department: code })) });
    for (const code of ["C", "R"]) expect({ code, ...(await of("Sector", { code }, { args: '(academy: "22")' })) }).toEqual({ code, ...(await naive({ sector: code, academy: "22" })) });
    const { by } = await of("Campaign", { id: "2027" }, { fields: `by(dimension: HOST_KIND) { key figures { ${ALL} } }` });
    expect(by).toEqual(await partsOf("kind", KINDS, {}));
  });
});

describe("are shown", () => {
  const TYPES = [["Academy", { code: "22" }], ["Academy", { code: "24" }], ["Department", { code: "19" }], ["Department", { code: "87" }], ["Campaign", { id: "2027" }]] as const;
  const ALLOWED: Partial<Record<PersonaName, readonly string[]>> = {
    ministry: ["Academy 22", "Academy 24", "Department 19", "Department 87", "Campaign 2027", "Sector", "Sector 22", "Sector 19"],
    rectorat: ["Academy 22", "Department 19", "Department 87", "Sector 22", "Sector 19"],
    dasen: ["Department 19", "Sector 19"],
    "other-rectorat": ["Academy 24"],
  };
  const PEOPLE = ["ministry", "rectorat", "dasen", "other-rectorat", "school-head", "referent-teacher", "student", "legal-representative", "host-manager", "tutor"] as const satisfies readonly PersonaName[];

  it.each([...PEOPLE.map((name) => [name, persona(name) as Actor] as const), ["visitor", ANONYMOUS] as const])("to the %s as far as their territory goes", async (name, as) => {
    const shown: string[] = [];
    const look = async (label: string, ...asked: Parameters<typeof figuresOf>) => {
      const { seats, code } = await figuresOf(asked[0], asked[1], { ...asked[2], as });
      if (seats) shown.push(label);
      else expect(code).toBe(name === "visitor" ? "UNAUTHENTICATED" : "FORBIDDEN");
      // A row that is hidden would count nothing.
      if (seats && asked[0] !== "Campaign") expect(seats.published).toBeGreaterThan(0);
    };
    for (const [type, key] of TYPES) await look(`${type} ${Object.values(key)[0]!}`, type, key);
    await look("Sector", "Sector", { code: "C" });
    await look("Sector 22", "Sector", { code: "C" }, { args: '(academy: "22")' });
    await look("Sector 19", "Sector", { code: "C" }, { args: '(department: "19")' });
    expect(shown).toEqual(ALLOWED[name as PersonaName] ?? []);
  });

  it("of a campaign that exists, and of an académie that has nothing as nothing", async () => {
    expect((await figuresOf("Academy", { code: "22" }, { args: '(campaignId: "2031")' })).code).toBe("CAMPAIGN_UNKNOWN");
    expect(await of("Academy", { code: "01" })).toEqual(NONE);
  });
});
