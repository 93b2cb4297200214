import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

describe.skipIf(!existsSync(CHROMIUM))("the page's login", () => {
  let platform: PlatformUnderTest;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    platform = await platformUnderTest("in-process");
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"] });
    page = await browser.newPage({ locale: "fr-FR" });
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`http://localhost:${new URL(platform.url).port}/`);
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  const persona = () => page.getByLabel("Agir en tant que").inputValue();

  it("leads to the personas by keyboard alone, and back as the one that was chosen; then as another", async () => {
    for (const [name, label] of [["school-head", "Proviseure"], ["ministry", "Ministère"]] as const) {
      await page.getByRole("button", { name: "Se connecter" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: "Se connecter pour essayer" }).waitFor();
      await page.getByRole("button", { name: new RegExp(`^${label} `) }).focus();
      await page.keyboard.press("Enter");
      await expect.poll(persona, { timeout: 30_000 }).toBe(name);
      expect(new URL(page.url()).search).toBe("");
    }
    expect(complaints).toEqual([]);
  });

  it("leaves who gives up as they were, and says so", async () => {
    await page.getByRole("button", { name: "Se connecter" }).click();
    await page.getByRole("button", { name: "Annuler la connexion" }).click();
    await page.getByRole("status").getByText("Connexion annulée.").waitFor();
    expect(await persona()).toBe("");
  });
});
