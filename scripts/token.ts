import { openDevelopmentIssuer } from "@stages/demonstration/development-issuer.ts";
import { PERSONAS, personaNamed } from "@stages/demonstration/personas.ts";
import { readConfiguration } from "@stages/standalone/config.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { describeFailure } from "@stages/standalone/failure.ts";
import { openDataDir } from "@stages/standalone/open-data-dir.ts";
import { nationalAccount } from "./national/accounts.ts";

/** `npm run token -- student`: a development access token, alone on stdout; of an account of the national data too (`npm run demo`). */
try {
  const { dataDir, production } = readConfiguration(process.env);
  if (production) throw new ConfigurationError("NODE_ENV vaut « production » : il n'y a pas de jeton de développement en production.");
  const name = process.argv[2];
  const bearer = personaNamed(name ?? "") ?? nationalAccount(name ?? "");
  if (!bearer) {
    const known = PERSONAS.map(({ name }) => name).join(", ");
    throw new ConfigurationError(name ? `Le personnage « ${name} » n'existe pas ; il y a : ${known}.` : `Dites pour qui (npm run token -- student) ; il y a : ${known}.`);
  }
  openDataDir(dataDir);
  const issuer = await openDevelopmentIssuer(dataDir);
  process.stdout.write(`${await issuer.issue(bearer)}\n`);
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}
