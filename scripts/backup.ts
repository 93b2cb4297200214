import { rmSync } from "node:fs";
import { readConfiguration } from "@stages/standalone/config.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { describeFailure } from "@stages/standalone/failure.ts";
import { ProgressLines } from "@stages/standalone/progress-lines.ts";
import { listenForStop } from "@stages/standalone/stop-signals.ts";
import { openServer } from "./backup/open-server.ts";
import { draftOf, inMegabytes, takeBackup } from "./backup/take-backup.ts";

const USAGE = "npm run backup -- DOSSIER, un dossier nouveau où écrire la sauvegarde (DATABASE_URL dit de quelle base ; sinon, de celle de STAGES_DATA_DIR)";
const KEYS = `
LES CLÉS N'Y SONT PAS. Ce que les personnes ont écrit y est scellé, et le fichier de STAGES_KEYS est seul à l'ouvrir : gardez-le ailleurs, à part,
et en deux endroits. Sans lui, cette sauvegarde ne rend rien. Y sont en clair : les établissements, les offres et les structures, les identifiants,
les dates et les statuts ; gardez-la donc comme la base elle-même.
`;

let ending = false;
const progress = new ProgressLines(process.stdout);
try {
  const [folder, ...rest] = process.argv.slice(2);
  if (!folder || folder.startsWith("-") || rest.length > 0) throw new ConfigurationError(`Dites où : ${USAGE}`);
  const configuration = readConfiguration(process.env);
  const opening = openServer(configuration, progress.begin);
  const leave = async () => {
    ending = true;
    progress.done();
    await opening.then((opened) => opened[Symbol.asyncDispose](), () => {});
    rmSync(draftOf(folder), { recursive: true, force: true });
    process.stderr.write("\nInterrompu : rien n'a été gardé.\n");
    process.exit(130);
  };
  // Whatever fails from there on fails because we leave.
  listenForStop({ launcherPid: configuration.launcherPid, onStop: () => void leave(), onForce: () => process.exit(130) });
  await using server = await opening;
  const taken = await takeBackup({ databaseUrl: server.databaseUrl, folder, onProgress: progress.begin });
  progress.done();
  process.stdout.write(`\nSauvegardé dans ${taken.folder} : ${taken.rows.toLocaleString("fr-FR")} lignes de ${taken.tables} tables, ${inMegabytes(taken.bytes)}, en ${taken.seconds.toLocaleString("fr-FR", { maximumFractionDigits: 1 })} s.\n${KEYS}`);
  if (taken.stream !== null) process.stdout.write("\nLe journal des faits est dans NATS, et n'y est pas : avant de sauvegarder, attendez que « npm run events » ne montre plus rien à entendre.\n");
} catch (error) {
  progress.done();
  if (!ending) process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}
