import { join } from "node:path";
import { beginningOfLog } from "@stages/standalone/cluster/beginning-of-log.ts";
import { startCluster } from "@stages/standalone/cluster/start-cluster.ts";
import { readConfiguration } from "@stages/standalone/config.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { describeFailure } from "@stages/standalone/failure.ts";
import { useConfiguredKeys } from "@stages/standalone/keyring.ts";
import { openDataDir } from "@stages/standalone/open-data-dir.ts";
import { ProgressLines } from "@stages/standalone/progress-lines.ts";
import { refuseTakenPort } from "@stages/standalone/refuse-taken-port.ts";
import { listenForStop } from "@stages/standalone/stop-signals.ts";
import { checkCluster } from "./cluster/check-cluster.ts";
import { clusterBlock } from "./cluster/cluster-block.ts";
import { narrator } from "./story/narrator.ts";
import { playStory } from "./story/play-story.ts";

/**
 * `npm run cluster [-- --story]`: the platform as on several machines, all of them this one, until Ctrl-C. In a folder of
 * its own, `.data/beyond-one-machine`, or under STAGES_DATA_DIR. With `--story`, tells a stage's life through it first.
 */
const from = performance.now();
const progress = new ProgressLines(process.stdout);
const started = new AsyncDisposableStack();
let ending = false;

const end = async (code: number, lastWords: string) => {
  if (ending) return;
  ending = true;
  progress.done();
  (code === 0 ? process.stdout : process.stderr).write(`${lastWords}\n`);
  await started.disposeAsync().catch((error: unknown) => process.stderr.write(`${describeFailure(error)}\n`));
  process.exit(code);
};
const fail = (error: unknown) => void end(1, describeFailure(error));
process.on("uncaughtException", fail);

try {
  const configuration = readConfiguration(process.env);
  const { host, port, launcherPid, production, databaseUrl, natsUrl } = configuration;
  if (production) throw new ConfigurationError("NODE_ENV vaut « production » : cette grappe tient sur une machine, avec la démonstration ; elle montre ce que plusieurs machines feraient.");
  if (databaseUrl ?? natsUrl) throw new ConfigurationError("La grappe a sa base et son journal : retirez DATABASE_URL et NATS_URL.");
  const keys = useConfiguredKeys(configuration);
  const dataDir = join(configuration.dataDir, "beyond-one-machine");
  listenForStop({ launcherPid, onStop: () => void end(0, "\nArrêt en cours… (Ctrl-C encore pour forcer)"), onForce: () => process.exit(130) });
  await refuseTakenPort(host, port);
  openDataDir(configuration.dataDir);
  openDataDir(dataDir);
  const log = (line: string) => void process.stdout.write(`${line}\n`);
  const cluster = await startCluster({ dataDir, host, port, keys, telemetry: configuration.telemetry, log: (line) => ending || log(line), onProgress: (step) => ending || progress.begin(step) });
  if (ending) await cluster.stop();
  else {
    started.defer(() => cluster.stop());
    progress.begin("Vérification");
    const checks = await checkCluster(cluster);
    progress.done();
    log(clusterBlock(cluster, checks, performance.now() - from));
    if (process.argv.includes("--story")) {
      await playStory(cluster.url, narrator(log), await beginningOfLog(cluster));
      log("\nFin : chaque étape a réussi.");
    }
  }
} catch (error) {
  fail(error);
}
