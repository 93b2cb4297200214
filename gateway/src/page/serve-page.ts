import type { IncomingMessage, ServerResponse } from "node:http";
import { GraphQLError } from "graphql";
import { answer, answerJson, readText } from "../answer.ts";
import type { Development, GatewayConfig } from "../config.ts";
import { type PageBundle, bundlePage } from "./bundle-page.ts";
import { documentsPage } from "./documents-page.ts";
import { PAGE_HTML, STATIC_HTML } from "./html.ts";
import { linkPage } from "./link-page.ts";
import { answerMailbox } from "./mailbox.ts";
import { notificationsPage } from "./notifications-page.ts";
import { bundleRectorat } from "./rectorat-bundle.ts";
import { rectoratPage } from "./rectorat-page.ts";
import { verifyPage } from "./verify-page.ts";

/** True when it has answered. */
export type Page = (path: string, request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** Monaco writes its own style elements and draws its icons from a font inside the stylesheet; scripts are only ours. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HTML_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
};

/** The page of the address itself: GraphiQL with its personas in development, elsewhere a few words. */
export function servePage({ development, pageIssuers = () => [], log, transports, clock }: Pick<GatewayConfig, "development" | "pageIssuers" | "log" | "transports" | "clock">): Page {
  const everywhere = [linkPage(), documentsPage(), verifyPage(), notificationsPage(development !== null), rectoratPage(bundleRectorat, pageIssuers)];
  const shared: Page = async (...asked) => {
    for (const page of everywhere) if (await page(...asked)) return true;
    return false;
  };
  if (!development) {
    return async (path, request, response) => {
      if (await shared(path, request, response)) return true;
      const { method } = request;
      if (path !== "/" || (method !== "GET" && method !== "HEAD")) return false;
      answer(response, 200, STATIC_HTML, HTML_HEADERS);
      return true;
    };
  }

  // Begun with the gateway, beside it; who asks before it is ready waits. A failure is told when the page is asked for.
  let bundle: Promise<PageBundle> | null = null;
  const bundled = () => (bundle ??= bundlePage().catch((error: unknown) => ((bundle = null), Promise.reject(error))));
  bundled().catch((error: unknown) => log.error("The page could not be bundled", { cause: String(error) }));

  return async (path, request, response) => {
    if (await shared(path, request, response)) return true;
    const { method } = request;
    if (path === "/development/token" && method === "POST") {
      await answerToken(request, response, development);
      return true;
    }
    if (path.startsWith("/development/oidc/")) {
      await development.login(request, response);
      return true;
    }
    if (method !== "GET" && method !== "HEAD") return false;
    if (path === "/") answer(response, 200, PAGE_HTML, HTML_HEADERS);
    else if (path === "/development/personas") answerJson(response, 200, development.personas);
    else if (path === "/development/mailbox") await answerMailbox(request, response, transports.people, clock());
    else if (path === "/development/examples") answerJson(response, 200, development.examples);
    else {
      const asset = path.startsWith("/page/") ? (await bundled()).get(path.slice("/page/".length)) : undefined;
      if (!asset) return false;
      answer(response, 200, asset.content, { "content-type": asset.type, "cache-control": "no-cache" });
    }
    return true;
  };
}

async function answerToken(request: IncomingMessage, response: ServerResponse, development: Development): Promise<void> {
  const body = await readText(request);
  // A type that no other site can send without the browser asking first.
  const persona = request.headers["content-type"]?.startsWith("application/json") ? personaOf(body) : null;
  if (!development.personas.some(({ name }) => name === persona)) {
    throw new GraphQLError("ce persona n'existe pas.", { extensions: { code: "BAD_REQUEST", http: { status: 400 } } });
  }
  answerJson(response, 200, { token: await development.issueToken(persona!) }, { "cache-control": "no-store" });
}

function personaOf(body: string): string | null {
  try {
    const { persona } = JSON.parse(body) as { persona?: unknown };
    return typeof persona === "string" ? persona : null;
  } catch {
    return null;
  }
}
