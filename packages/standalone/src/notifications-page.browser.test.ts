import { existsSync } from "node:fs";
import { join } from "node:path";
import { BrowserUnderTest } from "@stages/mail/push-service-under-test.ts";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
/** Where to leave pictures of the page, for a person to look at. */
const PICTURES = process.env["PICTURES"];
const WIDTHS = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } } as const;

/** The network between the page and its stream, which `cut()` loses. */
const CUTTABLE = `{
  const ask = fetch;
  globalThis.fetch = async (url, asked) => {
    const response = await ask(url, asked);
    if (asked?.headers?.accept !== "text/event-stream") return response;
    const { readable, writable } = new TransformStream();
    const wire = new AbortController();
    response.body.pipeTo(writable, { signal: wire.signal }).catch(() => {});
    globalThis.cut = () => wire.abort();
    return new Response(readable, { status: response.status });
  };
}`;

/** A browser subscribes at a push service of its maker's, which no test reaches: here it has done so. */
const subscribing = (subscription: object) => `{
  let own = null;
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => (globalThis.subscribedWith = applicationServerKey, own = { ...${JSON.stringify(subscription)}, toJSON() { return this; }, unsubscribe: async () => (own = null, true) });
  PushManager.prototype.getSubscription = async () => own;
}`;

describe.skipIf(!existsSync(CHROMIUM))("the page of notifications", () => {
  let platform: PlatformUnderTest;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let origin: string;
  let drafts: readonly string[];
  const complaints: string[] = [];
  /** The variables of each stream that was asked for. */
  const streams: { after: string | null }[] = [];

  beforeAll(async () => {
    platform = await platformUnderTest("in-process");
    origin = `http://localhost:${new URL(platform.url).port}`;
    const { conventions } = await (await platform.as("host-manager")).need<{ conventions: { edges: { node: { id: string } }[] } }>("{ conventions(status: DRAFT, first: 10) { edges { node { id } } } }");
    drafts = conventions.edges.map(({ node }) => node.id);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"] });
    context = await browser.newContext({ locale: "fr-FR", viewport: WIDTHS.phone });
    await context.addInitScript(CUTTABLE);
    const { endpoint, p256dh, auth } = new BrowserUnderTest().at("http://127.0.0.1:9");
    await context.addInitScript(subscribing({ endpoint, keys: { p256dh, auth } }));
    page = await context.newPage();
    page.on("console", (message) => message.type() === "error" && !message.text().includes("ERR_INTERNET_DISCONNECTED") && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(origin)) complaints.push(`fetches ${request.url()}`);
      if (request.headers()["accept"] === "text/event-stream") streams.push((request.postDataJSON() as { variables: { after: string | null } }).variables);
    });
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  const status = () => page.locator("#announcement");
  /** Of what this test does: reminders come by themselves while the platform starts. */
  const cancelled = () => page.locator("li[data-state^=unread]").filter({ has: page.getByRole("heading", { name: /^Convention annulée/ }) });
  const isFocused = (selector: string) => page.evaluate(`document.activeElement === document.querySelector(${JSON.stringify(selector)})`);
  async function seen(name: string): Promise<void> {
    for (const [width, size] of Object.entries(WIDTHS)) {
      await page.setViewportSize(size);
      expect(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"), `${name}, ${width}`).toBe(0);
      for (const colorScheme of PICTURES ? (["dark", "light"] as const) : []) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: join(PICTURES!, `notifications-${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
    }
    await page.setViewportSize(WIDTHS.phone);
  }

  /** What a head does that the host's manager is told of at once. */
  async function cancel(index: number): Promise<void> {
    const head = await platform.as("school-head");
    await head.need('mutation($id: ID!) { cancelConvention(input: { conventionId: $id, reason: "L\'élève change de lycée." }) { id } }', { id: drafts[index] });
  }

  it("leads from a letter through the login, by keyboard, to what the letter named", async () => {
    await page.goto(`${origin}/notifications#preferences`);
    await page.getByRole("button", { name: "Se connecter" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: /^Responsable de structure / }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Comment être averti" }).waitFor();
    await expect.poll(() => isFocused("#preferences h2")).toBe(true);
    expect(page.url()).toBe(`${origin}/notifications#preferences`);
    expect(await page.locator("html").getAttribute("lang")).toBe("fr");
    expect(complaints).toEqual([]);
  });

  it("shows what happens as it happens, and what happened while the network was away", async () => {
    await page.getByText("En direct").waitFor();
    await cancel(0);
    await expect.poll(() => cancelled().count()).toBe(1);
    await status().getByText(/Convention annulée/).waitFor({ state: "attached" });

    await page.route("**/graphql", (route) => route.abort("internetdisconnected"));
    await page.evaluate("cut()");
    await page.getByText("La connexion est interrompue").waitFor();
    await cancel(1);
    await page.unroute("**/graphql");
    await page.evaluate("dispatchEvent(new Event('online'))");
    await expect.poll(() => cancelled().count()).toBe(2);
    await page.getByText("En direct").waitFor();
    expect(streams.at(0)!.after).toBeNull();
    expect(streams.at(-1)!.after).toMatch(/^\d+$/);
    await seen("inbox");
    expect(complaints).toEqual([]);
  });

  it("says two things that happen together, each to its end", async () => {
    await cancel(2);
    await expect.poll(() => cancelled().count()).toBe(3);
    const absence = page.getByRole("group", { name: "Une absence", exact: true });
    const kept = (answer: "oui" | "non") => status().filter({ hasText: `Enregistré. Une absence, courriel : ${answer}.` });
    await absence.getByLabel("Courriel").press("Space");
    await kept("non").filter({ hasText: /nouvelles? notification/i }).waitFor({ state: "attached" });
    await absence.getByLabel("Courriel").press("Space");
    await kept("oui").waitFor({ state: "attached" });
  });

  it("marks one as read by keyboard and goes on to the next, then all", async () => {
    const [first, second] = await Promise.all([0, 1].map((index) => cancelled().nth(index).getAttribute("id")));
    await page.locator(`#${first}`).getByRole("button", { name: "Marquer comme lue" }).focus();
    await page.keyboard.press("Enter");
    await page.locator(`#${first}[data-state^=read]`).waitFor();
    await expect.poll(() => page.evaluate("document.activeElement.closest('li[data-state^=unread]') !== null")).toBe(true);
    expect(await page.title()).toMatch(/^\(\d+\) Notifications — Stages de seconde$/);
    await page.getByRole("button", { name: "Tout marquer comme lu" }).press("Enter");
    await page.locator(`#${second}[data-state^=read]`).waitFor();
    const { notifications } = await (await platform.as("host-manager")).need<{ notifications: { edges: object[] } }>("{ notifications(first: 1, unreadOnly: true, kinds: [CONVENTION_ENDED]) { edges { node { id } } } }");
    expect(notifications.edges).toEqual([]);
  });

  it("keeps a preference as it is ticked, and says why the last way for an absence cannot be given up", async () => {
    const absence = page.getByRole("group", { name: "Une absence", exact: true });
    for (const channel of ["Courriel", "Appareils inscrits"]) {
      await absence.getByLabel(channel).press("Space");
      await status().getByText(`Enregistré. Une absence, ${channel.toLowerCase()} : non.`).waitFor({ state: "attached" });
    }
    const last = absence.getByLabel("SMS");
    await absence.getByText("C'est le dernier moyen qui reste").waitFor();
    await last.press("Space");
    expect(await last.isChecked()).toBe(true);
    expect(await last.getAttribute("aria-describedby")).toBe("ABSENCE-lock");
    await seen("preferences");
    const { notificationPreferences } = await (await platform.as("host-manager")).need<{ notificationPreferences: { kind: string; channel: string; wanted: boolean }[] }>("{ notificationPreferences { kind channel wanted } }");
    expect(notificationPreferences.filter(({ kind, wanted }) => kind === "ABSENCE" && wanted).map(({ channel }) => channel)).toEqual(["SMS"]);
    await page.reload();
    await absence.getByText("C'est le dernier moyen qui reste").waitFor();
    expect(await absence.getByLabel("Courriel").isChecked()).toBe(false);
  });

  it("says what to do where the browser refuses, has it woken where it agrees, and lets it go", async () => {
    const device = page.locator("#device");
    const enable = device.getByRole("button", { name: "M'avertir sur cet appareil", exact: true });
    await enable.click();
    await device.getByRole("alert").getByText("Ce navigateur refuse les notifications de ce site.").waitFor();
    await context.grantPermissions(["notifications"], { origin });
    await enable.click();
    await device.getByText("Cet appareil vous avertit").waitFor();
    await seen("device");
    const manager = await platform.as("host-manager");
    const BROWSERS = "{ pushPublicKey pushSubscriptions { service } }";
    const woken = await manager.need<{ pushPublicKey: string; pushSubscriptions: object[] }>(BROWSERS);
    expect(woken.pushSubscriptions).toEqual([{ service: "127.0.0.1" }]);
    expect(await page.evaluate("subscribedWith")).toBe(woken.pushPublicKey);

    const devtools = await context.newCDPSession(page);
    const registration = new Promise<string>((resolve) => devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations: [known] }) => known && resolve(known.registrationId)));
    await devtools.send("ServiceWorker.enable");
    const told = { title: "Convention de Léa M. à reprendre", body: "Corrigez votre partie.", tag: "notification_1", href: "/notifications#notification_1" };
    const registrationId = await registration;
    const SHOWN = `navigator.serviceWorker.getRegistration("/notifications").then((one) => one.getNotifications()).then((shown) => shown.map(({ title, body, tag, data: href }) => ({ title, body, tag, href })))`;
    // As a push service does, until it is taken; what has the same tag is shown once.
    const delivered = async () => {
      await devtools.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data: JSON.stringify(told) });
      return page.evaluate(SHOWN);
    };
    await expect.poll(delivered, { interval: 500 }).toEqual([told]);

    await device.getByRole("button", { name: "Ne plus m'avertir sur cet appareil" }).click();
    await enable.waitFor();
    expect((await manager.need<{ pushSubscriptions: object[] }>(BROWSERS)).pushSubscriptions).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("is a shut page: no inline script nor style, a worker in charge of it alone, and nothing kept once signed out", async () => {
    const plain = await fetch(`${origin}/notifications`);
    expect(plain.headers.get("content-security-policy")).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(await plain.text()).not.toMatch(/<script(?! type="module" src="\/notifications\/notifications\.js">)|style=|<style/);
    const worker = await fetch(`${origin}/notifications/notifications-worker.js`);
    expect(worker.headers.get("service-worker-allowed")).toBe("/notifications");
    await page.getByRole("button", { name: "Se déconnecter" }).click();
    await page.getByRole("button", { name: "Se connecter" }).waitFor();
    expect(await page.evaluate("sessionStorage.length")).toBe(0);
  });
});
