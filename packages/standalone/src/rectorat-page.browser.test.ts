import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { signWithCode } from "@stages/client/sign.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
/** Where to leave pictures of the page, for a person to look at. */
const PICTURES = process.env["PICTURES"];

interface Coverage {
  readonly enrolled: number;
  readonly covered: number;
  readonly uncovered: number;
}

interface Figures {
  readonly coverage: Coverage & { readonly partlyCovered: number; readonly series: { readonly days: readonly string[]; readonly covered: readonly number[]; readonly enrolled: readonly number[] } };
  readonly candidatureFigures: { readonly studentsApplied: number; readonly studentsAccepted: number; readonly studentsConfirmed: number; readonly candidatures: number; readonly expired: number; readonly farFromHomeShare: number; readonly medianDaysToAnswer: number };
  readonly conventionFigures: { readonly byStatus: readonly { readonly status: string; readonly count: number }[]; readonly medianDaysToSign: number };
  readonly seatFigures: { readonly target: number; readonly series: { readonly published: readonly number[]; readonly taken: readonly number[] }; readonly by: readonly { readonly key: string; readonly figures: { readonly intended: number; readonly published: number; readonly taken: number; readonly left: number } }[] };
}
const FIGURES = `{ territory: academy(code: "22") {
  coverage { enrolled covered partlyCovered uncovered series { days covered enrolled } }
  candidatureFigures { studentsApplied studentsAccepted studentsConfirmed candidatures expired farFromHomeShare medianDaysToAnswer }
  conventionFigures { byStatus { status count } medianDaysToSign }
  seatFigures { target series { published taken } by(dimension: SECTOR) { key figures { intended published taken left } } }
} }`;

/** Its states, widths, colours and paper are tried before a graph of toys, in the gateway: here, that it is the platform's. */
describe.skipIf(!existsSync(CHROMIUM))("the page of the rectorats, on the platform", () => {
  let platform: PlatformUnderTest;
  let browser: Browser;
  let page: Page;
  let origin: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    platform = await platformUnderTest("in-process");
    origin = `http://localhost:${new URL(platform.url).port}`;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"] });
    page = await browser.newPage({ locale: "fr-FR", viewport: { width: 1280, height: 800 } });
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => request.url().startsWith("http") && !request.url().startsWith(origin) && complaints.push(`fetches ${request.url()}`));
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  async function signIn(persona: RegExp, search = ""): Promise<void> {
    await page.goto(`${origin}/rectorat${search}`);
    await page.getByRole("button", { name: /^Se connecter/ }).press("Enter");
    await page.getByRole("button", { name: persona }).press("Enter");
    await page.getByRole("button", { name: "Se déconnecter" }).waitFor();
  }
  const shownIn = async (tile: string) => Number((await page.locator(`.tile--${tile} strong`).innerText()).replace(/\s/g, ""));
  const coverageOf = async (persona: "rectorat" | "dasen" | "ministry", territory: string) => (await (await platform.as(persona)).need<{ territory: { coverage: Coverage } }>(`{ territory: ${territory} { coverage { enrolled covered uncovered } } }`)).territory.coverage;

  it("shows the ministry the country", async () => {
    await signIn(/^Ministère/);
    await page.getByText("En direct").waitFor();
    const { currentCampaign } = await (await platform.as("ministry")).need<{ currentCampaign: { id: string } }>("{ currentCampaign { id } }");
    const country = await coverageOf("ministry", `campaign(id: "${currentCampaign.id}")`);
    expect([await shownIn("enrolled"), await shownIn("covered"), await shownIn("uncovered")]).toEqual([country.enrolled, country.covered, country.uncovered]);
    expect(await page.getByText("Une partie des chiffres manque").count()).toBe(0);
    expect(await page.getByText("ne peuvent pas être lus").count()).toBe(0);
    if (PICTURES) await page.screenshot({ path: join(PICTURES, "rectorat-real-country.png"), fullPage: true });
    await page.getByRole("button", { name: "Se déconnecter" }).click();
  });

  it("shows a DASEN the département, as it changes", async () => {
    await signIn(/^DASEN/);
    await page.getByRole("heading", { name: "Corrèze (19)", level: 1 }).waitFor();
    await page.getByText("En direct").waitFor();
    const before = await shownIn("covered");
    const head = await platform.as("school-head");
    const { conventions } = await head.need<{ conventions: { edges: { node: { id: string; period: string } }[] } }>("{ conventions(status: SIGNED, first: 50) { edges { node { id period } } } }");
    const { id } = conventions.edges.map(({ node }) => node).find(({ period }) => period === "BOTH_WEEKS")!;
    await head.need('mutation($id: ID!) { cancelConvention(input: { conventionId: $id, reason: "L\'entreprise ferme." }) { id } }', { id });
    await expect.poll(() => shownIn("covered")).toBe(before - 1);
    expect(await coverageOf("dasen", 'department(code: "19")')).toMatchObject({ covered: before - 1 });
  });

  it("changes what it shows, without being loaded again, when the last one signs", async () => {
    await page.evaluate("globalThis.isSamePage = true");
    const before = await shownIn("uncovered");
    const student = await platform.as("adult-student");
    const { conventions } = await student.need<{ conventions: { edges: { node: { id: string } }[] } }>("{ conventions(status: SIGNING, first: 1) { edges { node { id } } } }");
    expect(await signWithCode(student, { url: platform.url, conventionId: conventions.edges[0]!.node.id })).toMatchObject({ signConvention: { status: "SIGNED" } });
    await expect.poll(() => shownIn("uncovered"), { timeout: 30_000 }).toBe(before - 1);
    expect(await coverageOf("dasen", 'department(code: "19")')).toMatchObject({ uncovered: before - 1 });
    expect(await page.evaluate("globalThis.isSamePage")).toBe(true);
  });

  it("hands over the file behind a figure", async () => {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV : Couverture par département" }).press("Enter");
    const saved = await download;
    expect(saved.suggestedFilename()).toMatch(/^Couverture par territoire – Corrèze – .*\.csv$/);
    const text = await readFile(await saved.path(), "utf8");
    expect(text).toMatch(/^\uFEFF[^;\n]+;.*\r\n/);
    expect(text).toContain("Corrèze");
  });

  it("tells who asks for another's territory that it is not theirs", async () => {
    await page.getByRole("button", { name: "Se déconnecter" }).click();
    await signIn(/^Rectorat de Limoges/, "?academie=24");
    await page.getByRole("heading", { name: "Ce territoire n'est pas le vôtre" }).waitFor();
    await page.getByRole("button", { name: "Revenir à mon territoire" }).click();
    await page.getByRole("heading", { name: "Académie de Limoges", level: 1 }).waitFor();
  });

  it("shows a rectorat what the graph says, figure by figure", async () => {
    await page.getByText("En direct").waitFor();
    for (const summary of await page.locator("details summary").all()) await summary.press("Enter");
    const rowsOf = async (title: string) => (await page.getByRole("table", { name: title }).locator("tbody tr").evaluateAll((rows) => rows.map((row) => [...row.children].map(({ textContent }) => textContent!)))).map((cells) => cells.map((cell) => cell.replace(/(\d)\s(?=\d)/g, "$1")));
    const numbersOf = async (title: string) => (await rowsOf(title)).map(([, ...cells]) => cells.map(Number));
    const said = (of: Intl.NumberFormatOptions, value: number) => new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 1, ...of }).format(value);
    const delay = (label: string) => page.locator(".delays > div").filter({ hasText: label }).locator("dd strong").innerText();

    const { coverage, candidatureFigures, conventionFigures, seatFigures } = (await (await platform.as("rectorat")).need<{ territory: Figures }>(FIGURES)).territory;
    const { enrolled, covered, partlyCovered } = coverage;
    const { studentsApplied, studentsAccepted, studentsConfirmed, candidatures, expired } = candidatureFigures;
    expect((await rowsOf("De l'inscription à la signature")).map(([, students]) => Number(students))).toEqual([enrolled, studentsApplied, studentsAccepted, studentsConfirmed, covered + partlyCovered, covered]);
    expect(await numbersOf("Élèves couverts, jour après jour")).toEqual(coverage.series.days.map((_, day) => [coverage.series.covered[day], coverage.series.enrolled[day]]).toReversed());
    expect(await numbersOf("Places publiées, jour après jour")).toEqual(seatFigures.series.published.map((published, day) => [published, seatFigures.series.taken[day], seatFigures.target]).toReversed());
    expect((await rowsOf("Conventions par statut")).map(([, count]) => Number(count)).toSorted()).toEqual(conventionFigures.byStatus.filter(({ count }) => count > 0).map(({ count }) => count).toSorted());
    const sectors = seatFigures.by.map(({ key, figures: { intended, published, taken, left } }) => [sectorByCode(key)!.label, ...[intended, published, taken, left].map(String)]);
    expect(new Set(await rowsOf("Places par secteur"))).toEqual(new Set(sectors));
    expect(await delay("Délai de réponse")).toBe(`${said({}, candidatureFigures.medianDaysToAnswer)} jours`);
    expect(await delay("Délai de signature")).toBe(`${said({}, conventionFigures.medianDaysToSign)} jours`);
    expect(await delay("Sans réponse")).toBe(`${expired} (${said({ style: "percent" }, expired / candidatures)})`);
    expect(await delay("Loin")).toBe(said({ style: "percent" }, candidatureFigures.farFromHomeShare));
    expect(complaints).toEqual([]);
  });
});
