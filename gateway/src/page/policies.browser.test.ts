import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDevelopmentIssuer } from "@stages/demonstration/development-issuer.ts";
import { createDevelopmentLogin, DEVELOPMENT_CLIENT, LOGIN_PATH } from "@stages/demonstration/login/development-login.ts";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunningGateway } from "../gateway.ts";
import { ToyPlatform } from "../toy-platform.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];

/** Each way to have a page run what is not its own, as someone's words that reached it unescaped would. */
const INJECTED = `<script>window.ran = [...(window.ran ?? []), "inline"]</script>
<img src="data:," onerror="window.ran = [...(window.ran ?? []), 'attribute']">
<svg onload="window.ran = [...(window.ran ?? []), 'svg']"></svg>
<script src="data:text/javascript,window.ran = [...(window.ran ?? []), 'data']"></script>
<base href="https://elsewhere.example/"><iframe srcdoc="<script>parent.ran = [...(parent.ran ?? []), 'frame']</script>"></iframe>`;

describe.skipIf(!existsSync(CHROMIUM))("in a browser", () => {
  const platform = new ToyPlatform();
  let gateway: RunningGateway;
  let production: RunningGateway;
  let folder: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const violations: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "stages-policies-"));
    const issuer = await openDevelopmentIssuer(folder);
    let login: Awaited<ReturnType<typeof createDevelopmentLogin>> | null = null;
    const development = {
      personas: [{ name: "school-head", title: "Cheffe d'établissement" }],
      issueToken: async (persona: string) => persona,
      login: async (...asked: Parameters<NonNullable<typeof login>>) => (login ??= await createDevelopmentLogin(issuer, new URL(gateway.url).origin))(...asked),
      examples: [],
    };
    gateway = await platform.start({ development, pageIssuers: () => [{ name: "un personnage", issuer: `${new URL(gateway.url).origin}${LOGIN_PATH}`, clientId: DEVELOPMENT_CLIENT, scope: "openid" }] });
    production = await platform.start();
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([gateway?.stop(), production?.stop()]);
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    violations.length = 0;
    context = await browser.newContext({ locale: "fr-FR" });
    await context.exposeFunction("tellViolation", (text: string) => void violations.push(text));
    await context.addInitScript("addEventListener('securitypolicyviolation', (event) => tellViolation(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample))");
    page = await context.newPage();
    page.on("console", (message) => message.type() === "error" && /Content Security Policy|Trusted|Cross-Origin|Permissions/i.test(message.text()) && violations.push(message.text()));
    return () => context.close();
  });

  const at = (path: string, of = gateway) => new URL(path, of.url).href;

  const PAGES: readonly [string, () => string, string][] = [
    ["the explorer", () => at("/"), "button[aria-label*='Execute' i]"],
    ["the address itself, in production", () => at("/", production), "main h1"],
    ["a personal link", () => at(`/lien#${"t".repeat(43)}`), "main button"],
    ["a signed copy", () => at(`/documents#${"t".repeat(43)}`), "form button"],
    ["no document", () => at(`/documents/${"t".repeat(43)}`), "main h1"],
    ["no export", () => at(`/exports/${"t".repeat(43)}`), "main h1"],
    ["a verification", () => at("/verifier"), "form button"],
    ["notifications", () => at("/notifications"), "main button"],
    ["notifications, in production", () => at("/notifications", production), "main p"],
    ["the rectorats' page", () => at("/rectorat"), "button"],
    ["the mailbox", () => at("/development/mailbox"), "main h1"],
    ["the choice of a persona", () => at("/rectorat"), "button"],
    ["a login that is not valid", () => at("/development/oidc/auth?client_id=nobody"), "main h1"],
  ];

  /** Opens it, by its button where it is behind one, and waits for what it shows once its scripts have run. */
  async function open([name, address, shown]: (typeof PAGES)[number]): Promise<void> {
    await page.goto(address());
    await page.locator(shown).first().waitFor();
    if (name !== "the choice of a persona") return;
    await page.getByRole("button", { name: /un personnage/ }).click();
    await page.waitForURL(/interaction/);
    await page.getByRole("button").first().waitFor();
  }

  it.each(PAGES)("%s shows what it has to, and nothing of it is against its own policy", async (...asked) => {
    await open(asked);
    expect(violations).toEqual([]);
  });

  /** The page with what was injected, and its headers, or all but one. */
  async function inject(headersLeft: (name: string) => boolean): Promise<void> {
    await context.route(/^http:\/\/localhost/, async (route) => {
      if (route.request().resourceType() !== "document" || route.request().frame() !== page.mainFrame()) return route.continue();
      const response = await route.fetch({ maxRedirects: 0 });
      if (response.status() >= 300 && response.status() < 400) return route.fulfill({ response });
      const headers = Object.fromEntries(Object.entries(response.headers()).filter(([name]) => headersLeft(name)));
      await route.fulfill({ status: response.status(), headers, body: (await response.text()).replace("</body>", `${INJECTED}</body>`) });
    });
  }
  const ran = () => page.evaluate("[...(globalThis.ran ?? [])].sort()");

  it.each(PAGES)("%s runs nothing that was injected, and leads nowhere else", async (...asked) => {
    await inject(() => true);
    await open(asked);
    await expect.poll(() => violations.some((one) => one.includes("script-src"))).toBe(true);
    expect(await ran()).toEqual([]);
    expect(await page.evaluate("document.baseURI")).not.toContain("elsewhere");
    // Nor does a script of ours make a string into markup, by mistake: save in the explorer, where Monaco does.
    const written = await page.evaluate("(() => { try { return document.createElement('p').innerHTML = '<b>x</b>'; } catch (error) { return error.name; } })()");
    expect(written).toBe(asked[0] === "the explorer" ? "<b>x</b>" : "TypeError");
  });

  const ONE_OF_EACH_POLICY = ["the explorer", "the address itself, in production", "a personal link", "the rectorats' page", "a login that is not valid"];
  it.each(PAGES.filter(([name]) => ONE_OF_EACH_POLICY.includes(name)))("control: %s would run it without its policy", async (...asked) => {
    await inject((name) => name !== "content-security-policy");
    await page.goto(asked[1]());
    await expect.poll(ran).toEqual(["attribute", "data", "frame", "inline", "svg"]);
  });

  it.each([
    "/rectorat?state=x&code=y&iss=https%3A%2F%2Felsewhere.example",
    "/rectorat?next=https%3A%2F%2Felsewhere.example&redirect_uri=%2F%2Felsewhere.example",
    "/notifications?state=x&code=y#//elsewhere.example",
    "/notifications#javascript:alert(1)",
    "/lien?url=https%3A%2F%2Felsewhere.example#javascript:alert(1)",
    "/documents?next=//elsewhere.example#https://elsewhere.example",
    "/verifier#<img src=x onerror=alert(1)>",
    "/?state=x&code=y&redirect_uri=https%3A%2F%2Felsewhere.example#//elsewhere.example",
  ])("%s leads nowhere else, and shows what was written in it to nobody as a page", async (address) => {
    const elsewhere: string[] = [];
    page.on("request", (request) => /^https?:/.test(request.url()) && new URL(request.url()).hostname !== "localhost" && elsewhere.push(request.url()));
    page.on("dialog", (dialog) => (elsewhere.push(dialog.message()), void dialog.dismiss()));
    await page.goto(at(address));
    await page.locator("button, form, main p").first().waitFor({ state: "attached" });
    await page.waitForLoadState("load");
    expect(new URL(page.url()).origin).toBe(new URL(gateway.url).origin);
    expect(elsewhere).toEqual([]);
  });

  it("no page of another site frames ours, reads our answers, or keeps a hand on our window", async () => {
    await page.goto(at("/lien"));
    const origin = new URL(production.url).origin.replace("localhost", "127.0.0.1");
    await page.goto(`${origin}/verifier`); // another origin, and another site, for a browser
    const outcome = await page.evaluate(`(async () => {
      const graph = ${JSON.stringify(gateway.url)};
      const get = (init) => fetch(graph, { method: "POST", body: '{"query":"{ role }"}', ...init }).then((response) => response.type + response.status, (error) => error.name);
      return [await get({ headers: { "content-type": "application/json" } }), await get({ headers: { "content-type": "text/plain" } }), await get({ mode: "no-cors" })];
    })()`);
    // Its own policy speaks first: the same is asked from a page that has none.
    expect(outcome).toEqual(["TypeError", "TypeError", "TypeError"]);
    await page.route("http://elsewhere.localhost/", (route) => route.fulfill({ contentType: "text/html", body: `<iframe src="${at("/lien")}"></iframe>` }));
    await page.goto("http://elsewhere.localhost/");
    const without = await page.evaluate(`(async () => {
      const graph = ${JSON.stringify(gateway.url)};
      const get = (init) => fetch(graph, { method: "POST", body: '{"query":"{ role }"}', ...init }).then((response) => response.type + response.status, (error) => error.name);
      const socket = new Promise((resolve) => { const one = new WebSocket(graph.replace("http", "ws"), "graphql-transport-ws"); one.onopen = () => resolve("open"); one.onerror = () => resolve("refused"); });
      const events = new Promise((resolve) => { const one = new EventSource(graph + "?query={role}"); one.onopen = () => resolve("open"); one.onerror = () => (one.close(), resolve("refused")); });
      const opened = open(${JSON.stringify(at("/lien"))});
      return [await get({ headers: { "content-type": "application/json" } }), await get({ headers: { "content-type": "text/plain" } }), await get({ mode: "no-cors" }), await socket, await events, opened?.closed ?? true];
    })()`);
    expect((without as unknown[]).slice(0, 5)).toEqual(["TypeError", "TypeError", "TypeError", "refused", "refused"]);
    expect(page.frames().slice(1).every((frame) => !frame.url().includes("/lien"))).toBe(true);
  });
});
