import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const drizzle = dirname(createRequire(new URL("../../database/package.json", import.meta.url)).resolve("drizzle-orm"));

/** What the hooks take for granted; another release may ship otherwise. */
it("every .js file of drizzle is an ES module, by the one package.json that it has", () => {
  expect(globSync("**/package.json", { cwd: drizzle })).toEqual(["package.json"]);
  expect(JSON.parse(readFileSync(join(drizzle, "package.json"), "utf8"))).toMatchObject({ name: "drizzle-orm", type: "module" });
});
