import { relative } from "node:path";
import { PERSONAS } from "@stages/demonstration/personas.ts";
import type { Configuration } from "./config.ts";
import { inSeconds } from "./progress-lines.ts";

/** The one block that a person reads when everything runs. */
export function welcome(url: string, configuration: Configuration, milliseconds: number): string {
  const width = Math.max(...PERSONAS.map(({ name }) => name.length));
  const graph = reachable(url, configuration.host);
  const page = new URL("/", graph);
  const data = configuration.databaseUrl ? "celle de DATABASE_URL" : relative(process.cwd(), configuration.dataDir) || ".";
  const head = `
Stages de seconde, prêt en ${inSeconds(milliseconds)}

  À ouvrir    ${page.href}
  Rectorat    ${new URL("/rectorat", graph).href}
  Graphe      ${graph.href}  (HTTP, WebSocket et SSE)
  Données     ${data}${configuration.production ? "" : "  (synthétiques)"}
${configuration.natsUrl ? "  Événements  NATS, celui de NATS_URL\n" : ""}`;
  const foot = `
Ctrl-C pour arrêter.
`;
  if (configuration.production) return `${head}  Identité    ${configuration.issuers.map(({ key }) => key).join(", ")}\n${foot}`;
  return `${head}
Agir comme l'un de ces personnages :

${PERSONAS.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`).join("\n")}

  npm run token -- student   un jeton d'accès, seul sur la sortie
${configuration.sendsMail ? "" : `  ${new URL("/development/mailbox", graph).href}\n                             les courriels, qui ne partent pas\n`}  npm run story              toute la vie d'un stage, étape par étape
${foot}`;
}

/** "All addresses" is where one listens, not where one goes; an address of the network is both. */
function reachable(url: string, host: string): URL {
  const reached = new URL(url);
  const everywhereOrHere = ["0.0.0.0", "::", "127.0.0.1", "::1"];
  reached.hostname = everywhereOrHere.includes(host) ? "localhost" : host;
  return reached;
}
