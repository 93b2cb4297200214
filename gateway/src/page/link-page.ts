import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { answer } from "../answer.ts";
import { LINK_HTML } from "./html.ts";
import type { Page } from "./serve-page.ts";

/** Stricter than the explorer's: nothing from elsewhere, nothing inline, in no frame, kept by nobody. */
const HEADERS = {
  "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
};

const SOURCES = new URL("./browser/", import.meta.url);

/**
 * The page of a personal link, at `/lien`, in production as well. What a mail scanner fetches beforehand is this page alone:
 * the link is opened by the button on it, with a token that its address does not send.
 */
export function linkPage(): Page {
  let script: Promise<string> | null = null;
  const scripted = () => (script ??= bundled().catch((error: unknown) => ((script = null), Promise.reject(error))));
  return async (path, { method }, response) => {
    if (method !== "GET" && method !== "HEAD") return false;
    if (path === "/lien") answer(response, 200, LINK_HTML, { ...HEADERS, "content-type": "text/html; charset=utf-8" });
    else if (path === "/lien/link.css") answer(response, 200, await readFile(new URL("link.css", SOURCES)), { "content-type": "text/css; charset=utf-8", "cache-control": "no-cache" });
    else if (path === "/lien/link.js") answer(response, 200, await scripted(), { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-cache" });
    else return false;
    return true;
  };
}

/** A few kilobytes, made at the first visit. */
async function bundled(): Promise<string> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({ entryPoints: [fileURLToPath(new URL("link.ts", SOURCES))], bundle: true, minify: true, write: false, format: "esm", target: "es2022", legalComments: "none", logLevel: "silent" });
  return outputFiles[0]!.text;
}
