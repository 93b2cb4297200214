import { momentInFrench, systemClock } from "@stages/kernel/civil-time.ts";
import { readConfiguration } from "@stages/standalone/config.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { describeFailure } from "@stages/standalone/failure.ts";
import { useConfiguredKeys } from "@stages/standalone/keyring.ts";
import { ProgressLines } from "@stages/standalone/progress-lines.ts";
import { listenForStop } from "@stages/standalone/stop-signals.ts";
import { openServer } from "./backup/open-server.ts";
import { restoreBackup } from "./backup/restore-backup.ts";

const USAGE = "npm run restore -- DOSSIER, celui d'une sauvegarde, vers une base vide ou nouvelle (DATABASE_URL, ou un dossier neuf par STAGES_DATA_DIR), avec les clés de STAGES_KEYS";

let ending = false;
const progress = new ProgressLines(process.stdout);
const counted = (count: number) => count.toLocaleString("fr-FR");
try {
  const [folder, ...rest] = process.argv.slice(2);
  if (!folder || folder.startsWith("-") || rest.length > 0) throw new ConfigurationError(`Dites quelle sauvegarde : ${USAGE}`);
  const configuration = readConfiguration(process.env);
  useConfiguredKeys(configuration);
  const opening = openServer(configuration, progress.begin);
  const leave = async () => {
    ending = true;
    progress.done();
    await opening.then((opened) => opened[Symbol.asyncDispose](), () => {});
    process.stderr.write("\nInterrompu : rien n'a pris le nom de la base ; la même commande reprendra du début.\n");
    process.exit(130);
  };
  // Whatever fails from there on fails because we leave.
  listenForStop({ launcherPid: configuration.launcherPid, onStop: () => void leave(), onForce: () => process.exit(130) });
  await using server = await opening;
  const restored = await restoreBackup({ databaseUrl: server.databaseUrl, folder, clock: systemClock, onProgress: progress.begin });
  progress.done();
  process.stdout.write(`
Restauré et vérifié en ${counted(Math.round(restored.seconds))} s, tel que ${momentInFrench(Temporal.Instant.from(restored.takenAt))} : ${counted(restored.rows)} lignes, ${counted(restored.records)} preuves de ${counted(restored.documents)} documents, ${counted(restored.cells)} chiffres égaux aux faits.
Ce qui a été fait depuis cet instant n'y est pas. Les messages qui n'étaient pas encore partis alors partiront (une seconde fois, s'ils sont partis depuis) ; les clients en direct rechargent.
`);
  if (restored.wasInNats) process.stdout.write("Le journal des faits était dans NATS : il est repris sous un nouveau nom ; ce qui y attendait d'être entendu à l'instant de la sauvegarde est perdu (voyez DECISIONS.md, 68).\n");
} catch (error) {
  progress.done();
  if (!ending) process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}
