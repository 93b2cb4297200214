import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { answer } from "../answer.ts";
import { EVERYWHERE, pageHeaders, scriptedPolicy, WORKER_POLICY } from "../security-headers.ts";
import { WORKER_TRUSTED_TYPE } from "./browser/trusted-worker.ts";
import type { Page } from "./serve-page.ts";

export const SHUT_PAGE_HEADERS = pageHeaders(scriptedPolicy());

const ASSET_HEADERS = { ...EVERYWHERE, "cache-control": "no-cache" };
const WORKER_HEADERS = { ...ASSET_HEADERS, "content-type": "text/javascript; charset=utf-8", "content-security-policy": WORKER_POLICY };

interface ScriptedPage {
  readonly path: string;
  readonly html: string;
  /** Of `browser/`: `link` for `link.ts`, served as `<path>/link.js`. */
  readonly script: string;
  /** Of `browser/`: `link` for `link.css`. */
  readonly style: string;
  /** Whether its forms are posted, to this server. */
  readonly posts?: boolean;
  /** Of `browser/`: its service worker, served as `<path>/<worker>.js` and in charge of that path alone. */
  readonly worker?: string;
}

const SOURCES = new URL("./browser/", import.meta.url);

/** A page of its own with one small script, in production as well. */
export function scriptedPage({ path, html, script, style, posts = false, worker }: ScriptedPage): Page {
  const headers = pageHeaders(scriptedPolicy({ ...(posts && { formAction: "'self'" }), ...(worker !== undefined && { trustedTypes: WORKER_TRUSTED_TYPE }) }));
  const scripted = onceBundled(script);
  const working = worker === undefined ? null : onceBundled(worker);
  return async (asked, { method }, response) => {
    if (method !== "GET" && method !== "HEAD") return false;
    if (asked === path) answer(response, 200, html, headers);
    else if (asked === `${path}/${style}.css`) answer(response, 200, await readFile(new URL(`${style}.css`, SOURCES)), { ...ASSET_HEADERS, "content-type": "text/css; charset=utf-8" });
    else if (asked === `${path}/${script}.js`) answer(response, 200, await scripted(), { ...ASSET_HEADERS, "content-type": "text/javascript; charset=utf-8" });
    else if (working && asked === `${path}/${worker}.js`) answer(response, 200, await working(), { ...WORKER_HEADERS, "service-worker-allowed": path });
    else return false;
    return true;
  };
}

const onceBundled = (script: string) => {
  let made: Promise<string> | null = null;
  return () => (made ??= bundled(script).catch((error: unknown) => ((made = null), Promise.reject(error))));
};

/** A few kilobytes, made at the first visit. */
async function bundled(script: string): Promise<string> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({ entryPoints: [fileURLToPath(new URL(`${script}.ts`, SOURCES))], bundle: true, minify: true, write: false, format: "esm", target: "es2022", legalComments: "none", logLevel: "silent" });
  return outputFiles[0]!.text;
}
