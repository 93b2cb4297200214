import { join } from "node:path";
import { parseArgs } from "node:util";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { type Configuration, readConfiguration } from "@stages/standalone/config.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { openExternalDatabase } from "@stages/standalone/external-database.ts";
import { describeFailure } from "@stages/standalone/failure.ts";
import { useConfiguredKeys } from "@stages/standalone/keyring.ts";
import { DATABASE } from "@stages/standalone/launch.ts";
import { openDataDir } from "@stages/standalone/open-data-dir.ts";
import { papersOf } from "@stages/standalone/papers-of.ts";
import { ProgressLines } from "@stages/standalone/progress-lines.ts";
import { listenForStop } from "@stages/standalone/stop-signals.ts";
import { demonstrateNational } from "./national/demonstrate.ts";
import { whatIsThere } from "./national/what-is-there.ts";

const USAGE = `npm run demo -- --national [--students=N] [--until=AAAA-MM-JJ]

  --national    charge, à côté de la démonstration de « npm start », un pays entier : les 2 740 lycées et leurs
                560 124 élèves de seconde, des familles, des structures et des places autour d'eux, les candidatures,
                les conventions et leurs preuves, comptées ; dans le dossier de STAGES_DATA_DIR (.data), ou dans la
                base de DATABASE_URL. Lycées et communes sont réels (../shared/data) ; personne ni structure ne l'est.
                D'où viennent les répartitions : scripts/national/README.md
  --students=N  un pays plus petit, de même forme : des lycées de partout, jusqu'à N élèves
  --until=JOUR  le pays tel qu'au matin de ce jour ; celui de l'ouverture aux élèves, pas une candidature n'est là

Sans option, il n'y a rien à charger : « npm start » charge la démonstration ordinaire, quelques milliers de personnes.
`;

interface Options {
  readonly students?: number | undefined;
  readonly until?: Temporal.PlainDate | undefined;
}

const started = new AsyncDisposableStack();
const progress = new ProgressLines(process.stdout);
let embedded: Promise<EmbeddedPostgres> | null = null;

/** `npm run demo`: says what there is to load; with `--national`, loads it. */
async function demo(options: Options): Promise<void> {
  const configuration = readConfiguration(process.env);
  if (configuration.production) throw new ConfigurationError("NODE_ENV vaut « production » : la démonstration ne s'y charge pas.");
  listenForStop({
    launcherPid: configuration.launcherPid,
    onStop: () => void end(130, "\nInterrompu : la même commande reprendra du début."),
    onForce: () => void Promise.resolve(embedded).then((server) => server?.kill(), () => {}).finally(() => process.exit(130)),
  });
  const keys = useConfiguredKeys(configuration);
  openDataDir(configuration.dataDir);
  const databaseUrl = await openDatabase(configuration);
  const demonstrated = await demonstrateNational({ databaseUrl, clock: systemClock, keys, papers: papersOf(configuration), onProgress: progress.begin, ...options });
  progress.done();
  process.stdout.write(await whatIsThere(databaseUrl, demonstrated, configuration));
}

async function openDatabase({ databaseUrl, dataDir }: Configuration): Promise<string> {
  if (databaseUrl !== null) {
    await openExternalDatabase(databaseUrl);
    return databaseUrl;
  }
  embedded = startEmbeddedPostgres({ dataDir: join(dataDir, "postgres"), onProgress: progress.begin });
  started.defer(async () => (await embedded?.catch(() => null))?.stop());
  const url = (await embedded).url(DATABASE);
  await ensureDatabase(url);
  return url;
}

function optionsOf(args: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({ args: [...args], options: { national: { type: "boolean" }, students: { type: "string" }, until: { type: "string" } } });
    if (!values.national && Object.keys(values).length === 0) return null;
    if (!values.national || (values.students !== undefined && !/^[1-9]\d{0,6}$/.test(values.students))) throw new TypeError("options");
    return { students: values.students === undefined ? undefined : Number(values.students), until: values.until === undefined ? undefined : Temporal.PlainDate.from(values.until) };
  } catch {
    throw new ConfigurationError(`Ces options ne vont pas : ${args.join(" ")}\n\n${USAGE}`);
  }
}

let ending = false;

async function end(code: number, lastWords: string): Promise<void> {
  if (ending) return;
  ending = true;
  progress.done();
  (code === 0 ? process.stdout : process.stderr).write(lastWords);
  await started.disposeAsync().catch((error: unknown) => process.stderr.write(`${describeFailure(error)}\n`));
  process.exit(code);
}

try {
  const options = optionsOf(process.argv.slice(2));
  if (options) await demo(options);
  await end(0, options ? "" : USAGE);
} catch (error) {
  await end(1, `${describeFailure(error)}\n`);
}
