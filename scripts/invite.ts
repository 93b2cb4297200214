import { parseArgs } from "node:util";
import { connect, writer } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { PLATFORM } from "@stages/kernel/actor.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { RefusedError } from "@stages/kernel/refusal.ts";
import { type InvitedTerritoryStaff, TERRITORY_ROLES } from "@stages/people/domain/territory-staff.ts";
import { inviteTerritoryStaff } from "@stages/people/operations/invite-territory-staff.ts";
import { createPeopleSubgraph } from "@stages/people/subgraph.ts";
import { type Configuration, readConfiguration } from "@stages/standalone/config.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { openExternalDatabase } from "@stages/standalone/external-database.ts";
import { describeFailure } from "@stages/standalone/failure.ts";
import { useConfiguredKeys } from "@stages/standalone/keyring.ts";

const USAGE = "DATABASE_URL=postgres://compte:motdepasse@machine:5432/stages npm run invite -- --role MINISTRY --email prenom.nom@education.gouv.fr (ou --role RECTORAT --academy 22 --email …, ou --role RECTORAT --department 19 --email …)";

/**
 * `npm run invite -- --role MINISTRY --email …`: the operator's command for the first person of the State, who then invites
 * the others through the graph. The role waits for whoever signs in with that verified address.
 */
try {
  const configuration = readConfiguration(process.env);
  const { databaseUrl, invited } = readArguments(configuration);
  useConfiguredKeys(configuration);
  await openExternalDatabase(databaseUrl);
  const { email, claimedAt } = await invite(databaseUrl, invited);
  console.log(claimedAt === null ? `${email} aura le rôle ${invited.role} à sa prochaine connexion, avec cette adresse vérifiée.` : `${email} a déjà le rôle ${invited.role}.`);
} catch (error) {
  const sentence = error instanceof RefusedError ? error.refusals.map(({ field, message }) => (field ? `${field} : ${message}` : message)).join("\n") : describeFailure(error);
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

function readArguments({ databaseUrl }: Configuration): { databaseUrl: string; invited: InvitedTerritoryStaff } {
  if (!databaseUrl) throw new ConfigurationError(`Dites dans quelle base inviter, par DATABASE_URL : ${USAGE}`);
  const { role: named, email, academy = null, department = null } = optionsOf(process.argv.slice(2));
  const role = TERRITORY_ROLES.find((one) => one === named);
  if (!role || !email) throw new ConfigurationError(`Dites qui inviter, par --role (${TERRITORY_ROLES.join(" ou ")}) et --email : ${USAGE}`);
  return { databaseUrl, invited: { role, email, academy, department } };
}

function optionsOf(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    return parseArgs({ args: [...args], options: { role: text, email: text, academy: text, department: text } }).values;
  } catch {
    throw new ConfigurationError(`Les options sont --role, --email, --academy et --department : ${USAGE}`);
  }
}

async function invite(databaseUrl: string, invited: InvitedTerritoryStaff) {
  const people = createPeopleSubgraph({ databaseUrl, clock: systemClock, onFailure: () => {} });
  await people.migrate();
  const connection = connect({ url: databaseUrl, name: "invite", max: 1, role: roleOf("people", "PLATFORM") });
  try {
    return await inviteTerritoryStaff({ write: writer(connection.db, () => {}), actor: PLATFORM, now: systemClock() }, invited);
  } finally {
    await connection.close();
  }
}
