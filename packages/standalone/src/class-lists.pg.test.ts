import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { MODES, type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";

const IMPORT = "mutation($input: ImportClassListInput!) { importClassList(input: $input) { lines created unchanged refused { line } } }";
const HEADINGS = "INE,Nom,Prénom,Date de naissance,Classe,Adresse,Code postal,Commune,Représentant 1 nom,Représentant 1 prénom,Représentant 1 courriel,Représentant 1 lien";
const lineOf = (n: number) => `${400_000_000 + n}AB,Mazaud,Zoé,2011-09-03,2de 9,${n} rue Riche,19000,Tulle,Mazaud,Anne,anne.mazaud${n}@familles.example,mère`;

let platform: PlatformUnderTest;
beforeAll(async () => {
  platform = await platformUnderTest(MODES[1]);
});
afterAll(() => platform.stop());

it("a list of 1 000 students goes through the gateway, and the whole platform hears of them", async () => {
  const head = await platform.as("school-head");
  const { viewer } = await head.need<{ viewer: { roles: string[]; schools: { uai: string }[] } }>("{ viewer { roles schools { uai } } }");
  expect(viewer.roles).toEqual(["SCHOOL_HEAD"]);
  const ministry = await platform.as("ministry");
  const enrolled = async () => (await ministry.need<{ academy: { enrolled: number; coverage: { enrolled: number } } }>('{ academy(code: "22") { enrolled coverage { enrolled } } }')).academy;
  const before = await enrolled();
  const csv = [HEADINGS, ...Array.from({ length: 1_000 }, (_, n) => lineOf(n))].join("\r\n");
  const input = { schoolUai: viewer.schools[0]!.uai, csv, dryRun: true };
  const nothing = await head.need<{ importClassList: object }>(IMPORT, { input });
  expect(nothing.importClassList).toEqual({ lines: 1_000, created: 1_000, unchanged: 0, refused: [] });
  expect(await enrolled()).toEqual(before);
  expect((await head.need(IMPORT, { input: { ...input, dryRun: false } }))["importClassList"]).toMatchObject({ created: 1_000 });
  const after = { enrolled: before.enrolled + 1_000, coverage: { enrolled: before.coverage.enrolled + 1_000 } };
  await vi.waitFor(async () => expect(await enrolled()).toEqual(after), { timeout: 30_000 });
  expect((await head.need(IMPORT, { input: { ...input, dryRun: false } }))["importClassList"]).toMatchObject({ created: 0, unchanged: 1_000 });
});

it("a role that is not the bearer's is refused before anything is done", async () => {
  const answer = await platform.post({ query: "{ viewer { role } }" }, { authorization: `Bearer ${await platform.tokenOf("school-head")}`, "x-stages-role": "MINISTRY" });
  expect(answer).toMatchObject({ status: 403, errors: [{ message: expect.stringContaining("« MINISTRY »") as string, extensions: { code: "ROLE_NOT_HELD" } }] });
});
