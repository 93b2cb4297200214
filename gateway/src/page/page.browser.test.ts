import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type Page, chromium } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunningGateway } from "../gateway.ts";
import { ToyPlatform } from "../toy-platform.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const EXAMPLES = [
  { name: "echo", title: "Qui suis-je ?", persona: "head", query: "query WhoAmI($number: Int!) {\n  role\n  echo(number: $number)\n}\n", variables: { number: 12 } },
  {
    name: "status",
    title: "Suivre les conventions en direct",
    persona: "ministry",
    query: "subscription Live {\n  conventionStatusChanged {\n    convention {\n      status\n      student {\n        firstName\n      }\n    }\n  }\n}\n",
    variables: {},
  },
];

describe.skipIf(!existsSync(CHROMIUM))("the page", () => {
  const platform = new ToyPlatform();
  let gateway: RunningGateway;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    gateway = await platform.start({
      development: {
        personas: [
          { name: "head", title: "Cheffe d'établissement" },
          { name: "ministry", title: "Ministère" },
        ],
        issueToken: async (persona) => persona,
        login: async (_, response) => void response.end(),
        examples: EXAMPLES,
      },
    });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });
  afterAll(async () => {
    await browser?.close();
    await gateway?.stop();
  });
  beforeEach(async () => {
    complaints.length = 0;
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "fr-FR" });
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (hostname !== "localhost" && protocol.startsWith("http")) complaints.push(`fetches ${request.url()}`);
    });
    await page.goto(new URL("/", gateway.url).href);
    await page.getByRole("button", { name: EXAMPLES[0]!.title }).waitFor();
    return () => page.close();
  });

  const run = () => page.getByRole("button", { name: /execute/i }).click();
  const answer = () => page.locator(".graphiql-response .view-lines");

  it("runs an example as the persona it is for, and shows the answer", async () => {
    await page.getByRole("button", { name: "Qui suis-je ?" }).click();
    await page.getByRole("tab", { name: "WhoAmI" }).waitFor();
    await expect.poll(() => page.getByLabel("Agir en tant que").inputValue()).toBe("head");
    await run();
    await expect.poll(() => answer().innerText(), { timeout: 30_000 }).toMatch(/SCHOOL_HEAD[\s\S]*12/);
    await page.screenshot({ path: join(tmpdir(), "stages-page-query.png") });
    expect(complaints).toEqual([]);
  });

  it("keeps a subscription open and shows its events as they come", async () => {
    await page.getByRole("button", { name: "Suivre les conventions en direct" }).click();
    await page.getByRole("tab", { name: "Live" }).waitFor();
    await page.getByLabel("Agir en tant que").selectOption("head");
    await run();
    await platform.whenSubscribed(1);
    for (const status of ["VALIDATED", "SIGNED"]) {
      platform.changeStatus(status);
      await expect.poll(() => answer().innerText(), { timeout: 30_000 }).toContain(status);
    }
    await page.screenshot({ path: join(tmpdir(), "stages-page-subscription.png") });
    await page.getByRole("button", { name: /stop/i }).click();
    await platform.whenSubscribed(0);
    expect(complaints).toEqual([]);
  });

  it("is French, titled and labelled", async () => {
    expect(await page.title()).toBe("Stages de seconde — explorer le graphe");
    expect(await page.locator("html").getAttribute("lang")).toBe("fr");
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Stages de seconde");
    expect(await page.getByLabel("Agir en tant que").locator("option").allInnerTexts()).toEqual([
      "Visiteur sans compte",
      "Cheffe d'établissement",
      "Ministère",
    ]);
  });
});
