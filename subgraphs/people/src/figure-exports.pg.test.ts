import { connectSql, type Sql } from "@stages/database/connection.ts";
import { type Actor, type ActorOf, ANONYMOUS, PLATFORM } from "@stages/kernel/actor.ts";
import { sha256 } from "@stages/kernel/digest.ts";
import { uuidOf } from "@stages/kernel/ids.ts";
import { ACADEMIES, hasSchoolNumbers } from "@stages/reference/academies.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NOW, persona, runningPeople, world } from "./fixtures.ts";

const people = runningPeople();
const { run } = people;
let sql: Sql;
beforeAll(() => {
  sql = connectSql({ url: people.url(), name: "test", max: 4 });
});
afterAll(() => sql.end());
beforeEach(async () => {
  await sql`delete from people.figure_exports`;
});

const REQUEST = "mutation($input: RequestExportInput!) { requestExport(input: $input) { url expiresAt rows } }";
const REDEEM = "mutation($tokenHash: String!) { redeemExport(tokenHash: $tokenHash) }";
interface Link {
  readonly url: string;
  readonly expiresAt: string;
  readonly rows: number | null;
}

const ask = (actor: Actor, input: object, now = NOW) => run<{ requestExport: Link | null }>(actor, REQUEST, { input }, now);
async function asked(actor: Actor, input: object): Promise<Link & { readonly tokenHash: string }> {
  const link = (await ask(actor, input)).data!.requestExport!;
  return { ...link, tokenHash: sha256(/^\/exports\/([\w-]{43})$/.exec(link.url)![1]!) };
}
const redeem = async (tokenHash: string, now = NOW) => (await run<{ redeemExport: Record<string, unknown> | null }>(PLATFORM, REDEEM, { tokenHash }, now)).data!.redeemExport;

const rectorat = persona<"RECTORAT">("rectorat");
const dasen = persona<"RECTORAT">("dasen");
const head = persona<"SCHOOL_HEAD">("school-head");
const ministry = persona<"MINISTRY">("ministry");
const [academy] = rectorat.academies as [string];
const COVERAGE = { figure: "COVERAGE_BY_TERRITORY" };

const schoolsIn = (code: string | null) => world.schools.filter((school) => code === null || school.academy === code).length;

describe("a way to figures", () => {
  it("is five minutes and three uses, and leads to what was asked for, as the one who asked", async () => {
    const link = await asked(rectorat, { ...COVERAGE, academy, by: "WEEK" });
    expect(link.expiresAt).toBe(NOW.add({ minutes: 5 }).toString());
    const redeemed = await redeem(link.tokenHash);
    expect(redeemed).toEqual({
      figure: "COVERAGE_BY_TERRITORY", campaignId: world.runningCampaignId, academy, department: null, schoolUai: null, by: "WEEK", on: null,
      role: "RECTORAT", subject: "persona|rectorat", fileName: "Couverture par territoire – Académie Limoges – 10 avril 2027.csv", rows: 1 + 3 + schoolsIn(academy),
    });
    expect([await redeem(link.tokenHash), await redeem(link.tokenHash), await redeem(link.tokenHash)].map((one) => one !== null)).toEqual([true, true, false]);
  });

  it("ends with its five minutes, to the instant", async () => {
    const { tokenHash } = await asked(rectorat, COVERAGE);
    expect(await redeem(tokenHash, NOW.add({ minutes: 5 }))).toBeNull();
    expect(await redeem(tokenHash, NOW.add({ minutes: 4, seconds: 59 }))).not.toBeNull();
  });

  it("is used three times by whoever asks at once", async () => {
    const { tokenHash } = await asked(rectorat, COVERAGE);
    const redeemed = await Promise.all(Array.from({ length: 8 }, () => redeem(tokenHash)));
    expect(redeemed.filter((one) => one !== null)).toHaveLength(3);
  });

  it("would be used more often, if its uses were read without a lock", async () => {
    await asked(rectorat, COVERAGE);
    const haveRead = Promise.withResolvers<void>();
    let reading = 4;
    const served = await Promise.all(Array.from({ length: reading }, () => sql.begin(async (tx) => {
      const [row] = await tx<{ left: number }[]>`select uses_left as left from people.figure_exports`;
      if (--reading === 0) haveRead.resolve();
      await haveRead.promise;
      await tx`update people.figure_exports set uses_left = uses_left - 1`;
      return row!.left > 0;
    })));
    expect(served).toEqual([true, true, true, true]);
  });

  it.each([
    ["a past day, of that day", "2027-03-01", "2027-03-01", "1er mars 2027"],
    ["a day to come, of today", "2027-06-30", "2027-04-10", "10 avril 2027"],
  ])("asked for of %s leads to it, and the file is called so", async (_what, on, kept, written) => {
    const { tokenHash } = await asked(rectorat, { figure: "FUNNEL", on });
    expect(await redeem(tokenHash)).toMatchObject({ on: kept, fileName: `De l'inscription au stage – Académie Limoges – ${written}.csv` });
  });

  it("to students by name is of the day on which it is used", async () => {
    const { tokenHash } = await asked(head, { figure: "UNCOVERED_STUDENTS", on: "2027-03-01" });
    expect(await redeem(tokenHash)).toMatchObject({ on: null, fileName: expect.stringContaining("10 avril 2027") });
  });

  it("stands as its SHA-256 alone, and as nothing of what the actor has charge of", async () => {
    const { url, tokenHash } = await asked(dasen, { figure: "COVERAGE_BY_DAY" });
    const [row] = await sql`select * from people.figure_exports`;
    expect(row).toMatchObject({ token_hash: tokenHash, role: "RECTORAT", uses_left: 3, variables: { academy: null, department: "19", schoolUai: null, by: "DAY", on: null } });
    expect(JSON.stringify(row)).not.toContain(url.split("/").at(-1));
  });

  it("says how many lines are to come where the directory tells", async () => {
    const parts = ACADEMIES.reduce((sum, { departmentCodes }) => sum + 1 + departmentCodes.filter(hasSchoolNumbers).length, 0);
    expect((await asked(ministry, COVERAGE)).rows).toBe(1 + parts + schoolsIn(null));
    const inCorreze = world.schools.filter(({ uai }) => uai.startsWith("019")).length;
    expect((await asked(dasen, COVERAGE)).rows).toBe(1 + inCorreze);
    expect((await asked(dasen, { figure: "LEAST_COVERED_SCHOOLS" })).rows).toBe(inCorreze);
    expect((await asked(rectorat, { figure: "FUNNEL" })).rows).toBeNull();
  });
});

describe("asking", () => {
  it.each<[string, Actor, object, string]>([
    ["another académie", rectorat, { ...COVERAGE, academy: "24" }, "FORBIDDEN"],
    ["an académie that there is not", ministry, { ...COVERAGE, academy: "99" }, "NOT_FOUND"],
    ["a département that there is not", ministry, { ...COVERAGE, department: "20" }, "NOT_FOUND"],
    ["a département without services of its own", ministry, { ...COVERAGE, department: "977" }, "NOT_FOUND"],
    ["an académie and a département", rectorat, { ...COVERAGE, academy, department: "19" }, "ACADEMY_OR_DEPARTMENT"],
    ["a school that is none", ministry, { figure: "FUNNEL", schoolUai: "0190038A" }, "INVALID_UAI"],
    ["someone else's school", head, { figure: "FUNNEL", schoolUai: persona<"SCHOOL_HEAD">("other-school-head").schoolUais[0] }, "FORBIDDEN"],
    ["seats of a school", head, { figure: "SEATS_BY_DAY" }, "FIGURE_NOT_OF_TERRITORY"],
    ["students by name, for the ministry", ministry, { figure: "UNCOVERED_STUDENTS", schoolUai: head.schoolUais[0] }, "FORBIDDEN"],
    ["a year that there was not", rectorat, { ...COVERAGE, campaignId: "1999" }, "CAMPAIGN_UNKNOWN"],
    ["anything, for a family", persona("legal-representative"), { figure: "FUNNEL", schoolUai: head.schoolUais[0] }, "FORBIDDEN"],
    ["anything, for a visitor", ANONYMOUS, COVERAGE, "UNAUTHENTICATED"],
  ])("for %s is refused", async (_what, actor, input, code) => {
    expect(await ask(actor, input)).toMatchObject({ data: { requestExport: null }, code });
    expect(await sql`select from people.figure_exports`).toHaveLength(0);
  });

  it("is not for clients to redeem", async () => {
    const { tokenHash } = await asked(rectorat, COVERAGE);
    expect(await run(rectorat, REDEEM, { tokenHash })).toMatchObject({ data: { redeemExport: null }, code: "FORBIDDEN" });
    expect(await redeem("0".repeat(64))).toBeNull();
  });
});

describe("who lost their role in between", () => {
  /** Within the bounds of one grant of theirs. */
  const withoutGrant = async (actor: ActorOf<"RECTORAT" | "SCHOOL_HEAD">, work: () => Promise<void>) => {
    const taken = await sql`delete from people.grants where person_id = ${uuidOf(actor.personId)} returning *`;
    try {
      await work();
    } finally {
      await sql`insert into people.grants ${sql(taken)}`;
    }
  };

  it("is given nothing", async () => {
    const links = [await asked(rectorat, COVERAGE), await asked(head, { figure: "UNCOVERED_STUDENTS" })];
    await withoutGrant(rectorat, async () => expect(await redeem(links[0]!.tokenHash)).toBeNull());
    await withoutGrant(head, async () => expect(await redeem(links[1]!.tokenHash)).toBeNull());
    for (const { tokenHash } of links) expect(await redeem(tokenHash)).not.toBeNull();
  });

  it("and has another académie now, is given nothing of the former", async () => {
    const { tokenHash } = await asked(rectorat, COVERAGE);
    await withoutGrant(rectorat, async () => {
      await sql`insert into people.grants (person_id, role, academy) values (${uuidOf(rectorat.personId)}, 'RECTORAT', '24')`;
      expect(await redeem(tokenHash)).toBeNull();
      await sql`delete from people.grants where person_id = ${uuidOf(rectorat.personId)}`;
    });
  });

  it("and has another role now, is given nothing as that", async () => {
    const { tokenHash } = await asked(rectorat, COVERAGE);
    await withoutGrant(rectorat, async () => {
      await sql`insert into people.grants (person_id, role) values (${uuidOf(rectorat.personId)}, 'MINISTRY')`;
      expect(await redeem(tokenHash)).toBeNull();
      await sql`delete from people.grants where person_id = ${uuidOf(rectorat.personId)}`;
    });
  });
});

it("is among what someone takes away", async () => {
  await asked(rectorat, { figure: "FUNNEL" });
  const { data } = await run<{ exportMyData: { people: Record<string, unknown> } }>(rectorat, "{ exportMyData { people } }");
  expect(data!.exportMyData.people["Fichiers de chiffres demandés"]).toEqual([{ "Chiffres": "De l'inscription au stage", "Rôle": "RECTORAT", "Le": NOW.toString() }]);
});
