import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";
import { mapShapes } from "./rectorat-shapes.ts";

/** By path below the page's own: `index.html`, `assets/…`. */
export type BuiltFiles = ReadonlyMap<string, string | Uint8Array>;

const SHAPES = "virtual:map-shapes";

/** The shapes are worked out here, once, so that a browser gets some kilobytes of paths and no atlas of the world. */
const shapes: Plugin = {
  name: "stages-map-shapes",
  resolveId: (id) => (id === SHAPES ? `\0${SHAPES}` : null),
  load: async (id) => (id === `\0${SHAPES}` ? `export default JSON.parse(${JSON.stringify(JSON.stringify(await mapShapes()))})` : null),
};

const built = await build({
  configFile: false,
  envFile: false,
  root: fileURLToPath(new URL("./rectorat/", import.meta.url)),
  base: "/rectorat/",
  logLevel: "silent",
  // The page's policy is strict: each style, font and picture is a file of its own, nothing is inlined.
  build: { write: false, target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: false },
  plugins: [shapes],
});
if (!("output" in built)) throw new Error("Vite has built something else than one page");
const files: BuiltFiles = new Map(built.output.map((file) => [file.fileName, file.type === "chunk" ? file.code : file.source]));
process.send!(files, () => process.disconnect!());
