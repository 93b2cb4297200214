import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, version as esbuildVersion } from "esbuild";

export interface Asset {
  readonly type: string;
  readonly content: Buffer;
}

export type PageBundle = ReadonlyMap<string, Asset>;

const SOURCES = fileURLToPath(new URL("./browser/", import.meta.url));
const CACHE = fileURLToPath(new URL("../../../node_modules/.cache/stages-page/", import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

/**
 * GraphiQL and our page as files for a browser, from the installed packages alone, so that it works offline. Bundled once
 * (about two seconds) and kept under node_modules/.cache by what it is made of.
 */
export async function bundlePage(cache = CACHE): Promise<PageBundle> {
  const folder = join(cache, await keyOfIngredients());
  const kept = await readFolder(folder);
  if (kept) return kept;
  const bundle = await bundleNow();
  // A folder that cannot be written only costs the time of bundling again.
  await keep(folder, bundle).catch(() => {});
  return bundle;
}

async function keyOfIngredients(): Promise<string> {
  const hash = createHash("sha256").update(esbuildVersion);
  const require = createRequire(import.meta.url);
  for (const name of ["graphiql", "react", "react-dom", "graphql-ws"]) {
    hash.update(name).update(await readFile(packageFileOf(require, name)));
  }
  for (const file of (await readdir(SOURCES)).sort()) hash.update(file).update(await readFile(join(SOURCES, file)));
  return hash.digest("hex").slice(0, 16);
}

function packageFileOf(require: NodeJS.Require, name: string): string {
  const folder = require.resolve.paths(name)!.map((path) => join(path, name, "package.json"));
  for (const file of folder) {
    try {
      return require.resolve(file);
    } catch {
      // not in this node_modules: the next one up
    }
  }
  throw new Error(`${name} is not installed`);
}

async function bundleNow(): Promise<PageBundle> {
  const common: BuildOptions = {
    bundle: true,
    minify: true,
    write: false,
    outdir: "/",
    target: "es2022",
    legalComments: "none",
    logLevel: "silent",
    define: { "process.env.NODE_ENV": '"production"' },
    loader: { ".ttf": "dataurl" },
  };
  const [page, workers] = await Promise.all([
    build({
      ...common,
      entryPoints: { page: join(SOURCES, "page.tsx") },
      format: "esm",
      splitting: true,
      jsx: "automatic",
      chunkNames: "chunk-[hash]",
    }),
    build({ ...common, entryPoints: workerEntries(), format: "iife" }),
  ]);
  return new Map(
    [...page.outputFiles!, ...workers.outputFiles!].map(({ path, contents }) => [
      path.replace(/^.*[/\\]/, ""),
      { type: TYPES[extname(path)]!, content: Buffer.from(contents) },
    ]),
  );
}

/** The very copies that GraphiQL runs on: found from its own folder, as another version of Monaco would not understand it. */
function workerEntries(): Record<string, string> {
  const ours = createRequire(import.meta.url);
  const graphiql = createRequire(ours.resolve("@graphiql/react"));
  return {
    "editor.worker": graphiql.resolve("monaco-editor/esm/vs/editor/editor.worker.js"),
    "json.worker": graphiql.resolve("monaco-editor/esm/vs/language/json/json.worker.js"),
    "graphql.worker": graphiql.resolve("monaco-graphql/esm/graphql.worker.js"),
  };
}

async function readFolder(folder: string): Promise<PageBundle | null> {
  try {
    const files = await readdir(folder);
    const assets = await Promise.all(
      files.map(async (file) => [file, { type: TYPES[extname(file)]!, content: await readFile(join(folder, file)) }] as const),
    );
    return new Map(assets);
  } catch {
    return null;
  }
}

/** Written beside and renamed, so that a start that is killed leaves nothing half kept. */
async function keep(folder: string, bundle: PageBundle): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  await Promise.all([...bundle].map(([file, { content }]) => writeFile(join(unfinished, file), content)));
  await rename(unfinished, folder);
}
