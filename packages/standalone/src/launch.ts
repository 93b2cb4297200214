import { flushCompileCache } from "node:module";
import { join } from "node:path";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import { houseLog } from "@stages/telemetry/house-log.ts";
import { startTelemetry } from "@stages/telemetry/start-telemetry.ts";
import { type Configuration, readConfiguration } from "./config.ts";
import { transienceOf } from "@stages/database/transient.ts";
import type { Door } from "@stages/gateway/config.ts";
import { PATIENCE } from "@stages/transport/patience.ts";
import { watchClock } from "@stages/telemetry/clock-watch.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { watchDisk } from "./disk-watch.ts";
import { useConfiguredKeys } from "./keyring.ts";
import { launcherLines, launcherWords } from "./launcher-log.ts";
import { openDataDir } from "./open-data-dir.ts";
import { papersOf } from "./papers-of.ts";
import type { PlatformOptions } from "./platform.ts";
import { ProgressLines } from "./progress-lines.ts";
import { refuseTakenPort } from "./refuse-taken-port.ts";
import { takeSecretFiles } from "./secret-files.ts";
import { listenForStop } from "./stop-signals.ts";

/** Of the embedded server. */
export const DATABASE = "stages";

/** `npm start` and `npm run start:distributed`: from an empty folder to a running platform, until someone stops it. */
export async function launch(mode: PlatformOptions["mode"], { liveLimits = {} }: Pick<Door, "liveLimits"> = {}): Promise<void> {
  const from = performance.now();
  const progress = new ProgressLines(process.stdout);
  const started = new AsyncDisposableStack();
  let embedded: Promise<EmbeddedPostgres> | null = null;
  let ending = false;

  let log = launcherWords();

  const end = async (code: number, lastWords: () => void) => {
    if (ending) return; // What fails while we end fails because we end.
    ending = true;
    progress.done();
    lastWords();
    await started.disposeAsync().catch((error: unknown) => log.failed(error));
    process.exit(code);
  };
  const begin = (step: string) => ending || progress.begin(step);
  const fail = (error: unknown) => void end(1, () => log.failed(error));
  // What nobody waited for, and failed for want of a server that will be back, has broken nothing here.
  process.on("uncaughtException", (error, origin) => (origin === "unhandledRejection" && transienceOf(error) === "SERVER" ? log.failed(error) : fail(error)));
  const warn = (sentence: string) => ending || houseLog.warn(sentence);

  try {
    takeSecretFiles(process.env);
    const configuration = readConfiguration(process.env);
    refuseIncompleteProduction(configuration);
    if (configuration.production) log = launcherLines();
    const keys = useConfiguredKeys(configuration);
    listenForStop({
      launcherPid: configuration.launcherPid,
      onStop: () => void end(0, () => log.stops()),
      onForce: () => void Promise.resolve(embedded).then((server) => server?.kill(), () => {}).finally(() => process.exit(130)),
    });
    // Of one process for all: where they are several, each has its own.
    const telemetry = await startTelemetry("stages", mode === "in-process" ? process.env : {}, mode === "in-process" ? configuration.telemetry : { ...configuration.telemetry, metrics: null });
    started.defer(() => telemetry.stop());
    await refuseTakenPort(configuration.host, configuration.port);
    openDataDir(configuration.dataDir);

    let databaseUrl = configuration.databaseUrl;
    if (databaseUrl === null) {
      // No process ends because its database did: it finds the server again where it was.
      embedded = startEmbeddedPostgres({ dataDir: join(configuration.dataDir, "postgres"), onProgress: begin, onTrouble: warn });
      // Registered before it is ready: a stop in between waits for it rather than leaving it behind.
      started.defer(async () => (await embedded?.catch(() => null))?.stop());
      databaseUrl = (await embedded).url(DATABASE);
      await ensureDatabase(databaseUrl);
    } else {
      begin("Connexion à la base de données de DATABASE_URL");
      const { openExternalDatabase } = await import("./external-database.ts");
      await openExternalDatabase(databaseUrl);
    }

    if (configuration.natsUrl !== null) {
      begin("Connexion au serveur NATS de NATS_URL");
      const { openExternalNats } = await import("./external-nats.ts");
      await openExternalNats(configuration.natsUrl);
    }

    begin("Chargement du programme");
    const [{ prepareDatabase }, { startPlatform }, { systemClock }, { welcome }] = await Promise.all([
      import("./prepare-database.ts"),
      import("./platform.ts"),
      import("@stages/kernel/civil-time.ts"),
      import("./welcome.ts"),
    ]);
    const papers = papersOf(configuration);
    await prepareDatabase({ databaseUrl, clock: systemClock, demonstration: !configuration.production, papers, onProgress: begin });
    started.use(watchDisk(configuration.dataDir, warn));
    started.use(watchClock(warn));
    const { databaseRequestsUrl: requestsUrl, databaseReadsUrl: readsUrl, natsUrl, host, port, dataDir, production, issuers, trustedProxies, drainSeconds, publicUrl, allowedOrigins, documents, introspection } = configuration;
    const identity = { development: !production, issuers };
    const platform = await startPlatform({ mode, databaseUrl, requestsUrl, readsUrl, natsUrl, host, port, dataDir, identity, keys, papers, trustedProxies, drainSeconds, publicUrl, allowedOrigins, door: { documents, introspection, liveLimits }, telemetry: configuration.telemetry, onProgress: begin, log: log.happened });
    if (ending) return void (await platform.stop());
    started.defer(() => withinReason(platform.stop(), STOP_LIMIT + drainSeconds * 1_000));
    progress.done();
    process.stdout.write(welcome(platform.url, configuration, performance.now() - from));
    flushCompileCache();
  } catch (error) {
    fail(error);
  }
}

/** Longer than a gateway takes to drain. A part that never ends must not keep PostgreSQL from closing cleanly after it. */
const STOP_LIMIT = PATIENCE.mutations + 30_000;

async function withinReason(stopped: Promise<void>, after: number): Promise<void> {
  const limit = Promise.withResolvers<void>();
  const timer = setTimeout(() => limit.reject(new ConfigurationError("La plateforme ne s'arrêtait pas : arrêt forcé, PostgreSQL est fermé proprement.")), after);
  await Promise.race([stopped, limit.promise]).finally(() => clearTimeout(timer));
}

/** Personas must never open a real platform; without anyone else to vouch for people, nobody could sign in. */
function refuseIncompleteProduction({ production, issuers, publicUrl, sendsMail, sealing }: Configuration): void {
  if (!production) return;
  if (issuers.length > 0 && publicUrl !== null && sendsMail && sealing.key !== null) return;
  if (issuers.length > 0 && publicUrl !== null && sendsMail) {
    throw new ConfigurationError("NODE_ENV vaut « production » : les conventions signées sont scellées, et personne ne croit l'autorité de développement ; donnez la clé du sceau par STAGES_SEAL_KEY et son certificat par STAGES_SEAL_CERTIFICATE (voyez packages/seal/README.md).");
  }
  if (issuers.length > 0) {
    throw new ConfigurationError("NODE_ENV vaut « production » : les familles et les tuteurs sans compte reçoivent leurs liens par courriel ; donnez l'adresse publique de la plateforme par STAGES_PUBLIC_URL et le serveur qui envoie par STAGES_SMTP_URL.");
  }
  throw new ConfigurationError(
    "NODE_ENV vaut « production » : les personnages et les données de démonstration y sont refusés, et il faut dire quels fournisseurs d'identité (OIDC) sont crus ; donnez leur fichier par STAGES_ISSUERS (voyez packages/identity/issuers.example.json), ou lancez sans NODE_ENV=production pour une démonstration.",
  );
}
