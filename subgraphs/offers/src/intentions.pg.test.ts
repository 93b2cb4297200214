import type { WorldHost } from "@stages/demonstration/world-types.ts";
import { PERSONA_NAMES } from "@stages/demonstration/personas.ts";
import { type Actor, overseesPlace } from "@stages/kernel/actor.ts";
import { type HostId, newId, uuidOf } from "@stages/kernel/ids.ts";
import { departmentOfCommune } from "@stages/kernel/territory.ts";
import { allCommunes } from "@stages/reference/communes.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { aManager, NOW, onPostgres, persona, world } from "./testing.ts";

const { run, asTheLedger, aHostOf, publish, sql } = onPostgres();

const FIELDS = "id declaredAt changedAt withdrawnAt intended { bothWeeks week1 week2 total } published { total } taken { total } campaign { id } host { id } viewerActions { action allowed refusals { code } }";
const DECLARE = `mutation($input: DeclareIntentionInput!) { declareIntention(input: $input) { ${FIELDS} } }`;
const CHANGE = `mutation($input: ChangeIntentionInput!) { changeIntention(input: $input) { ${FIELDS} } }`;
const WITHDRAW = `mutation($input: WithdrawIntentionInput!) { withdrawIntention(input: $input) { ${FIELDS} } }`;
const OF_HOST = `query($id: ID!) { host(id: $id) { intentions { ${FIELDS} } viewerActions { action allowed } } }`;

interface Shown {
  readonly id: string;
  readonly intended: { readonly total: number };
  readonly published: { readonly total: number };
  readonly taken: { readonly total: number };
  readonly withdrawnAt: string | null;
  readonly viewerActions: readonly { readonly action: string; readonly allowed: boolean }[];
}

const declare = (actor: Actor, hostId: string, seats: object, campaignId: string | null = "2027", now = NOW) =>
  run<{ declareIntention: Shown }>(actor, DECLARE, { input: { hostId, campaignId, seats } }, now);

describe("a host", () => {
  it("promises seats, and sees them beside what it published and what was taken", async () => {
    const actor = aManager();
    const hostId = await aHostOf(actor);
    expect((await declare(actor, hostId, { bothWeeks: 3, week1: 2 })).data.declareIntention).toMatchObject({ intended: { bothWeeks: 3, week1: 2, week2: 0, total: 5 }, published: { total: 0 }, taken: { total: 0 }, changedAt: null });
    const [kept, removed] = [await publish(actor, hostId, { seats: 3 }), await publish(actor, hostId, { seats: 7 })].map(({ data }) => uuidOf(data.publishOffer.id));
    await asTheLedger((tx) => tx`update offers.offers set seats_taken = 2 where id = ${kept!}`);
    await sql()`update offers.offers set status = 'REMOVED' where id = ${removed!}`;
    const { data } = await run<{ host: { intentions: Shown[] } }>(actor, OF_HOST, { id: hostId });
    expect(data.host.intentions).toMatchObject([{ intended: { total: 5 }, published: { total: 3 }, taken: { total: 2 } }]);
  });

  it("before the campaign is open to hosts: that is what it is for", async () => {
    const actor = aManager();
    const hostId = await aHostOf(actor);
    const early = Temporal.Instant.from("2027-04-11T08:00:00Z");
    expect(await declare(actor, hostId, { week2: 1 }, "2028", early)).toMatchObject({ code: undefined, data: { declareIntention: { campaign: { id: "2028" } } } });
    expect((await publish(actor, hostId, { campaignId: "2028" }, early)).code).toBe("OFFERS_NOT_OPEN");
  });

  it("changes its promise, withdraws it, and makes another", async () => {
    const actor = aManager();
    const hostId = await aHostOf(actor);
    const { id } = (await declare(actor, hostId, { bothWeeks: 2 })).data.declareIntention;
    expect((await declare(actor, hostId, { bothWeeks: 1 })).code).toBe("INTENTION_ALREADY_DECLARED");
    const later = NOW.add({ hours: 1 });
    expect((await run(actor, CHANGE, { input: { intentionId: id, seats: { week1: 4 } } }, later)).data).toMatchObject({ changeIntention: { intended: { bothWeeks: 0, week1: 4 }, changedAt: later.toString() } });
    expect((await run(actor, CHANGE, { input: { intentionId: id, seats: {} } })).refusals).toEqual([["INTENTION_WITHOUT_SEATS", "seats"]]);
    expect((await run(actor, WITHDRAW, { input: { intentionId: id } }, later)).data).toMatchObject({
      withdrawIntention: { withdrawnAt: later.toString(), viewerActions: [{ action: "changeIntention", allowed: false, refusals: [{ code: "INTENTION_WITHDRAWN" }] }, { action: "withdrawIntention", allowed: false }] },
    });
    expect((await run(actor, CHANGE, { input: { intentionId: id, seats: { week1: 1 } } })).code).toBe("INTENTION_WITHDRAWN");
    expect((await run(actor, WITHDRAW, { input: { intentionId: id } })).code).toBe("INTENTION_WITHDRAWN");
    expect((await declare(actor, hostId, { bothWeeks: 1 })).code).toBeUndefined();
    const { data } = await run<{ host: { intentions: Shown[] } }>(actor, OF_HOST, { id: hostId });
    expect(data.host.intentions.map(({ intended, withdrawnAt }) => [intended.total, withdrawnAt !== null])).toEqual([[1, false], [4, true]]);
  });

  it("promises once, clicked twenty times at once, where a look before the insert promises four times", async () => {
    const actor = aManager();
    const hostId = await aHostOf(actor);
    const codes = (await Promise.all(Array.from({ length: 20 }, () => declare(actor, hostId, { week1: 1 })))).map(({ code }) => code);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === "INTENTION_ALREADY_DECLARED")).toHaveLength(19);

    // The control: who looks first and inserts then, without the index.
    await sql()`create table offers.naive_intentions (like offers.intentions)`;
    let looking = 4;
    const { promise: allHaveLooked, resolve } = Promise.withResolvers<void>();
    const clicks = Array.from({ length: looking }, () =>
      sql().begin(async (tx) => {
        const [found] = await tx`select from offers.naive_intentions`;
        if (--looking === 0) resolve();
        await allHaveLooked;
        if (!found) await tx`insert into offers.naive_intentions select * from offers.intentions limit 1`;
      }),
    );
    await Promise.all(clicks);
    expect((await sql()`select from offers.naive_intentions`).length).toBe(4);
    await sql()`drop table offers.naive_intentions`;
  });

  it("is refused for another's host, as for one that does not exist", async () => {
    const mine = aManager();
    const hostId = await aHostOf(mine);
    const { id } = (await declare(mine, hostId, { bothWeeks: 2 })).data.declareIntention;
    const other = persona<"HOST_MANAGER">("other-host-manager");
    expect((await declare(other, hostId, { bothWeeks: 2 })).code).toBe("FORBIDDEN");
    for (const [query, input] of [[CHANGE, { seats: { week1: 1 } }], [WITHDRAW, {}]] as const) {
      const ask = async (intentionId: string) => JSON.stringify(await run(other, query, { input: { intentionId, ...input } }));
      expect(await ask(id)).toContain("NOT_FOUND");
      expect(await ask(id)).toBe(await ask(newId("intention")));
    }
  });
});

const hostsById = new Map<string, WorldHost>(world.hosts.map((host) => [host.id, host]));
const placeOf = ({ academy, communeCode }: WorldHost) => ({ academy, department: departmentOfCommune(communeCode) });

describe("the intentions of a host are shown", () => {
  const some = world.intentions.filter(({ campaignId }) => campaignId === "2027").filter((_, index) => index % 9 === 0).map(({ hostId }) => hostId);

  it.each(PERSONA_NAMES)("to its managers, its territory's staff and the ministry alone: %s", async (name) => {
    const actor = persona(name) as Actor;
    const managed = actor.role === "HOST_MANAGER" ? actor.hostIds : [];
    for (const id of new Set<HostId>([...some, ...managed])) {
      const { data, code } = await run<{ host: { intentions: Shown[] | null } }>(actor, OF_HOST, { id });
      const may = managed.includes(id) || overseesPlace(actor, placeOf(hostsById.get(id)!));
      expect([code, data.host.intentions !== null], `${name} ${id}`).toEqual(may ? [undefined, true] : ["FORBIDDEN", false]);
    }
  });
});

const SEATS = "{ bothWeeks week1 week2 total }";
const LINE = `{ hostKind sector { code } department hosts intended ${SEATS} published ${SEATS} taken ${SEATS} }`;
const RECENSEMENT = `query($campaignId: ID, $academy: ID, $department: ID, $first: Int! = 100, $after: String) { recensement(campaignId: $campaignId, academy: $academy, department: $department) {
  campaign { id } total ${LINE} byHostKind ${LINE} bySector ${LINE} byDepartment ${LINE}
  hostsBehind(first: $first, after: $after) { edges { node { id host { id } intended { total } published { total } } } pageInfo { hasNextPage endCursor } } } }`;
type Seats = { bothWeeks: number; week1: number; week2: number; total: number };
type Line = { hostKind: string | null; sector: { code: string } | null; department: string | null; hosts: number; intended: Seats; published: Seats; taken: Seats };
interface Census {
  readonly recensement: { total: Line; byHostKind: Line[]; bySector: Line[]; byDepartment: Line[]; hostsBehind: { edges: { node: Shown & { host: { id: string } } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
}

/** What the database holds, counted again in TypeScript by other means. */
async function counted(campaignId: string, mayCount: (host: { academy: string | null; department: string | null }) => boolean) {
  const hosts = await sql()<{ id: string; kind: string; sector: string; academy: string | null; commune: string | null }[]>`select id, kind, sector, academy, commune_code as commune from offers.hosts`;
  const offers = await sql()<{ host: string; period: string; seats: number; taken: number }[]>`
    select host_id as host, period, seats, seats_taken as taken from offers.offers where campaign_id = ${campaignId} and published_at is not null and status not in ('DRAFT', 'HIDDEN', 'REMOVED')`;
  const promises = await sql()<{ id: string; host: string; both: number; week1: number; week2: number }[]>`
    select id, host_id as host, both_weeks as both, week1, week2 from offers.intentions where campaign_id = ${campaignId} and withdrawn_at is null`;
  const none = () => ({ bothWeeks: 0, week1: 0, week2: 0, total: 0 });
  const empty = () => ({ hosts: 0, intended: none(), published: none(), taken: none() });
  const add = (to: Seats, period: string, seats: number) => {
    to[{ BOTH_WEEKS: "bothWeeks", WEEK_1: "week1", WEEK_2: "week2" }[period] as keyof Seats] += seats;
    to.total += seats;
  };
  const total = empty();
  const by = { kind: new Map<string, ReturnType<typeof empty>>(), sector: new Map<string, ReturnType<typeof empty>>(), department: new Map<string, ReturnType<typeof empty>>() };
  const behind: { id: string; missing: number }[] = [];
  for (const { id, kind, sector, academy, commune } of hosts) {
    const department = departmentOfCommune(commune);
    if (!mayCount({ academy, department })) continue;
    const mine = offers.filter(({ host }) => host === id);
    const promise = promises.find(({ host }) => host === id);
    if (mine.length === 0 && !promise) continue;
    const groups = [total, ...([["kind", kind], ["sector", sector], ["department", String(department)]] as const).map(([name, key]) => {
      const group = by[name].get(key) ?? empty();
      by[name].set(key, group);
      return group;
    })];
    for (const group of groups) {
      group.hosts += promise ? 1 : 0;
      if (promise) for (const [period, seats] of [["BOTH_WEEKS", promise.both], ["WEEK_1", promise.week1], ["WEEK_2", promise.week2]] as const) add(group.intended, period, seats);
      for (const { period, seats, taken } of mine) {
        add(group.published, period, seats);
        add(group.taken, period, taken);
      }
    }
    const missing = promise ? promise.both + promise.week1 + promise.week2 - mine.reduce((sum, { seats }) => sum + seats, 0) : 0;
    if (promise && missing > 0) behind.push({ id: promise.id, missing });
  }
  return { total, by, behind };
}

describe("the census of a territory", () => {
  beforeAll(async () => {
    // As the ledger tells it: from none of the seats to all of them.
    await asTheLedger((tx) => tx`update offers.offers set seats_taken = abs(hashtext(id::text)) % (seats + 1) where published_at is not null`);
  });

  const LIMOGES = { academy: "22" };
  it.each<[string, Actor, object, (place: { academy: string | null; department: string | null }) => boolean]>([
    ["the ministry the country", persona("ministry"), {}, () => true],
    ["the ministry an académie", persona("ministry"), { academy: "24" }, ({ academy }) => academy === "24"],
    ["a rectorat all of its own", persona("rectorat"), {}, ({ academy }) => academy === "22"],
    ["a rectorat its académie", persona("rectorat"), LIMOGES, ({ academy }) => academy === "22"],
    ["a rectorat one of its départements", persona("rectorat"), { department: "23" }, ({ department }) => department === "23"],
    ["a DASEN its département", persona("dasen"), {}, ({ department }) => department === "19"],
  ])("is exact for %s", async (_, actor, territory, mayCount) => {
    for (const campaignId of ["2027", "2028"]) {
      const { data: { recensement }, code } = await run<Census>(actor, RECENSEMENT, { campaignId, ...territory });
      const expected = await counted(campaignId, mayCount);
      expect(code).toBeUndefined();
      expect(recensement.total).toEqual({ hostKind: null, sector: null, department: null, ...expected.total });
      expect(expected.total.intended.total).toBeGreaterThan(0);
      const parts = (lines: readonly Line[], keyOf: (line: Line) => string | null) => new Map(lines.map((line) => [String(keyOf(line)), { hosts: line.hosts, intended: line.intended, published: line.published, taken: line.taken }]));
      expect(parts(recensement.byHostKind, ({ hostKind }) => hostKind)).toEqual(expected.by.kind);
      expect(parts(recensement.bySector, ({ sector }) => sector!.code)).toEqual(expected.by.sector);
      expect(parts(recensement.byDepartment, ({ department }) => department)).toEqual(expected.by.department);
    }
  });

  it("lists the hosts behind their promise, page by page, none twice, those that miss the most first", async () => {
    const { behind } = await counted("2027", () => true);
    const found: { missing: number }[] = [];
    const ids: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data }: { data: Census } = await run<Census>(persona<"MINISTRY">("ministry"), RECENSEMENT, { campaignId: "2027", first: 7, after });
      const { edges, pageInfo }: Census["recensement"]["hostsBehind"] = data.recensement.hostsBehind;
      for (const { node } of edges) {
        ids.push(node.id);
        found.push({ missing: node.intended.total - node.published.total });
      }
      ({ hasNextPage: more, endCursor: after } = pageInfo);
    }
    expect(behind.length).toBeGreaterThan(14);
    expect(new Set(ids).size).toBe(behind.length);
    expect(ids).toHaveLength(behind.length);
    expect(found.map(({ missing }) => missing)).toEqual(behind.map(({ missing }) => missing).toSorted((a, b) => b - a));
  });

  it.each([
    ["a rectorat of another's académie", "rectorat", { academy: "24" }, "FORBIDDEN"],
    ["a rectorat of another's département", "rectorat", { department: "94" }, "FORBIDDEN"],
    ["a DASEN of the whole académie", "dasen", LIMOGES, "FORBIDDEN"],
    ["an académie that does not exist", "ministry", { academy: "99" }, "NOT_FOUND"],
    ["a département without services of its own", "ministry", { department: "977" }, "NOT_FOUND"],
    ["both", "ministry", { academy: "22", department: "19" }, "ACADEMY_OR_DEPARTMENT"],
    ["a campaign that does not exist", "ministry", { campaignId: "1999" }, "CAMPAIGN_UNKNOWN"],
    ["a cursor of another list", "ministry", { after: "x" }, "INVALID_CURSOR"],
    ["a host", "host-manager", {}, "FORBIDDEN"],
    ["a school", "school-head", {}, "FORBIDDEN"],
    ["a student", "student", {}, "FORBIDDEN"],
  ] as const)("is refused: %s", async (_, name, variables, code) => {
    expect((await run(persona(name) as Actor, RECENSEMENT, variables)).code).toBe(code);
  });
});

it("PostgreSQL puts every commune in the département that the platform does", async () => {
  const communes = [...allCommunes()];
  const codes = communes.map(({ code }) => code);
  // By its number in the official geographic code, but the two islands that have the services of Guadeloupe.
  const elsewhere = communes.filter(({ code, departmentCode }) => departmentOfCommune(code) !== departmentCode);
  expect(new Set(elsewhere.map(({ departmentCode }) => departmentCode))).toEqual(new Set(["977", "978"]));
  const rows = await sql()<{ code: string; department: string }[]>`select code, offers.department_of(code) as department from unnest(${codes}::varchar[]) as code`;
  expect(rows.length).toBeGreaterThan(34_000);
  expect(rows.filter(({ code, department }) => departmentOfCommune(code) !== department)).toEqual([]);
});
