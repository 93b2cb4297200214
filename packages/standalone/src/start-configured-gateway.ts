import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DevelopmentIssuer } from "@stages/demonstration/development-issuer.ts";
import type { Development, Door, PageIssuer } from "@stages/gateway/config.ts";
import { type RunningGateway, startGateway } from "@stages/gateway/gateway.ts";
import { trustedDocuments, type TrustedManifest } from "@stages/gateway/trusted-documents.ts";
import { createVerifier } from "@stages/identity/verifier.ts";
import { type Clock, systemClock } from "@stages/kernel/civil-time.ts";
import { houseLog } from "@stages/telemetry/house-log.ts";
import type { SubgraphTransports } from "@stages/transport/transport.ts";
import { readExamples } from "./examples.ts";
import type { IdentityOptions } from "./platform.ts";
import { watchedSupergraph } from "./watched-supergraph.ts";

export interface ConfiguredGatewayOptions {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly identity: IdentityOptions;
  readonly transports: SubgraphTransports;
  readonly trustedProxies?: number | undefined;
  readonly drainSeconds?: number | undefined;
  readonly publicUrl?: string | null | undefined;
  readonly allowedOrigins?: readonly string[] | undefined;
  readonly clock?: Clock;
  readonly door?: Door | undefined;
}

const SCHEMA = join(import.meta.dirname, "../../../schema");

/** The gateway over the composed graph, with the identity it is told: the same in one process and on its own. */
export async function startConfiguredGateway({ host, port, dataDir, identity, transports, trustedProxies = 0, drainSeconds = 0, publicUrl = null, allowedOrigins = [], door = {}, clock = systemClock }: ConfiguredGatewayOptions): Promise<RunningGateway> {
  const developmentIssuer = identity.development ? await openIssuer(dataDir) : null;
  const issuers = [...identity.issuers, ...(developmentIssuer ? [developmentIssuer.issuer] : [])];
  const development = developmentIssuer && (await developmentOf(developmentIssuer, () => gateway.port));
  const gateway: RunningGateway = await startGateway({
    host,
    port,
    supergraph: watchedSupergraph(join(SCHEMA, "supergraph.graphql")),
    transports,
    identity: createVerifier({ issuers, clock: systemClock }),
    development,
    pageIssuers: () => [...(development ? [development.pageIssuer()] : []), ...identity.issuers.flatMap(({ issuer, pages }) => (pages ? [{ ...pages, issuer }] : []))],
    clock,
    log: houseLog,
    trustedProxies,
    drainMs: drainSeconds * 1_000,
    publicUrl,
    allowedOrigins,
    trusted: trustedDocuments(JSON.parse(readFileSync(join(SCHEMA, "trusted-documents.json"), "utf8")) as TrustedManifest),
    ...door,
  });
  return gateway;
}

/** Loaded only where it may be: in production none of its code is there to be reached. */
async function openIssuer(dataDir: string): Promise<DevelopmentIssuer> {
  if (process.env["NODE_ENV"] === "production") throw new Error("The development identity is impossible in production");
  const { openDevelopmentIssuer } = await import("@stages/demonstration/development-issuer.ts");
  return openDevelopmentIssuer(dataDir);
}

async function developmentOf(issuer: DevelopmentIssuer, port: () => number): Promise<Development & { pageIssuer(): PageIssuer }> {
  const { PERSONAS, personaNamed } = await import("@stages/demonstration/personas.ts");
  const { createDevelopmentLogin, DEVELOPMENT_CLIENT, LOGIN_PATH } = await import("@stages/demonstration/login/development-login.ts");
  const login = () => createDevelopmentLogin(issuer, `http://localhost:${port()}`);
  let handler: ReturnType<typeof login> | null = null;
  return {
    personas: PERSONAS.map(({ name, label }) => ({ name, title: `${label} (${name})` })),
    issueToken: async (name) => {
      const persona = personaNamed(name);
      if (!persona) throw new Error(`no persona is named ${name}`);
      return issuer.issue(persona);
    },
    examples: readExamples(join(SCHEMA, "examples")),
    pageIssuer: () => ({ name: "un personnage de démonstration", issuer: `http://localhost:${port()}${LOGIN_PATH}`, clientId: DEVELOPMENT_CLIENT, scope: "openid" }),
    // At the first login: the port is known then, and a start that nobody logs in to does not wait for it.
    login: async (request, response) => (await (handler ??= login()))(request, response),
  };
}
