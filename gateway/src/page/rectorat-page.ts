import { gzipSync } from "node:zlib";
import { answer, answerJson } from "../answer.ts";
import type { PageIssuer } from "../config.ts";
import type { Asset, PageBundle } from "./bundle-page.ts";
import { EVERYWHERE, pageHeaders, scriptedPolicy } from "../security-headers.ts";
import type { Page } from "./serve-page.ts";

const PATH = "/rectorat";

/** Out to the issuers alone, where a browser fetches its token. */
const policyOf = (issuers: readonly PageIssuer[]) =>
  scriptedPolicy({ fonts: true, connectTo: issuers.flatMap(({ issuer, alsoAt = [] }) => [issuer, ...alsoAt].map((address) => new URL(address).origin)) });

/** By name: a hash of what is in it, so that a browser may keep it. */
const KEPT = { ...EVERYWHERE, "cache-control": "public, max-age=31536000, immutable" };

type PackedBundle = ReadonlyMap<string, Asset & { readonly packed: Buffer | null }>;

/** A third of the bytes, once for all: fonts are packed already. */
const packed = (bundle: PageBundle): PackedBundle => new Map([...bundle].map(([name, asset]) => [name, { ...asset, packed: asset.type.startsWith("font/") ? null : gzipSync(asset.content) }]));

/**
 * What the rectorats look at, at `/rectorat`: built at the first visit. `issuers` is asked for at each visit, as that of
 * development knows its own address only once the gateway listens.
 */
export function rectoratPage(bundle: () => Promise<PageBundle>, issuers: () => readonly PageIssuer[]): Page {
  let made: Promise<PackedBundle> | null = null;
  const built = () => (made ??= bundle().then(packed).catch((error: unknown) => ((made = null), Promise.reject(error))));
  return async (asked, { method, headers: { "accept-encoding": accepted = "" } }, response) => {
    if (asked !== PATH && !asked.startsWith(`${PATH}/`)) return false;
    if (method !== "GET" && method !== "HEAD") return false;
    if (asked === `${PATH}/issuers.json`) {
      answerJson(response, 200, { issuers: issuers().map(({ alsoAt: _, ...shown }) => shown) }, { "cache-control": "no-store" });
      return true;
    }
    const file = asked === PATH ? "index.html" : asked.slice(PATH.length + 1);
    const asset = (await built()).get(file);
    if (!asset) return false;
    const headers = file === "index.html" ? pageHeaders(policyOf(issuers())) : KEPT;
    const isPacked = asset.packed !== null && /\bgzip\b/.test(String(accepted));
    answer(response, 200, isPacked ? asset.packed! : asset.content, { ...headers, "content-type": asset.type, vary: "accept-encoding", ...(isPacked ? { "content-encoding": "gzip" } : {}) });
    return true;
  };
}
