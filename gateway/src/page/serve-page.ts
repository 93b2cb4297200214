import type { IncomingMessage, ServerResponse } from "node:http";
import { GraphQLError } from "graphql";
import { answer, answerJson, readText } from "../answer.ts";
import type { Development, GatewayConfig } from "../config.ts";
import { EXPLORER_POLICY, pageHeaders, plainPolicy, WORKER_POLICY } from "../security-headers.ts";
import { type PageBundle, bundlePage } from "./bundle-page.ts";
import { documentsPage } from "./documents-page.ts";
import { PAGE_HTML, STATIC_HTML, STATIC_STYLE } from "./html.ts";
import { linkPage } from "./link-page.ts";
import { answerMailbox } from "./mailbox.ts";
import { notificationsPage } from "./notifications-page.ts";
import { bundleRectorat } from "./rectorat-bundle.ts";
import { rectoratPage } from "./rectorat-page.ts";
import { verifyPage } from "./verify-page.ts";

/** True when it has answered. */
export type Page = (path: string, request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const EXPLORER_HEADERS = pageHeaders(EXPLORER_POLICY, "no-cache");
/** A worker is held to the policy that comes with its own file: Monaco's compute, and ask for nothing. */
const ASSET_HEADERS = { "content-security-policy": WORKER_POLICY, "cache-control": "no-cache" };
const STATIC_HEADERS = pageHeaders(plainPolicy({ inlineStyle: STATIC_STYLE }), "no-cache");

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
      answer(response, 200, STATIC_HTML, STATIC_HEADERS);
      return true;
    };
  }

  // Begun with the gateway, beside it; who asks before it is ready waits. A failure is told when the page is asked for.
  let bundle: Promise<PageBundle> | null = null;
  const bundled = () => (bundle ??= bundlePage().catch((error: unknown) => ((bundle = null), Promise.reject(error))));
  bundled().catch((error: unknown) => log.error("The page could not be bundled", { cause: error }));

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
    if (path === "/") answer(response, 200, PAGE_HTML, EXPLORER_HEADERS);
    else if (path === "/development/personas") answerJson(response, 200, development.personas);
    else if (path === "/development/mailbox") await answerMailbox(request, response, transports.people, clock());
    else if (path === "/development/examples") answerJson(response, 200, development.examples);
    else {
      const asset = path.startsWith("/page/") ? (await bundled()).get(path.slice("/page/".length)) : undefined;
      if (!asset) return false;
      answer(response, 200, asset.content, { ...ASSET_HEADERS, "content-type": asset.type });
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
