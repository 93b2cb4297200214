import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunningGateway } from "../gateway.ts";
import { ToyPlatform } from "../toy-platform.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
/** Where to leave pictures of the pages, for a person to look at. */
const PICTURES = process.env["PICTURES"];

const CODE = "7K0M-1Q9Z-4T8B";
const PDF = Buffer.from("%PDF-1.7 the very file");
const TOKEN = "A-b_".padEnd(43, "c");

describe.skipIf(!existsSync(CHROMIUM))("pages of documents", () => {
  const platform = new ToyPlatform();
  platform.genuine.set(CODE, createHash("sha256").update(PDF).digest("hex"));
  platform.downloads.set(createHash("sha256").update(TOKEN).digest("hex"), { fileName: "Convention de stage – Lina M. – 14 juin 2027.pdf", mediaType: "application/pdf", content: PDF.toString("base64") });
  const folder = mkdtempSync(join(tmpdir(), "stages-papers-"));
  let gateway: RunningGateway;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const sent: string[] = [];

  beforeAll(async () => {
    gateway = await platform.start();
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });
  afterAll(async () => {
    await browser?.close();
    await gateway?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    complaints.length = 0;
    sent.length = 0;
    page = await browser.newPage({ viewport: { width: 360, height: 740 }, locale: "fr-FR", acceptDownloads: true });
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ""}`));
    return () => page.close();
  });

  const at = (path: string) => new URL(path, gateway.url).href;
  const file = (name: string, content: Buffer) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const picture = async (name: string) => PICTURES && page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
  const isWithinWidth = () => page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth");
  const code = () => page.getByLabel("Code imprimé sur le document");
  const verify = () => page.getByRole("button", { name: "Vérifier" }).click();
  const told = () => page.getByRole("status").getByRole("heading");

  it("a code that was flashed is verified at once, and stays out of every address", async () => {
    await page.goto(at(`/verifier#${CODE}`));
    await told().filter({ hasText: "Ce code est celui d'un document authentique" }).waitFor();
    expect(await code().inputValue()).toBe(CODE);
    expect(await isWithinWidth()).toBe(true);
    expect(sent.filter((line) => line.split(" ")[1]!.includes(CODE))).toEqual([]);
    expect(complaints).toEqual([]);
    await picture("verify-code");
  });

  it("the file at hand is compared without leaving the browser", async () => {
    await page.goto(at(`/verifier#${CODE}`));
    await told().waitFor();
    await page.getByLabel("Le fichier PDF que vous avez reçu").setInputFiles(file("convention.pdf", PDF));
    await verify();
    await told().filter({ hasText: "Ce document est authentique" }).waitFor();
    await picture("verify-genuine");
    await page.getByLabel("Le fichier PDF que vous avez reçu").setInputFiles(file("modifiée.pdf", Buffer.concat([PDF, Buffer.from(" ")])));
    await verify();
    await told().filter({ hasText: "Ce fichier n'est pas celui qui a été émis" }).waitFor();
    expect(await isWithinWidth()).toBe(true);
    expect(sent.join("\n")).not.toContain("the very file");
    expect(complaints).toEqual([]);
    await picture("verify-changed");
  });

  it("an unknown code is said to be so, and a missing one where it is missing, in the dark too", async () => {
    await page.emulateMedia({ colorScheme: "dark" });
    await page.goto(at("/verifier"));
    await verify();
    expect(await page.evaluate("document.activeElement.id")).toBe("code");
    expect(await code().getAttribute("aria-invalid")).toBe("true");
    expect(await page.locator("#code-error").textContent()).toBe("Indiquez le code imprimé sur le document.");
    await code().fill("AAAA-BBBB");
    await page.keyboard.press("Enter");
    await told().filter({ hasText: "Ce code n'est pas connu" }).waitFor();
    expect(await code().getAttribute("aria-invalid")).toBe("false");
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(22, 22, 29)");
    expect(complaints).toEqual([]);
    await picture("verify-unknown-dark");
  });

  it("a service that does not answer is no verdict", async () => {
    platform.down = "conventions";
    try {
      await page.goto(at(`/verifier#${CODE}`));
      await told().filter({ hasText: "La vérification n'a pas abouti" }).waitFor();
    } finally {
      platform.down = null;
    }
  });

  it("the copy that a mail leads to is saved by the button, and its token is in no address", async () => {
    await page.goto(at(`/documents#${TOKEN}`));
    const button = page.getByRole("button", { name: "Télécharger" });
    await button.waitFor();
    await picture("documents");
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    expect(download.suggestedFilename()).toBe("Convention de stage – Lina M. – 14 juin 2027.pdf");
    await download.saveAs(join(folder, "saved.pdf"));
    expect(createHash("sha256").update(await readFile(join(folder, "saved.pdf"))).digest("hex")).toBe(platform.genuine.get(CODE));
    expect(sent.filter((line) => line.split(" ")[1]!.replace(/#.*/, "").includes(TOKEN))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("a copy that is not there any more is one page, and the page without its token says what to do", async () => {
    await page.goto(at(`/documents#${"x".repeat(43)}`));
    await page.getByRole("button", { name: "Télécharger" }).click();
    await page.getByRole("heading", { name: "Ce lien ne mène plus à un document" }).waitFor();
    expect(await isWithinWidth()).toBe(true);
    await picture("documents-lost");
    await page.goto(at("/documents"));
    await page.getByText("ouvrez cette page par le lien complet du courriel").waitFor();
    expect(await page.getByRole("button", { name: "Télécharger" }).isVisible()).toBe(false);
  });
});
