import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FAST_CHECKS, run } from "./checks.ts";

/**
 * `npm test`: every check, one after the other, each told as it ends; the last line counts them all. The tests of a
 * vitest project count one by one, a check counts as one.
 */
let passed = 0;
let failed = 0;

const seconds = (from: number) => `${((performance.now() - from) / 1000).toFixed(1).replace(".", ",")} s`;

async function check(script: string, title: string): Promise<void> {
  const from = performance.now();
  const { code, output } = await run("pnpm", ["run", "--silent", script]);
  console.log(`${code === 0 ? "✓" : "✗"} ${title} (${seconds(from)})`);
  if (code === 0) passed += 1;
  else {
    failed += 1;
    console.log(output);
  }
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

async function vitest(project: string, title: string): Promise<void> {
  console.log(`\n${title}`);
  const folder = mkdtempSync(join(tmpdir(), "stages-report-"));
  const file = join(folder, "report.json");
  const { code } = await run("vitest", ["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`], { live: true });
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as VitestReport;
    passed += report.numPassedTests;
    // A file that could not be loaded has no test that fails, and counts for one.
    const unloaded = report.testResults.filter(({ status, assertionResults }) => status === "failed" && assertionResults.length === 0).length;
    const failures = report.numFailedTests + unloaded;
    failed += failures === 0 && code !== 0 ? 1 : failures;
  } catch {
    failed += 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const tools = await run("bash", ["scripts/install-debian-packages.sh"], { live: true });
if (tools.code !== 0) console.log("Les essais qui demandent ce qui manque seront passés.");
for (const [script, title] of Object.entries(FAST_CHECKS)) await check(script, title);
await vitest("pure", "Règles, sans base de données");
await vitest("platform", "Sur un vrai PostgreSQL, par les deux transports, dans un vrai navigateur");

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
