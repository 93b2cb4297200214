import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Who is let in from other sites' pages. No cookie of ours gives any right: a page elsewhere holds no token unless its reader gave it
 * one. What is refused here is that it uses a visitor's browser, its address and its patience, or a server that only this machine reaches.
 */

interface Invited {
  readonly path: RegExp;
  readonly methods: string;
  readonly headers: string;
}

/** What a page of an allowed origin may ask, and with which headers. Never with credentials: there are none but the tokens. */
const INVITED: readonly Invited[] = [
  { path: /^\/graphql$/, methods: "GET, POST", headers: "authorization, content-type, apollo-require-preflight, last-event-id, x-apollo-operation-name, x-stages-now, x-stages-role" },
  { path: /^\/documents\/[\w-]+$/, methods: "GET", headers: "" },
  { path: /^\/depots\/[\w-]+$/, methods: "PUT", headers: "content-type" },
  { path: /^\/exports\/[\w-]+$/, methods: "GET", headers: "x-stages-now" },
];
const EXPOSED = "content-disposition, retry-after, x-stages-cost, x-stages-rows";
/** As long as a change of the variable may take to be heard. */
const MAX_AGE_SECONDS = "600";

/** Where the development login answers pages of this very machine by itself, and decides which. */
const JUDGED_ELSEWHERE = /^\/development\/oidc\/(?!interaction\/)/;
/** Forms of our own pages are posted from the origin « null », since the pages tell nobody where they are: older browsers say no more. */
const POSTED_FORM = /^\/(?:documents$|development\/oidc\/interaction\/)/;

export interface OriginsOptions {
  readonly allowedOrigins?: readonly string[] | undefined;
  readonly publicUrl?: string | null | undefined;
}

export interface Origins {
  /** Another site's page asks, which was not allowed to. A person who follows a link is no such page. */
  isForeign(request: IncomingMessage): boolean;
  /** Says to an allowed origin that it may read the answer. True when it has answered: that was a browser's question before the request. */
  invite(request: IncomingMessage, response: ServerResponse): boolean;
}

export function originsOf({ allowedOrigins = [], publicUrl = null }: OriginsOptions): Origins {
  const allowed = new Set(allowedOrigins);
  const isOwn = (origin: string, host: string | undefined) => origin === publicUrl || (host !== undefined && URL.parse(origin)?.host === host.toLowerCase());

  function isForeign({ url, method, headers }: IncomingMessage): boolean {
    const path = url!.split("?")[0]!;
    if (JUDGED_ELSEWHERE.test(path)) return false;
    const { origin, host } = headers;
    const site = headers["sec-fetch-site"];
    if (origin !== undefined && allowed.has(origin)) return false;
    // A browser's own word, that no page can change, and that is right where the origin is hidden.
    if (site === "same-origin" || site === "none") return false;
    if (origin === undefined) {
      const isFollowed = headers["sec-fetch-mode"] === "navigate" && (method === "GET" || method === "HEAD");
      return site !== undefined && !isFollowed;
    }
    if (origin === "null" && site === undefined && POSTED_FORM.test(path)) return false;
    return !isOwn(origin, host);
  }

  function invite(request: IncomingMessage, response: ServerResponse): boolean {
    const { origin } = request.headers;
    if (allowed.size === 0 && request.method !== "OPTIONS") return false;
    response.appendHeader("vary", "origin");
    const path = request.url!.split("?")[0]!;
    const invited = origin !== undefined && allowed.has(origin) ? INVITED.find((one) => one.path.test(path)) : undefined;
    if (invited) {
      response.setHeader("access-control-allow-origin", origin!);
      response.setHeader("access-control-expose-headers", EXPOSED);
    }
    if (request.method !== "OPTIONS" || request.headers["access-control-request-method"] === undefined || JUDGED_ELSEWHERE.test(path)) return false;
    // No answer that it may: the browser sends nothing more.
    if (invited) {
      response.setHeader("access-control-allow-methods", invited.methods);
      if (invited.headers) response.setHeader("access-control-allow-headers", invited.headers);
      response.setHeader("access-control-max-age", MAX_AGE_SECONDS);
    }
    response.writeHead(invited ? 204 : 403).end();
    return true;
  }

  return { isForeign, invite };
}
