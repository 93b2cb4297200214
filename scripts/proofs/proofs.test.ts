import { readFileSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { PROOFS } from "./proofs.ts";

const scripts = readdirSync(new URL("..", import.meta.url)).flatMap((file) => /^prove-(.+)\.ts$/.exec(file)?.[1] ?? []).toSorted();
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

it("every proof is run by npm run prove, has a command of its own, and a line in the README", () => {
  expect(Object.keys(PROOFS).toSorted()).toEqual(scripts);
  const commands = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const readme = read("README.md");
  for (const name of scripts) {
    expect(commands.scripts[`prove:${name}`], name).toBe(`node scripts/bootstrap.mjs scripts/prove-${name}.ts`);
    expect(readme, name).toContain(`npm run prove:${name}`);
  }
});

it("each that starts servers leaves none of them behind when it is stopped", () => {
  for (const name of scripts) expect(read(`scripts/prove-${name}.ts`), name).toContain('import "./proofs/leave-nothing.ts";');
});
