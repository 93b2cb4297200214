import { connect } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import { type Actor, ANONYMOUS } from "@stages/kernel/actor.ts";
import { idFromUuid } from "@stages/kernel/ids.ts";
import { foldOnce } from "@stages/statistics/fold.ts";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { persona, runningPeople, world } from "./fixtures.ts";
import { MEASURES } from "./persistence/measures.ts";

const { run, url } = runningPeople();
const ministry = persona<"MINISTRY">("ministry");
const head = persona<"SCHOOL_HEAD">("school-head");
const TULLE = head.schoolUais[0]!;
const LIMOGES = world.schools.find(({ communeCode }) => communeCode === "87085")!.uai;

let sql: postgres.Sql;
let platform: ReturnType<typeof connect>;
beforeAll(() => {
  sql = postgres(url(), { max: 1 });
  platform = connect({ url: url(), name: "test platform", role: roleOf("people", "PLATFORM"), max: 1 });
});
afterAll(() => Promise.all([sql.end(), platform.close()]));

/** The sweep of the subgraph folds too: whichever comes first. */
const folded = () =>
  vi.waitFor(
    async () => {
      await platform.db.transaction((tx) => foldOnce(tx, MEASURES));
      expect(await sql`select from people.statistics`).toHaveLength(0);
    },
    { timeout: 30_000 },
  );

interface Figures {
  readonly campaignId: string;
  readonly day: string;
  readonly enrolled: number;
  readonly series: { readonly days: readonly string[]; readonly enrolled: readonly number[] } | null;
  readonly onSameDayOf: Figures | null;
}
async function figuresOf(type: string, key: Record<string, string>, { fields = "enrolled", args = "", as = ministry as Actor } = {}) {
  const { data, code } = await run<{ _entities: readonly { enrolment: Figures | null }[] }>(as, `query($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { enrolment${args} { ${fields} } } } }`, { r: [{ __typename: type, ...key }] });
  return { figures: data!._entities[0]!.enrolment, code };
}
const enrolledIn = async (...asked: Parameters<typeof figuresOf>) => (await figuresOf(...asked)).figures!.enrolled;

const naive = async ({ campaign = "2027", academy = null as string | null, department = null as string | null, school = null as string | null } = {}) =>
  (await sql<[{ enrolled: number }]>`select count(*)::int as enrolled from people.students where campaign_id = ${campaign} and (${academy}::text is null or academy = ${academy}) and (${department}::text is null or department = ${department}) and (${school}::text is null or school_uai = ${school})`)[0].enrolled;

describe("over the demonstration, the students enrolled", () => {
  it("in the country, each académie, département and school are those in the table", async () => {
    for (const campaign of ["2024", "2027", "2028"]) {
      expect(await enrolledIn("Campaign", { id: campaign })).toBe(await naive({ campaign }));
      const args = `(campaignId: "${campaign}")`;
      for (const { uai, academy, departmentCode } of world.schools) {
        expect([await enrolledIn("Academy", { code: academy }, { args }), await enrolledIn("Department", { code: departmentCode }, { args }), await enrolledIn("School", { uai }, { args })]).toEqual([
          await naive({ campaign, academy }), await naive({ campaign, department: departmentCode }), await naive({ campaign, school: uai }),
        ]);
      }
    }
    expect(await naive()).toBeGreaterThan(2_000);
  });

  it("are dated from the opening, by day and by week, and compared with the same day of the campaign before", async () => {
    const all = await naive({ academy: "22" });
    const { figures } = await figuresOf("Academy", { code: "22" }, { fields: 'enrolled series { days enrolled } weeks: series(by: WEEK, from: "2026-08-25", until: "2026-09-09") { days enrolled } onSameDayOf(campaignId: "2024") { campaignId day enrolled } unknown: onSameDayOf(campaignId: "2031") { day }' });
    expect(figures).toMatchObject({
      enrolled: all,
      weeks: { days: ["2026-08-30", "2026-09-06", "2026-09-09"], enrolled: [0, all, all] },
      onSameDayOf: { campaignId: "2024", day: "2024-04-13", enrolled: await naive({ campaign: "2024", academy: "22" }) },
      unknown: null,
    });
    const { days, enrolled } = figures!.series!;
    expect([days[0], days.at(-1), new Set(enrolled)]).toEqual(["2026-09-01", "2027-04-10", new Set([all])]);
    const on = async (day: string) => enrolledIn("School", { uai: TULLE }, { args: `(on: "${day}")` });
    expect([await on("2026-08-31"), await on("2026-09-01"), await on("2031-01-01")]).toEqual([0, await naive({ school: TULLE }), await naive({ school: TULLE })]);
  });

  it("are of a campaign that is known here", async () => {
    expect((await figuresOf("Academy", { code: "22" }, { args: '(campaignId: "2031")' })).code).toBe("CAMPAIGN_UNKNOWN");
  });
});

describe("a département", () => {
  it("is found by its code, by anyone", async () => {
    const { data } = await run(ANONYMOUS, '{ corse: department(code: "2A") { code name academy { code } } none: department(code: "20") { code } }');
    expect(data).toEqual({ corse: { code: "2A", name: "Corse-du-Sud", academy: { code: "27" } }, none: null });
  });

  it("tells its figures to the staff in charge of it alone", async () => {
    const query = '{ department(code: "19") { name enrolment { enrolled } } }';
    expect((await run(persona("dasen"), query)).data).toEqual({ department: { name: "Corrèze", enrolment: { enrolled: await naive({ department: "19" }) } } });
    expect(await run(ANONYMOUS, query)).toMatchObject({ data: { department: { name: "Corrèze", enrolment: null } }, code: "UNAUTHENTICATED" });
  });
});

describe("after each act", () => {
  const HEADINGS = "INE;Nom;Prénom;Date de naissance;Classe;Adresse;Code postal;Commune;Représentant 1 nom;Représentant 1 prénom;Représentant 1 courriel;Représentant 1 téléphone;Représentant 1 lien";
  const line = (n: number) => `${400_000_000 + n}AB;Compté;Zoé;03/09/2011;2de 5;4 rue Riche;19000;Tulle;Compté;Anne;compte${n}@familles.example;0612345678;mère`;
  const csv = [HEADINGS, ...Array.from({ length: 7 }, (_, n) => line(n))].join("\r\n");
  const imports = (dryRun = false) => run(head, "mutation($input: ImportClassListInput!) { importClassList(input: $input) { created } }", { input: { schoolUai: TULLE, csv, dryRun } });
  const theirs = () => sql<{ id: string }[]>`select s.id from people.students s order by s.id desc limit 7`;

  it.each<[string, number, () => Promise<unknown>]>([
    ["a class list is tried", 0, () => imports(true)],
    ["it is imported", 7, () => imports()],
    ["it is imported again", 7, () => imports()],
    ["a student changes schools", 6, async () => sql`update people.students set school_uai = ${LIMOGES} where id = ${(await theirs())[0]!.id}`],
    ["another is erased", 5, async () => run(head, 'mutation($id: ID!) { eraseStudent(input: { studentId: $id, reason: "À sa demande.", confirmLastName: "Compté" }) { studentId } }', { id: idFromUuid("student", (await theirs())[1]!.id) })],
  ])("%s: every territory says what the table holds, and everyone what they may know", async (_, more, act) => {
    const { code } = ((await act()) ?? {}) as { readonly code?: unknown };
    expect(code).toBeUndefined();
    await folded();
    expect(await naive({ school: TULLE })).toBe(world.students.filter(({ schoolUai, campaignId }) => schoolUai === TULLE && campaignId === "2027").length + more);
    expect([await enrolledIn("Campaign", { id: "2027" }), await enrolledIn("Academy", { code: "22" })]).toEqual([await naive(), await naive({ academy: "22" })]);
    for (const department of ["19", "87"]) expect([department, await enrolledIn("Department", { code: department })]).toEqual([department, await naive({ department })]);
    for (const uai of [TULLE, LIMOGES]) expect([uai, await enrolledIn("School", { uai })]).toEqual([uai, await naive({ school: uai })]);
    expect((await run(ANONYMOUS, '{ academy(code: "22") { enrolled } }')).data).toEqual({ academy: { enrolled: await naive({ academy: "22" }) } });
  });
});

describe("are shown", () => {
  const ASKED = [["Academy", { code: "22" }], ["Academy", { code: "24" }], ["Department", { code: "19" }], ["Department", { code: "87" }], ["School", { uai: TULLE }], ["School", { uai: LIMOGES }], ["Campaign", { id: "2027" }]] as const;
  const name = ([type, key]: readonly [string, object]) => `${type} ${Object.values(key)[0] === TULLE ? "Tulle" : Object.values(key)[0] === LIMOGES ? "Limoges" : Object.values(key)[0]}`;
  const ALLOWED: Partial<Record<PersonaName, readonly string[]>> = {
    ministry: ASKED.map(name),
    rectorat: ["Academy 22", "Department 19", "Department 87", "School Tulle", "School Limoges"],
    dasen: ["Department 19", "School Tulle"],
    "other-rectorat": ["Academy 24"],
    "school-head": ["School Tulle"],
    "referent-teacher": ["School Tulle"],
    "education-adviser": ["School Tulle"],
  };
  const PEOPLE = ["ministry", "rectorat", "dasen", "other-rectorat", "school-head", "referent-teacher", "education-adviser", "other-school-head", "student", "legal-representative", "host-manager", "tutor"] as const satisfies readonly PersonaName[];

  it.each([...PEOPLE.map((one) => [one, persona(one) as Actor] as const), ["visitor", ANONYMOUS] as const])("to the %s as far as their territory or their school goes", async (who, as) => {
    const shown: string[] = [];
    for (const asked of ASKED) {
      const { figures, code } = await figuresOf(asked[0], asked[1], { as });
      if (figures) shown.push(name(asked));
      else expect(code).toBe(who === "visitor" ? "UNAUTHENTICATED" : "FORBIDDEN");
      // A row that is hidden would count nothing.
      if (figures) expect(figures.enrolled).toBeGreaterThan(0);
    }
    expect(shown).toEqual(ALLOWED[who as PersonaName] ?? []);
  });
});
