import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ProgressLines } from "@stages/standalone/progress-lines.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import { type DrainProof, proveDrain } from "./drain/prove-drain.ts";
import { distributedSubject } from "./kills/distributed-subject.ts";
import { control, promise } from "./proofs/promise.ts";
import "./proofs/leave-nothing.ts";

/**
 * `npm run prove:drain -- [--times=10] [component …]`: SIGTERM to the gateway and to each subgraph, as often, one after the other, each started again by its
 * supervisor, under writers, readers and subscribers that resume. Fails when a request that was under way at the signal is not answered (those that come
 * after it may meet a port that closes: counted and shown, not promised), when a write that was answered is not there exactly once, when anything is answered but data or TEMPORARILY_UNAVAILABLE, when
 * a subscriber missed an event or had one twice, and when one is let go without a word. The control is `kill -9`.
 */
const { values, positionals: only } = parseArgs({ allowPositionals: true, options: { times: { type: "string", default: "10" } } });
const times = Number(values.times);
const SETTLE_MS = 700;
/** As an operator would have it: whoever balances sees it in this time. */
const DRAIN_SECONDS = 1;
const CONTROL_KILLS = 3;
const JOURNAL = ".data/prove-drain.log";

useDevelopmentKeys();
const progress = new ProgressLines(process.stdout);
mkdirSync(".data", { recursive: true });
const journal = openSync(JOURNAL, "w");
const folder = mkdtempSync(join(tmpdir(), "stages-drain-"));
try {
  progress.begin("Démarrage : un processus chacun");
  await using subject = await distributedSubject(folder, journal, DRAIN_SECONDS);
  progress.done();
  const programs = subject.programs.filter((name) => only.length === 0 || only.includes(name));
  const victims = Array.from({ length: times }, () => programs).flat();
  const stopping = (signal: "SIGTERM" | "SIGKILL", names: readonly string[]) => {
    progress.begin(`${names.length} ${signal}`);
    return proveDrain(subject, { victims: names, signal, settleMs: SETTLE_MS, onStop: (stops) => stops % 10 === 0 && progress.begin(`${names.length} ${signal}, ${stops} faits`) }).finally(() => progress.done());
  };
  report(await stopping("SIGTERM", victims), victims.length);
  const killed = await stopping("SIGKILL", Array<string>(CONTROL_KILLS).fill("gateway"));
  const broken = killed.outcomes.broken.underWay;
  control("kill -9 de la passerelle, des requêtes en cours rompues", { seen: `${broken} sur ${killed.outcomes.underWayAtSignals}`, broke: broken > 0 });
  control("kill -9 de la passerelle, des abonnés laissés sans un mot", { seen: `${killed.untold.length} sur ${killed.listening}`, broke: killed.untold.length > 0 });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
closeSync(journal);
if (process.exitCode) console.log(`Ce que les programmes ont dit : ${JOURNAL}`);
else rmSync(JOURNAL);

function report({ outcomes, faults, written, heard, listening, told, untold }: DrainProof, stops: number): void {
  const { answered, broken, underWayAtSignals, refused, codes } = outcomes;
  const none = (seen: number, of: string) => ({ seen: `${seen} sur ${of}`, wanted: "0", kept: seen === 0 });
  promise("SIGTERM, requêtes en cours au signal et rompues", none(broken.underWay, `${underWayAtSignals}, en ${stops} arrêts`));
  const uncoded = outcomes.faults.filter((fault) => !fault.startsWith("broken"));
  promise("SIGTERM, réponses qui ne sont ni des données ni « à redemander »", none(uncoded.length, `${answered}`));
  promise("SIGTERM, écritures répondues perdues ou doubles, événements manqués, doubles ou en désordre", none(faults.length, `${written} écritures et ${heard} événements entendus`));
  promise("SIGTERM de la passerelle, abonnés prévenus (1001 et une raison, ou retry:)", { seen: `${told} sur ${listening}`, wanted: "tous", kept: untold.length === 0 && told === listening && listening > 0 });
  // No server can help it over HTTP/1.1: a client may write on a connection in the instant in which it is closed. They ask again under their key.
  console.log(`        venues après le signal et rompues dans l'instant où la porte se ferme : ${broken.later} sur ${answered} répondues (non promis)`);
  console.log(`        refusées pendant qu'elle redémarre : ${refused} ; à redemander : ${[...codes].map(([code, count]) => `${code} ${count}`).join(", ") || "rien"}`);
  for (const fault of [...new Set([...outcomes.faults, ...faults, ...untold])].slice(0, 20)) console.log(`        ${fault}`);
}
