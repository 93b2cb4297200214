import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export interface DriverUnderKills {
  readonly asked: number;
  /** Neither by rows nor by an error, three seconds after the server was back. */
  readonly unanswered: number;
  /** Outside of any promise. */
  readonly thrown: number;
}

const ROOT = join(import.meta.dirname, "../..");
const LIMIT_MS = 240_000;

/** How the driver behaves while its server is killed so many times, or until it left something unanswered: as we patch it, or as it is published. */
export async function driverUnderKills(which: "patched" | "published", kills: number): Promise<DriverUnderKills> {
  const folder = mkdtempSync(join(tmpdir(), "stages-postgres-js-"));
  try {
    const entry = which === "patched" ? "postgres" : publishedIn(folder);
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", join(import.meta.dirname, "driver-process.ts"), entry, String(kills)], { cwd: ROOT, timeout: LIMIT_MS });
    return JSON.parse(stdout) as DriverUnderKills;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Our patch taken away again. */
function publishedIn(folder: string): string {
  const installed = dirname(dirname(realpathSync(fileURLToPath(import.meta.resolve("postgres")))));
  cpSync(installed, folder, { recursive: true });
  const [patch] = readdirSync(join(ROOT, "patches")).filter((name) => name.startsWith("postgres@"));
  execFileSync("git", ["apply", "--reverse", "-"], { cwd: folder, input: readFileSync(join(ROOT, "patches", patch!)) });
  return join(folder, "src", "index.js");
}
