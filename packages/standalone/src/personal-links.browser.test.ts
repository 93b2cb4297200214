import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const WIDTHS = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } } as const;

describe.skipIf(!existsSync(CHROMIUM))("the page of a personal link", () => {
  let platform: PlatformUnderTest;
  let browser: Browser;
  let page: Page;
  let origin: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    platform = await platformUnderTest("in-process");
    origin = `http://localhost:${new URL(platform.url).port}`;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"] });
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });
  beforeEach(async () => {
    complaints.length = 0;
    page = await browser.newPage({ locale: "fr-FR", viewport: WIDTHS.phone });
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(origin)) complaints.push(`fetches ${request.url()}`);
      if (/lien#|[\w-]{43}/.test(request.url().split("#")[0]!)) complaints.push(`tells the token to the server: ${request.url()}`);
    });
    return () => page.close();
  });

  const heading = () => page.getByRole("heading", { level: 1 }).innerText();
  /** A picture at each width, in which nothing is wider than the screen. */
  async function seen(name: string): Promise<void> {
    for (const [width, size] of Object.entries(WIDTHS)) {
      await page.setViewportSize(size);
      await page.screenshot({ path: join(tmpdir(), `stages-lien-${name}-${width}.png`), fullPage: true });
      expect(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"), `${name}, ${width}`).toBe(0);
    }
    await page.setViewportSize(WIDTHS.phone);
  }

  async function codeMailedTo(email: string): Promise<string> {
    const mails = (await (await fetch(`${origin}/development/mailbox`, { headers: { accept: "application/json" } })).json()) as { to: string; subject: string; text: string }[];
    const sent = mails.find(({ to, subject }) => to.toLowerCase() === email.toLowerCase() && subject.includes("code de signature"));
    return sent ? /^\d{6}$/m.exec(sent.text)![0] : pause(50).then(() => codeMailedTo(email));
  }
  async function mailTo(email: string): Promise<string> {
    const mails = (await (await fetch(`${origin}/development/mailbox`, { headers: { accept: "application/json" } })).json()) as { to: string; text: string }[];
    return /\/lien#[\w-]+/.exec(mails.find(({ to, text }) => to.toLowerCase() === email.toLowerCase() && text.includes("/lien#"))!.text)![0];
  }

  it("shows the convention to a legal representative, who signs it by keyboard; then the link does not open", async () => {
    const head = await platform.as("school-head");
    const WAITING = "{ conventions(status: SIGNING, first: 50) { edges { node { id missingSignatures student { isMinor firstName legalRepresentatives { id email } } } } } }";
    const { conventions } = await head.need<{ conventions: { edges: { node: { id: string; missingSignatures: string[]; student: { firstName: string; isMinor: boolean; legalRepresentatives: { id: string; email: string }[] } } }[] } }>(WAITING);
    const SEND = "mutation($input: SendPersonalLinkInput!) { sendPersonalLink(input: $input) { id } }";
    let address = "";
    let firstName = "";
    for (const { node } of conventions.edges) {
      if (!node.missingSignatures.includes("LEGAL_REPRESENTATIVE")) continue;
      const { id, email } = node.student.legalRepresentatives[0]!;
      const { errors } = await head.ask(SEND, { input: { conventionId: node.id, purpose: "SIGN_CONVENTION", personId: id } });
      if (errors) continue;
      address = email;
      firstName = node.student.firstName;
      break;
    }
    const link = await mailTo(address);

    await page.goto(`${origin}/development/mailbox`);
    expect(await page.getByRole("link", { name: link }).count()).toBe(1);
    await seen("courriels");
    await page.goto(`${origin}${link}`);
    await page.getByRole("button", { name: "Continuer" }).waitFor();
    expect(await heading()).toBe("Votre lien personnel");
    await seen("accueil");
    // Looked at, the link has not been used: by a scanner of mail, no more than by someone who hesitates.
    await page.reload();
    await page.getByRole("button", { name: "Continuer" }).focus();
    await page.keyboard.press("Enter");
    const asking = page.getByRole("button", { name: "Recevoir mon code" });
    await asking.waitFor();
    expect(await heading()).toContain(`Convention de stage de ${firstName}`);
    expect(new URL(page.url()).hash).toBe("");
    expect(await page.getByRole("status").innerText()).toMatch(/^Accès ouvert jusqu'à \d/);
    await seen("convention");
    await page.reload();
    await asking.focus();
    await page.keyboard.press("Enter");
    await page.getByLabel("Votre code").waitFor();
    await page.keyboard.type(await codeMailedTo(address));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Votre signature est enregistrée" }).waitFor();
    await seen("signature");
    expect(complaints).toEqual([]);

    await page.goto("about:blank");
    await page.goto(`${origin}${link}`);
    await page.getByRole("button", { name: "Continuer" }).click();
    await page.getByRole("heading", { name: "Ce lien ne s'ouvre pas" }).waitFor();
    await page.getByLabel(/^Votre adresse électronique/).fill("pas une adresse");
    await page.getByRole("button", { name: "Recevoir un nouveau lien" }).click();
    await page.getByRole("alert").getByText("n'est pas une adresse électronique valide").waitFor();
    await seen("refus");
    await page.getByLabel(/^Votre adresse électronique/).fill("quelqu'un@nulle-part.example");
    await page.getByRole("button", { name: "Recevoir un nouveau lien" }).click();
    await page.getByRole("heading", { name: "Demande enregistrée" }).waitFor();
  });

  it("shows the stage to a tutor, and is read in French without a script's help", async () => {
    const tutor = await platform.as("tutor");
    const { conventions } = await tutor.need<{ conventions: { edges: { node: { id: string; hostPart: { tutor: { email: string } } } }[] } }>("{ conventions(status: SIGNED, first: 5) { edges { node { id hostPart { tutor { email } } } } } }");
    const { id, hostPart } = conventions.edges[0]!.node;
    await (await platform.as("host-manager")).need("mutation($id: ID!) { sendPersonalLink(input: { conventionId: $id, purpose: FOLLOW_INTERN }) { id } }", { id });
    await page.goto(`${origin}${await mailTo(hostPart.tutor.email)}`);
    await page.getByRole("button", { name: "Continuer" }).click();
    await page.getByRole("heading", { name: "Absences" }).waitFor();
    expect(await heading()).toMatch(/^Stage de /);
    await seen("stage");
    expect(await page.locator("html").getAttribute("lang")).toBe("fr");
    expect(complaints).toEqual([]);
    const plain = await (await fetch(`${origin}/lien`)).text();
    expect(plain).toContain("<noscript><p>Cette page a besoin de JavaScript.");
    expect(plain).not.toMatch(/<script(?! type="module" src="\/lien\/link\.js">)|style=/);
  });
});
