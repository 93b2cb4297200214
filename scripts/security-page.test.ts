import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const root = new URL("..", import.meta.url);
const page = readFileSync(new URL("SECURITY.md", root), "utf8");
const commands = (JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { scripts: Record<string, string> }).scripts;

it("names only tests and files that are there", () => {
  const named = [...page.matchAll(/`([\w./@-]+\/[\w./@-]+\.(?:ts|md|patch))`/g)].map(([, path]) => path!);
  expect(named.length).toBeGreaterThan(80);
  expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});

it("names only commands that there are", () => {
  const named = [...page.matchAll(/`npm run ([\w:]+)/g)].map(([, name]) => name!);
  expect(named.filter((name) => !Object.hasOwn(commands, name))).toEqual([]);
});

it("has a test for every risk", () => {
  const rows = page.slice(page.indexOf("## From each risk")).split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| Risk"));
  for (const row of rows) expect(row.split("|")[3], row).toMatch(/\.test\.ts`|npm run prove:/);
});
