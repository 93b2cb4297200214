import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openDevelopmentIssuer } from "@stages/demonstration/development-issuer.ts";
import { type Persona, PERSONAS, personaNamed } from "@stages/demonstration/personas.ts";
import { type RunningGateway, startGateway } from "@stages/gateway/gateway.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import type { SubgraphTransports } from "@stages/transport/transport.ts";
import { consoleLog } from "./console-log.ts";
import { readExamples } from "./examples.ts";

export interface ConfiguredGatewayOptions {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly transports: SubgraphTransports;
}

const SCHEMA = join(import.meta.dirname, "../../../schema");

/** The gateway over the composed graph, with the development identity: the same in one process and on its own. */
export async function startConfiguredGateway({ host, port, dataDir, transports }: ConfiguredGatewayOptions): Promise<RunningGateway> {
  const issuer = await openDevelopmentIssuer(dataDir);
  return startGateway({
    host,
    port,
    supergraphSdl: readFileSync(join(SCHEMA, "supergraph.graphql"), "utf8"),
    transports,
    identity: { verify: (token) => issuer.verify(token) },
    development: {
      personas: PERSONAS.map(({ name, label }) => ({ name, title: `${label} (${name})` })),
      issueToken: (name) => issuer.issue(knownPersona(name)),
      examples: readExamples(join(SCHEMA, "examples")),
    },
    clock: systemClock,
    log: consoleLog,
  });
}

function knownPersona(name: string): Persona {
  const persona = personaNamed(name);
  if (!persona) throw new Error(`no persona is named ${name}`);
  return persona;
}
