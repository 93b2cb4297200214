import type { Actor, ActorOf } from "@stages/kernel/actor.ts";
import { sql } from "drizzle-orm";
import { connect, type Database, writer } from "@stages/database/connection.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { describe, expect, it, vi } from "vitest";
import { NOW, persona, runningPeople, world } from "./fixtures.ts";
import { importClassList } from "./operations/import-class-list.ts";
import { privateLifeOf } from "./persistence/student-rows.ts";
import { students } from "./persistence/tables.ts";

const { run, log, url } = runningPeople();

const head = persona<"SCHOOL_HEAD">("school-head");
const otherHead = persona<"SCHOOL_HEAD">("other-school-head");
const uaiOf = ({ schoolUais }: ActorOf<"SCHOOL_HEAD">) => schoolUais[0]!;

const HEADINGS = "INE;Nom;Prénom;Date de naissance;Classe;Adresse;Code postal;Commune;Représentant 1 nom;Représentant 1 prénom;Représentant 1 courriel;Représentant 1 téléphone;Représentant 1 lien";
let drawn = 0;
const anIne = () => `${String(300_000_000 + ++drawn)}AB`;
/** A line as a school writes it, each cell of which may differ. */
const line = (ine: string, over: Partial<Record<"nom" | "prenom" | "ne" | "classe" | "adresse" | "cp" | "commune" | "courriel" | "tel" | "lien", string>> = {}) => {
  const { nom = "Mazaud", prenom = "Zoé", ne = "03/09/2011", classe = "2de 5", adresse = "4 rue Riche", cp = "19000", commune = "Tulle", courriel = `${ine.toLowerCase()}@familles.example`, tel = "0612345678", lien = "mère" } = over;
  return [ine, nom, prenom, ne, classe, adresse, cp, commune, "Mazaud", "Anne", courriel, tel, lien].join(";");
};
const list = (...lines: readonly string[]) => [HEADINGS, ...lines].join("\r\n");

interface Report {
  readonly lines: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: readonly { readonly line: number; readonly field: string | null; readonly code: string; readonly message: string }[];
  readonly remarks: readonly { readonly line: number; readonly message: string }[];
}
const IMPORT = "mutation($input: ImportClassListInput!) { importClassList(input: $input) { lines created updated unchanged refused { line field code message } remarks { line message } } }";
async function imported(csv: string, { as = head, dryRun = false }: { as?: ActorOf<"SCHOOL_HEAD">; dryRun?: boolean } = {}) {
  const { data, code, refusals } = await run<{ importClassList: Report | null }>(as, IMPORT, { input: { schoolUai: uaiOf(as), csv, dryRun } });
  return { ...data!.importClassList!, code, refusals };
}

async function withDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const connection = connect({ url: url(), name: "test", max: 1 });
  try {
    return await work(connection.db);
  } finally {
    await connection.close();
  }
}
const rows = <T extends Record<string, unknown>>(query: string) => withDatabase(async (db) => [...(await db.execute(sql.raw(query)))] as T[]);
const counts = () => rows("select (select count(*) from people.persons)::int persons, (select count(*) from people.students)::int students, (select count(*) from people.grants)::int grants, (select count(*) from people.national_identifiers)::int identifiers, (select count(*) from people.legal_representatives)::int family");
const enrolledNow = async () => (await log("StudentEnrolled")).length;

describe("a class list", () => {
  it("enrols its students with their families, tells each, and changes nothing the second time", async () => {
    const [first, second] = [anIne(), anIne()];
    const csv = list(line(first), line(second, { nom: "Diallo", ne: "2011-02-28", tel: "+33 6 12 34 56 78", lien: "Père" }));
    const before = await enrolledNow();
    expect(await imported(csv)).toMatchObject({ lines: 2, created: 2, updated: 0, unchanged: 0, refused: [], remarks: [] });
    await vi.waitFor(async () => expect(await enrolledNow()).toBe(before + 2), { timeout: 30_000 });
    const [told] = (await log("StudentEnrolled")).slice(before);
    const { id } = (told!.payload as { readonly student: { readonly id: string } }).student;
    const { data } = await run(head, "query($id: ID!) { student(id: $id) { firstName lastName birthDate className home { addressLine communeCode } legalRepresentatives { firstName email phone relationship contactOrder maySign } } }", { id });
    expect(data).toEqual({
      student: {
        firstName: "Zoé", lastName: "Mazaud", birthDate: "2011-09-03", className: "2de 5", home: { addressLine: "4 rue Riche", communeCode: "19272" },
        legalRepresentatives: [{ firstName: "Anne", email: `${first.toLowerCase()}@familles.example`, phone: "0612345678", relationship: "MOTHER", contactOrder: 1, maySign: true }],
      },
    });
    const kept = await counts();
    expect(await imported(csv)).toMatchObject({ lines: 2, created: 0, updated: 0, unchanged: 2, remarks: [] });
    expect(await counts()).toEqual(kept);
    expect(await enrolledNow()).toBe(before + 2);
  });

  it("keeps no INE, but what knows it again", async () => {
    const ine = anIne();
    await imported(list(line(ine)));
    const dump = await rows<{ text: string }>("select row_to_json(t)::text as text from people.national_identifiers t union all select row_to_json(t)::text from people.students t union all select row_to_json(t)::text from people.persons t union all select payload::text from bus.events");
    expect(dump.filter(({ text }) => text.includes(ine))).toEqual([]);
    expect(await rows("select 1 from people.national_identifiers where hmac !~ '^[0-9a-f]{64}$'")).toEqual([]);
  });

  it("updates and tells the student alone of whom it says something new", async () => {
    const [same, moved] = [anIne(), anIne()];
    await imported(list(line(same), line(moved)));
    await vi.waitFor(async () => expect((await rows("select 1 from people.outbox")).length).toBe(0), { timeout: 30_000 });
    const before = await enrolledNow();
    expect(await imported(list(line(same), line(moved, { classe: "2de 6" })))).toMatchObject({ created: 0, updated: 1, unchanged: 1 });
    await vi.waitFor(async () => expect(await enrolledNow()).toBe(before + 1), { timeout: 30_000 });
    expect((await log("StudentEnrolled")).at(-1)!.payload).toMatchObject({ student: { className: "2de 6", schoolUai: uaiOf(head), campaignId: world.runningCampaignId } });
  });

  it("names each bad line and why in a dry run, which writes nothing", async () => {
    const before = await counts();
    const good = anIne();
    const csv = list(
      line(good),
      line("12345"),
      line(anIne(), { ne: "31/02/2011" }),
      line(anIne(), { nom: "=HYPERLINK(\"x\")".replaceAll('"', "") }),
      line(anIne(), { cp: "75001" }),
      line(anIne(), { courriel: "anne", lien: "voisine", tel: "peut-être" }),
      line(good),
      `${line(anIne())};;;de trop`,
      line(anIne(), { prenom: "", ne: "01/01/1950" }),
      ";;;;;;;;;;;;",
    );
    const report = await imported(csv, { dryRun: true });
    expect(report.code).toBeUndefined();
    expect(report.lines).toBe(9);
    expect(report.created).toBe(1);
    expect(report.refused.map(({ line, field, code }) => `${line} ${field} ${code}`)).toEqual([
      "3 ine INVALID_INE",
      "4 birthDate INVALID_BIRTH_DATE",
      "5 lastName CELL_IS_A_FORMULA",
      "6 communeName COMMUNE_NOT_AT_POSTCODE",
      "7 representative1.email INVALID_EMAIL",
      "7 representative1.phone INVALID_PHONE",
      "7 representative1.relationship UNKNOWN_RELATIONSHIP",
      "8 ine INE_TWICE",
      "9 null LINE_UNREADABLE",
      "10 firstName TEXT_REQUIRED",
      "10 birthDate INVALID_BIRTH_DATE",
    ]);
    expect(await counts()).toEqual(before);
    expect((await imported(csv, { dryRun: true })).refused).toEqual(report.refused);

    // For real, it is refused whole, with the same words.
    const { code, refusals } = await imported(csv);
    expect(code).toBe("CLASS_LIST_REFUSED");
    expect(refusals.slice(1).map(({ field }) => field)).toContain("lines.4.birthDate");
    expect(refusals[2]!.message).toBe(`Ligne 4 : ${report.refused[1]!.message}`);
    expect(refusals).toHaveLength(12);
    expect(await counts()).toEqual(before);
  });

  it.each([
    ["commas and a BOM", (csv: string) => `\uFEFF${csv.replaceAll(";", ",")}`],
    ["quoted cells with line breaks and invisible characters", (csv: string) => csv.replace("4 rue Riche", '"4 rue\nRiche\u200B"')],
    ["other headings", (csv: string) => csv.replace("INE;Nom", "Identifiant National;NOM DE FAMILLE").replace("courriel", "E-mail")],
    ["the accents of a Mac", (csv: string) => csv.normalize("NFD")],
  ])("is read with %s", async (_, written) => {
    const ine = anIne();
    await imported(list(line(ine)));
    expect(await imported(written(list(line(ine))))).toMatchObject({ code: undefined, unchanged: 1 });
  });

  it.each([
    ["nothing", "", "CLASS_LIST_UNREADABLE"],
    ["a heading alone", HEADINGS, "CLASS_LIST_EMPTY"],
    ["a column less", list(line("300000001AB")).replace("Classe", "Groupe"), "CLASS_LIST_COLUMN_MISSING"],
    ["another encoding", list(line("300000001AB", { prenom: "Zo\uFFFD" })), "CLASS_LIST_UNREADABLE"],
    ["too much", `${HEADINGS}\n${"x".repeat(250_000)}`, "REQUEST_TOO_LARGE"],
  ])("of %s is refused", async (_, csv, code) => {
    expect((await imported(csv)).code).toBe(code);
    expect((await imported(csv, { dryRun: true })).code).toBe(code);
  });

  it("never ends a quote: that line is refused, and the import with it", async () => {
    const csv = list(line(anIne()), line(anIne(), { nom: '"Mazaud' }));
    expect((await imported(csv, { dryRun: true })).refused.map(({ code }) => code)).toEqual(["LINE_UNREADABLE"]);
    expect((await imported(csv)).code).toBe("CLASS_LIST_REFUSED");
  });

  it("does not take a student from another school, nor say more of them", async () => {
    const ine = anIne();
    await imported(list(line(ine)));
    const { refused } = await imported(list(line(ine)), { as: otherHead, dryRun: true });
    expect(refused).toMatchObject([{ line: 2, field: "ine", code: "STUDENT_ENROLLED_ELSEWHERE" }]);
  });

  it.each<[string, Actor, string]>([
    ["another school's head", otherHead, "NOT_FOUND"],
    ["a teacher", persona("referent-teacher"), "FORBIDDEN"],
    ["the ministry", persona("ministry"), "FORBIDDEN"],
  ])("is not for %s", async (_, actor, code) => {
    expect((await run(actor, IMPORT, { input: { schoolUai: uaiOf(head), csv: list(line(anIne())), dryRun: true } })).code).toBe(code);
  });

  it("places a home in its commune, otherwise at the school with a remark", async () => {
    const report = await imported(list(line(anIne(), { cp: "01400", commune: "L'Abergement-Clémenciat", adresse: "Le Bourg" })));
    expect(report).toMatchObject({ created: 1, remarks: [{ line: 2, message: expect.stringContaining("L'Abergement-Clémenciat") as string }] });
    const { latitude } = world.schools.find(({ uai }) => uai === uaiOf(head))!;
    const homes = await withDatabase(async (db) => (await db.select().from(students)).map((row) => ({ ...privateLifeOf(row).home, row })));
    const home = homes.find(({ communeCode }) => communeCode === "01001")!;
    expect(home).toMatchObject({ latitude, isApproximate: true, row: { homeCommuneCode: null } });
  });

  it("leaves families alone when it has no column for them, and withdraws who is no longer in it", async () => {
    const ine = anIne();
    await imported(list(line(ine)));
    const without = list(line(ine)).split("\r\n").map((text) => text.split(";").slice(0, 8).join(";")).join("\r\n");
    expect(await imported(without)).toMatchObject({ unchanged: 1 });
    const grantsOf = (email: string) => rows(`select g.role from people.grants g join people.persons p on p.id = g.person_id where p.email_index = '${emailIndex(email)}'`);
    expect(await grantsOf(`${ine.toLowerCase()}@familles.example`)).toEqual([{ role: "LEGAL_REPRESENTATIVE" }]);
    expect(await imported(list(line(ine, { courriel: `${ine}.tutrice@familles.example`, lien: "tutrice" })))).toMatchObject({ updated: 1 });
    expect(await grantsOf(`${ine.toLowerCase()}@familles.example`)).toEqual([]);
  });

  it("imported by two at the same time is enrolled once", async () => {
    const csv = list(...Array.from({ length: 20 }, () => line(anIne())));
    const reversed = [HEADINGS, ...csv.split("\r\n").slice(1).reverse()].join("\n");
    const both = await Promise.all([imported(csv), imported(reversed)]);
    expect(both.map(({ created }) => created).toSorted((a, b) => a - b)).toEqual([0, 20]);
    expect(both.map(({ unchanged }) => unchanged).toSorted((a, b) => a - b)).toEqual([0, 20]);
  });

  it("is imported whole or not at all, wherever it is interrupted", async () => {
    const before = await counts();
    const csv = list(...Array.from({ length: 600 }, () => line(anIne())));
    const steps: number[] = [];
    const connection = connect({ url: url(), name: "test", max: 1 });
    const interrupted = importClassList({ actor: head, now: NOW, write: writer(connection.db, () => {}) }, { schoolUai: uaiOf(head), csv, dryRun: false }, (_, { state, enrolled }) => {
      if (state !== "ENROLLING") return;
      steps.push(enrolled);
      if (enrolled === 500) throw new Error("the power went");
    });
    await expect(interrupted).rejects.toThrow("the power went");
    await connection.close();
    expect(steps).toEqual([0, 250, 500]);
    expect(await counts()).toEqual(before);
  });

  it("looked up first and enrolled after, as a naive import would, fails when another does the same", async () => {
    let looking = 2;
    const bothHaveLooked = Promise.withResolvers<void>();
    const hmac = "0".repeat(64);
    const connection = connect({ url: url(), name: "test", max: 2 });
    const naive = () =>
      connection.db.transaction(async (tx) => {
        const known = await tx.execute(sql`select from people.national_identifiers where hmac = ${hmac}`);
        if (--looking === 0) bothHaveLooked.resolve();
        await bothHaveLooked.promise;
        if (known.length === 0) await tx.execute(sql`insert into people.national_identifiers (hmac, person_id) values (${hmac}, gen_random_uuid())`);
      });
    const outcomes = await Promise.allSettled([naive(), naive()]);
    await connection.close();
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  it("imported by two schools at the same time goes to one of them", async () => {
    const lines = Array.from({ length: 20 }, () => line(anIne()));
    const [one, other] = await Promise.all([imported(list(...lines)), imported(list(...lines.toReversed()), { as: otherHead })]);
    expect([one.code, other.code].filter((code) => code === "CLASS_LIST_REFUSED")).toHaveLength(1);
    expect([one.created, other.created].filter((created) => created === 20)).toHaveLength(1);
  });

  it("of 1 000 lines is imported whole, and again without a change", async () => {
    const csv = list(...Array.from({ length: 1_000 }, (_, n) => line(anIne(), { nom: `Nom ${n}`, classe: `2de ${1 + (n % 28)}`, courriel: `p${n}@f.example` })));
    expect(Buffer.byteLength(csv)).toBeLessThan(250_000);
    expect(await imported(csv)).toMatchObject({ lines: 1_000, created: 1_000, refused: [] });
    expect(await imported(csv)).toMatchObject({ lines: 1_000, unchanged: 1_000 });
    expect((await imported(csv, { dryRun: true })).unchanged).toBe(1_000);
  });
});
