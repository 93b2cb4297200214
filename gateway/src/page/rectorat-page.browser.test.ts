import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ToyRectorat } from "../toy-rectorat.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
/** Where to leave pictures of the page, for a person to look at. */
const PICTURES = process.env["PICTURES"];
const WIDTHS = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 }, wall: { width: 1920, height: 1080 } } as const;
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

describe.skipIf(!existsSync(CHROMIUM))("the page of the rectorats", () => {
  const toy = new ToyRectorat();
  let axe: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const complaints: string[] = [];
  const addresses: string[] = [];

  beforeAll(async () => {
    [axe] = await Promise.all([readFile(AXE, "utf8"), toy.start()]);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });
  afterAll(async () => {
    await browser?.close();
    await toy.stop();
  });
  beforeEach(async () => {
    complaints.length = addresses.length = toy.asked.length = 0;
    toy.down.clear();
    toy.sessionsAreOver = false;
    context = await browser.newContext({ locale: "fr-FR", viewport: WIDTHS.desk, reducedMotion: "reduce" });
    page = await context.newPage();
    page.on("console", (message) => message.type() === "error" && !/ERR_INTERNET_DISCONNECTED|ERR_INCOMPLETE_CHUNKED_ENCODING|401/.test(message.text()) && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      addresses.push(request.url());
      if (request.url().startsWith("http") && !request.url().startsWith(toy.origin)) complaints.push(`fetches ${request.url()}`);
    });
    return async () => {
      await context.close();
      expect(complaints).toEqual([]);
    };
  });

  async function signIn(persona: RegExp, search = ""): Promise<void> {
    await page.goto(`${toy.origin}/rectorat${search}`);
    await page.getByRole("button", { name: /^Se connecter/ }).press("Enter");
    await page.getByRole("button", { name: persona }).press("Enter");
    await page.getByRole("button", { name: "Se déconnecter" }).waitFor();
  }
  const live = () => page.getByText("En direct").waitFor();
  const heading = (name: string) => page.getByRole("heading", { name, exact: true, level: 1 });
  const big = () => page.locator(".big strong");
  const operations = (name: string) => toy.asked.filter(({ operation }) => operation.startsWith(name));

  /** Looked at by axe, by us where pictures are wanted, and never scrolled sideways. */
  async function expectSound(name: string, widths: readonly (keyof typeof WIDTHS)[], schemes: readonly ("light" | "dark")[] = ["light", "dark"]): Promise<void> {
    if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axe);
    for (const width of widths) {
      await page.setViewportSize(WIDTHS[width]);
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        const { violations } = await page.evaluate<{ violations: readonly Violation[] }>("axe.run({ resultTypes: ['violations'] })");
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`), `${name}, ${width}, ${colorScheme}`).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"), `${name}, ${width}`).toBe(0);
        if (PICTURES) await page.screenshot({ path: join(PICTURES, `rectorat-${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
    }
    await page.setViewportSize(WIDTHS.desk);
  }

  it("signs in by code and PKCE, by keyboard, and comes back to the view that was shared, with no token in any address", async () => {
    await page.goto(`${toy.origin}/rectorat?departement=19&comparaison=2026`);
    await page.getByRole("button", { name: /^Se connecter/ }).waitFor();
    await expectSound("sign-in", ["phone"]);
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Contenu");
    await page.getByRole("button", { name: /^Se connecter/ }).press("Enter");
    await page.getByRole("button", { name: /^Rectorat de Limoges/ }).press("Enter");
    await heading("Corrèze (19)").waitFor();
    expect(page.url()).toBe(`${toy.origin}/rectorat?departement=19&comparaison=2026`);
    await live();
    await expect.poll(() => page.getByText("le même jour de la campagne 2026").count()).toBe(1);
    expect(operations("DashboardOfADepartment")[0]!.variables).toMatchObject({ code: "19", campaign: "2027", on: null, by: "DAY", other: "2026", compare: true });
    const token = (JSON.parse(await page.evaluate("sessionStorage.getItem('rectorat-session')")) as { token: string }).token;
    expect(addresses.filter((address) => address.includes(token))).toEqual([]);
    expect(await page.evaluate("localStorage.length")).toBe(0);
    expect(await page.title()).toBe("Corrèze (19) — Stages de seconde 2027");
  });

  it("shows an académie by all its figures, each with its words, its table and its CSV", async () => {
    await signIn(/^Rectorat de Limoges/);
    await live();
    const titles = ["Couverture par département", "Élèves couverts, jour après jour", "De l'inscription à la signature", "Places publiées, jour après jour", "Établissements où aider d'abord", "Places par secteur", "Conventions par statut", "Délais et suivi"];
    expect(await page.getByRole("heading", { level: 2 }).allInnerTexts()).toEqual(titles);
    for (const title of titles) {
      const figure = page.getByRole("region", { name: title });
      expect(await figure.getByRole("button", { name: `CSV : ${title}` }).count(), title).toBe(1);
      expect((await figure.locator(".summary").innerText()).length, title).toBeGreaterThan(10);
    }
    expect(await page.getByRole("img", { name: /^(Carte|Courbe|Diagramme en barres)\. .{10}/ }).count()).toBe(6);
    await expectSound("academy", ["phone", "wall"]);
    for (const summary of await page.locator("details summary").all()) await summary.press("Enter");
    await expect.poll(() => page.getByRole("table").count()).toBe(7);
    expect(await page.getByRole("table", { name: "Couverture par département" }).getByRole("rowheader").allInnerTexts()).toEqual(["Corrèze (19)", "Creuse (23)", "Haute-Vienne (87)"]);
    await expectSound("tables", ["phone"], ["dark"]);
    // Its skeleton fades in for nobody who asked for no motion.
    expect(await page.evaluate("getComputedStyle(document.querySelector('.dashboard')).transitionDuration")).toBe("0s");
  });

  it("keeps the view in the address: it is changed by the filters and by the map's table, and goes back and forth", async () => {
    await signIn(/^Ministère/);
    await heading("France entière").waitFor();
    await live();
    await expectSound("country", ["desk"], ["dark"]);
    expect(await page.locator(".map .department").count()).toBe(105);
    await page.getByText("Voir le tableau : Couverture par département").press("Enter");
    await page.getByRole("link", { name: "Creuse (23)" }).press("Enter");
    await heading("Creuse (23)").waitFor();
    expect(await page.evaluate("document.activeElement.tagName")).toBe("H1");
    expect(new URL(page.url()).search).toBe("?departement=23");
    await page.getByLabel("Comparer avec").selectOption("2026");
    await page.getByLabel("Courbes").selectOption("WEEK");
    await page.getByLabel("Au soir du").fill("2027-03-01");
    await page.getByText("Chiffres d'un jour passé").waitFor();
    expect(new URL(page.url()).search).toBe("?departement=23&comparaison=2026&jour=2027-03-01&pas=semaine");
    await expect.poll(() => toy.openStreams).toBe(0);
    expect(operations("DashboardOfADepartment").at(-1)!.variables).toMatchObject({ code: "23", on: "2027-03-01", by: "WEEK", other: "2026" });
    for (let steps = 4; steps > 0; steps--) await page.goBack();
    await heading("France entière").waitFor();
    await page.goForward();
    await heading("Creuse (23)").waitFor();
    await page.reload();
    await heading("Creuse (23)").waitFor();
  });

  it("is told of coverage as it changes, says when it is cut off, and takes up after the last word", async () => {
    await signIn(/^Rectorat de Limoges/);
    await live();
    const coverage = { enrolled: 1000, covered: 750, partlyCovered: 50, uncovered: 200, onPaper: 9, rate: 0.75 };
    const read = operations("DashboardOfAnAcademy").length;
    toy.tell({ academy: "22", coverage });
    await expect.poll(() => big().innerText()).toMatch(/^75\s%$/);
    toy.tell({ academy: "22", department: "19", coverage: { ...coverage, rate: 0.99 } });
    await page.locator(".map .department title").getByText(/^Corrèze : 99\s%$/).waitFor({ state: "attached" });
    expect(operations("DashboardOfAnAcademy").length).toBe(read);
    expect(await big().innerText()).toMatch(/^75\s%$/);

    await context.setOffline(true);
    toy.cut();
    await page.getByText("Connexion perdue").waitFor();
    await expectSound("lost", ["phone"], ["light"]);
    await context.setOffline(false);
    await live();
    expect(operations("CoverageChanges").map(({ variables }) => variables["after"])).toEqual([null, "2"]);
    expect(operations("CoverageChanges")[0]!.variables).toMatchObject({ campaign: "2027", academy: "22", department: null });
  });

  it("asks again for what no event tells, every 15 seconds and no oftener", async () => {
    await page.clock.install();
    await signIn(/^DASEN/);
    await live();
    const read = () => operations("DashboardOfADepartment").length;
    const first = read();
    await page.clock.fastForward(14_000);
    expect(read()).toBe(first);
    await page.clock.fastForward(2_000);
    await expect.poll(read).toBe(first + 1);
  });

  it("saves a figure as CSV, and says how far it is", async () => {
    await signIn(/^Rectorat de Limoges/, "?pas=semaine");
    await live();
    let goOn = () => {};
    toy.slowExport = new Promise((resolve) => (goOn = resolve));
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV : Couverture par département" }).press("Enter");
    await page.getByText(/^1 sur 3\slignes…$/).waitFor();
    goOn();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe("Couverture par département.csv");
    expect(await readFile(await saved.path(), "utf8")).toBe("\uFEFFDépartement;Couverts;Inscrits\r\nCorrèze;12;34\r\nCreuse;5;6\r\nHaute-Vienne;7;8\r\n");
    await page.getByText("Fichier enregistré.").waitFor();
    expect(toy.exported.at(-1)).toEqual({ figure: "COVERAGE_BY_TERRITORY", campaignId: "2027", academy: "22", department: null, by: "WEEK" });
  });

  it("shows what could be read when a subgraph is away, and says so; and an empty campaign as what it is", async () => {
    toy.down.add("offers");
    await signIn(/^Rectorat de Limoges/);
    await page.getByText("Une partie des chiffres manque").waitFor();
    expect(await page.getByText("Ces chiffres ne peuvent pas être lus pour le moment.").count()).toBe(2);
    expect(await big().innerText()).toMatch(/%$/);
    await expectSound("partly", ["desk"], ["light"]);
    toy.down.clear();
    await page.getByLabel("Campagne", { exact: true }).selectOption("2028");
    await page.getByText("La campagne 2028 n'a encore, dans ce territoire, ni élève inscrit ni place.").waitFor();
    await expectSound("empty", ["phone"]);
  });

  it("tells those without the right so, and lets somebody with several roles choose", async () => {
    await signIn(/^Rectorat de Limoges/, "?academie=24");
    await page.getByRole("heading", { name: "Ce territoire n'est pas le vôtre" }).waitFor();
    await expectSound("forbidden", ["phone"]);
    await page.getByRole("button", { name: "Revenir à mon territoire" }).press("Enter");
    await heading("Académie de Limoges").waitFor();
    await page.getByLabel("Agir comme").selectOption("SCHOOL_HEAD");
    await page.getByText("Vous êtes connecté comme chef d'établissement. Choisissez un autre de vos rôles").waitFor();
    expect(operations("Opening").at(-1)!.role).toBe("SCHOOL_HEAD");
    await expectSound("no-right", ["phone"], ["light"]);
    await page.getByRole("button", { name: "Se déconnecter" }).press("Enter");
    // Whose first role has no right, and another one has.
    await signIn(/^DASEN/);
    await heading("Corrèze (19)").waitFor();
    expect(await page.getByLabel("Agir comme").inputValue()).toBe("RECTORAT");
  });

  it("forgets the session when it is over and when one signs out", async () => {
    await signIn(/^Ministère/, "?academie=24");
    await live();
    toy.sessionsAreOver = true;
    await page.getByLabel("Courbes").selectOption("WEEK");
    await page.getByText("Votre session est terminée.").waitFor();
    expect(await page.evaluate("sessionStorage.length")).toBe(0);
    toy.sessionsAreOver = false;
    await page.getByRole("button", { name: /^Se connecter/ }).press("Enter");
    await page.getByRole("button", { name: "Annuler la connexion" }).press("Enter");
    await page.getByText("Vous avez annulé la connexion.").waitFor();
    expect(new URL(page.url()).search).toBe("?academie=24&pas=semaine");
    await page.getByRole("button", { name: /^Se connecter/ }).press("Enter");
    await page.getByRole("button", { name: /^Ministère/ }).press("Enter");
    await page.getByRole("button", { name: "Se déconnecter" }).press("Enter");
    await page.getByRole("button", { name: /^Se connecter/ }).waitFor();
    expect(await page.evaluate("sessionStorage.length")).toBe(0);
  });

  it("takes no code that this tab did not ask for", async () => {
    await page.goto(`${toy.origin}/rectorat?code=theirs&state=theirs&academie=22`);
    await page.getByText("La connexion n'a pas abouti.").waitFor();
    expect(new URL(page.url()).search).toBe("");
    await page.getByRole("button", { name: /^Se connecter/ }).press("Enter");
    await page.getByRole("button", { name: /^Ministère/ }).waitFor();
    // Begun here, answered to somebody else's liking.
    await page.goto(`${toy.origin}/rectorat?code=theirs&state=theirs`);
    await page.getByText("La connexion n'a pas abouti.").waitFor();
    expect(addresses.filter((address) => new URL(address).pathname.endsWith("/token"))).toEqual([]);
    expect(await page.evaluate("sessionStorage.length")).toBe(0);
  });

  it.each([["France entière", /^Ministère/, "?comparaison=2026"], ["Académie de Limoges", /^Rectorat de Limoges/, ""]])("prints %s on one sheet of A4", async (name, persona, search) => {
    await signIn(persona, search);
    await heading(name).waitFor();
    await live();
    await page.evaluate("document.fonts.ready");
    const pdf = await page.pdf({ preferCSSPageSize: true, ...(PICTURES ? { path: join(PICTURES, `rectorat-${name.replaceAll(" ", "-")}.pdf`) } : {}) });
    expect(pdf.toString("latin1").match(/\/Type \/Page\b/g)).toHaveLength(1);
    expect(pdf.toString("latin1")).toMatch(/\/MediaBox \[0 0 84[12][.\d]* 59[45][.\d]*\]/);
  });

  it("is a shut page: nothing inline, out to the issuers alone, and files that are kept by their content", async () => {
    const answered = await fetch(`${toy.origin}/rectorat`);
    const html = await answered.text();
    expect(answered.headers.get("content-security-policy")).toBe(`default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self' ${toy.origin}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'`);
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/);
    const [script] = /\/rectorat\/assets\/[\w-]+\.js/.exec(html)!;
    expect((await fetch(toy.origin + script)).headers.get("cache-control")).toContain("immutable");
    expect((await fetch(`${toy.origin}/rectorat/../../package.json`)).status).toBe(404);
  });
});
