import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ProgressLines } from "@stages/standalone/progress-lines.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import { distributedSubject, type RunningSubject } from "./kills/distributed-subject.ts";
import { lostWithoutDurability } from "./kills/lost-without-durability.ts";
import { oneProcessSubject } from "./kills/one-process-subject.ts";
import { type KillProof, type KillRow, proveKills } from "./kills/prove-kills.ts";
import { control, promise } from "./proofs/promise.ts";
import "./proofs/leave-nothing.ts";

/**
 * `npm run prove:kills -- [--times=50] [component …]`: `kill -9` of PostgreSQL and of each program, as often, one after the other in a drawn order, under
 * writers that repeat what was not answered, readers, and subscribers that resume; once with a process each, once in one process. Fails when a write that
 * was answered is not there exactly once, when a subscriber that resumes missed an event or had one twice, when a program ended because another did, when
 * anything is answered but data or a code, and when more than one in twenty is away for five seconds or longer.
 */
const { values, positionals: only } = parseArgs({ allowPositionals: true, options: { times: { type: "string", default: "50" } } });
const times = Number(values.times);
/** So that what was started again has been used before the next kill, as it is where not everything dies at once. */
const SETTLE_MS = 1_000;
const MOST_AWAY_MS = 5_000;
/** Sessions lose what they answered only in the blink before it is written: some kills show none. */
const CONTROL_KILLS = 5;

useDevelopmentKeys();
const progress = new ProgressLines(process.stdout);
const subjects = { "un processus chacun": distributedSubject, "un seul processus": oneProcessSubject } as const;
/** What the programs say: hundreds of lines while they look for a database that is away. Kept where the proof fails. */
const JOURNAL = ".data/prove-kills.log";

mkdirSync(".data", { recursive: true });
const journal = openSync(JOURNAL, "w");
for (const [name, open] of Object.entries(subjects)) {
  const folder = mkdtempSync(join(tmpdir(), "stages-kills-"));
  try {
    progress.begin(`Démarrage : ${name}`);
    await using subject = await open(folder, journal);
    progress.done();
    const victims = shuffled(Object.keys(subject.components).filter((component) => only.length === 0 || only.includes(component)).flatMap((component) => Array<string>(times).fill(component)));
    if (victims.length === 0) continue;
    report(name, await killed(subject, victims));
    if (name === "un processus chacun" && (only.length === 0 || only.includes("postgresql"))) {
      progress.begin("Témoin : PostgreSQL répond avant d'avoir écrit");
      const { acknowledged, lost } = await lostWithoutDurability(subject, CONTROL_KILLS);
      progress.done();
      control("sans durabilité, des écritures répondues se perdent", { seen: `${lost} sur ${acknowledged}`, broke: lost > 0 });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
closeSync(journal);
if (process.exitCode) console.log(`Ce que les programmes ont dit : ${JOURNAL}`);
else rmSync(JOURNAL);

async function killed(subject: RunningSubject, victims: readonly string[]): Promise<KillProof> {
  let done = 0;
  const step = () => progress.begin(`${victims.length} arrêts brutaux, ${done} faits`);
  step();
  try {
    return await proveKills(subject, {
      victims,
      settleMs: SETTLE_MS,
      onKill: () => {
        done += 1;
        if (done % 10 === 0) step();
      },
    });
  } finally {
    progress.done();
  }
}

function report(where: string, { rows, faults, written, heard, controls }: KillProof): void {
  for (const component of [...new Set(rows.map((row) => row.component))].toSorted()) {
    const own = rows.filter((row) => row.component === component);
    const away = sorted(own.map(({ answeredMs }) => answeredMs));
    const p95 = at(away, 0.95);
    promise(`${where}, kill -9 de ${component}, un client écrit et lit tout de nouveau (p95)`, { seen: `${seconds(p95)} sur ${own.length} (médiane ${seconds(at(away, 0.5))}, au plus ${seconds(away.at(-1)!)})`, wanted: `< ${seconds(MOST_AWAY_MS)}`, kept: p95 < MOST_AWAY_MS });
    console.log(`        « /ready » le dit : p95 ${seconds(at(sorted(own.map(({ awayMs }) => awayMs)), 0.95))} ; à redemander : ${refusalsOf(own)}`);
  }
  promise(`${where}, écritures répondues et perdues, effets doublés, programmes emportés`, { seen: `${faults.length} faute(s) sur ${written} écritures répondues et ${heard} événements entendus`, wanted: "aucune", kept: faults.length === 0 });
  for (const fault of faults.slice(0, 20)) console.log(`        ${fault}`);
  // A part that dies without a word to anyone has its clients neither repeat nor miss anything.
  if (only.length > 0) return;
  control(`${where}, sans clé, des offres publiées deux fois`, { seen: String(controls.publishedTwiceWithoutKey), broke: controls.publishedTwiceWithoutKey > 0 });
  control(`${where}, sans curseur, des événements manqués`, { seen: String(controls.missedWithoutCursor), broke: controls.missedWithoutCursor > 0 });
}

function refusalsOf(rows: readonly KillRow[]): string {
  const counts = new Map<string, number>();
  for (const { refusals } of rows) for (const [code, count] of Object.entries(refusals)) counts.set(code, (counts.get(code) ?? 0) + count);
  return [...counts].map(([code, count]) => `${code === "no answer" ? "sans réponse" : code} ${count}`).join(", ") || "rien";
}

function sorted(numbers: readonly number[]): readonly number[] {
  return numbers.toSorted((one, other) => one - other);
}

function at(inOrder: readonly number[], part: number): number {
  return inOrder[Math.min(inOrder.length - 1, Math.ceil(part * inOrder.length) - 1)]!;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(2).replace(".", ",")} s`;
}

function shuffled(names: readonly string[]): readonly string[] {
  const drawn = [...names];
  for (let last = drawn.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [drawn[last], drawn[other]] = [drawn[other]!, drawn[last]!];
  }
  return drawn;
}
