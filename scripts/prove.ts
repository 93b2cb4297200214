import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { inSeconds } from "@stages/standalone/progress-lines.ts";
import { PROOFS } from "./proofs/proofs.ts";
import "./proofs/leave-nothing.ts";

/** `npm run prove [-- name…]`: every figure that is promised, each by its own proof, one after the other; then all of them again in one list. */
const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !Object.hasOwn(PROOFS, name));
if (unknown.length > 0) {
  console.error(`Aucune preuve ne s'appelle « ${unknown[0]} » ; il y a : ${Object.keys(PROOFS).join(", ")}.`);
  process.exit(2);
}
const names = positionals.length > 0 ? positionals : Object.keys(PROOFS);
const STARTED = ["--max-semi-space-size=64", "--import", "tsx", "--import", "./packages/standalone/src/third-party-imports.mjs"];
/** How `promise` and `control` begin their lines. */
const FIGURE = /^(TENU  |ROMPU |TÉMOIN) /;

const figures: string[] = [];
const broken: string[] = [];
for (const [nth, name] of names.entries()) {
  const { shows, minutes, args = [] } = PROOFS[name]!;
  console.log(`\n${nth + 1}/${names.length}  ${name} : ${shows} (au plus ${minutes} min)`);
  const from = performance.now();
  const code = await prove(name, args, minutes);
  const word = code === 0 ? "tenu" : code === null ? `arrêté après ${minutes} min` : "ROMPU";
  console.log(`${name} : ${word}, en ${inSeconds(performance.now() - from)}`);
  if (code !== 0) broken.push(name);
}

console.log(`\n${figures.join("\n")}\n`);
console.log(broken.length === 0 ? `${names.length} preuves, toutes tenues.` : `${names.length} preuves, ${broken.length} rompue(s) : ${broken.join(", ")}.`);
process.exit(broken.length === 0 ? 0 : 1);

/** Its exit code; null for one that was stopped at its limit. */
async function prove(name: string, args: readonly string[], minutes: number): Promise<number | null> {
  const child = spawn(process.execPath, [...STARTED, `scripts/prove-${name}.ts`, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const limit = setTimeout(() => child.kill("SIGTERM"), minutes * 60_000);
  createInterface({ input: child.stdout }).on("line", (line) => {
    console.log(line);
    if (FIGURE.test(line)) figures.push(line);
  });
  const ended = performance.now() + minutes * 60_000;
  const [code] = (await once(child, "close")) as [number | null];
  clearTimeout(limit);
  return performance.now() >= ended ? null : (code ?? 1);
}
