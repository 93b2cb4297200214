import { createReadStream } from "node:fs";
import { access, constants, stat } from "node:fs/promises";
import { connect, writer } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { type DirectoryImport, importSchoolDirectory } from "@stages/people/operations/import-school-directory.ts";
import { createPeopleSubgraph } from "@stages/people/subgraph.ts";
import { type Configuration, readConfiguration } from "@stages/standalone/config.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { openExternalDatabase } from "@stages/standalone/external-database.ts";
import { describeFailure } from "@stages/standalone/failure.ts";
import { useConfiguredKeys } from "@stages/standalone/keyring.ts";

const USAGE = "DATABASE_URL=postgres://compte:motdepasse@machine:5432/stages npm run import:schools -- annuaire-education.csv";

/**
 * `npm run import:schools -- FILE`: brings the schools up to date from the ministry's official directory. Progress goes to
 * stderr, the report to stdout. Whatever runs on that database hears of each school that changed.
 */
try {
  const configuration = readConfiguration(process.env);
  const { file, databaseUrl } = await readArguments(configuration);
  useConfiguredKeys(configuration);
  await openExternalDatabase(databaseUrl);
  printReport(await importInto(databaseUrl, file));
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}

async function readArguments({ databaseUrl }: Configuration): Promise<{ file: string; databaseUrl: string }> {
  const file = process.argv[2];
  if (!file) throw new ConfigurationError(`Dites quel fichier importer : ${USAGE}`);
  if (!databaseUrl) throw new ConfigurationError(`Dites dans quelle base importer, par DATABASE_URL : ${USAGE}`);
  if (!(await isReadable(file))) throw new ConfigurationError(`« ${file} » n'est pas un fichier qui peut être lu : vérifiez son chemin et vos droits.`);
  return { file, databaseUrl };
}

async function isReadable(file: string): Promise<boolean> {
  try {
    await access(file, constants.R_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

async function importInto(databaseUrl: string, file: string): Promise<DirectoryImport> {
  const people = createPeopleSubgraph({ databaseUrl, clock: systemClock, onFailure: () => {} });
  await people.migrate();
  const connection = connect({ url: databaseUrl, name: "import-schools", max: 1, role: roleOf("people", "PLATFORM") });
  try {
    // The platform's relay sees by itself, at its next poll, what an import has told.
    const write = writer(connection.db, () => {});
    return await importSchoolDirectory({ write, now: systemClock() }, createReadStream(file), (registered, total) =>
      process.stderr.write(`${inFrench(registered)} / ${inFrench(total)} établissements\n`),
    );
  } finally {
    await connection.close();
  }
}

function printReport({ lines, created, updated, unchanged, sites, refused, remarks }: DirectoryImport): void {
  const about = ({ line, identifier }: { line: number; identifier: string }) => `ligne ${line} (${identifier || "sans identifiant"})`;
  for (const remark of remarks) console.log(`À savoir, ${about(remark)} : ${remark.message}`);
  for (const refusal of refused) console.log(`Refusée, ${about(refusal)}, ${refusal.name || "sans nom"} : ${refusal.message}`);
  console.log(
    `Lignes lues : ${inFrench(lines)}. Établissements créés : ${inFrench(created)}, modifiés : ${inFrench(updated)}, inchangés : ${inFrench(unchanged)}. ` +
      `Lignes d'autres sites : ${inFrench(sites)}, refusées : ${inFrench(refused.length)}.`,
  );
  if (created + updated + unchanged === 0) {
    throw new ConfigurationError("Aucun établissement n'a été lu : donnez le fichier CSV de l'annuaire de l'éducation (colonnes séparées par « ; »).");
  }
}

function inFrench(count: number): string {
  return count.toLocaleString("fr-FR");
}
