import { createPrivateKey, type KeyObject } from "node:crypto";
import type { Door } from "@stages/gateway/config.ts";
import type { SubgraphName } from "@stages/transport/transport.ts";
import type { IdentityOptions } from "./platform.ts";

/** Of each subgraph, its address, or those of its replicas. */
export type SubgraphUrls = Readonly<Record<SubgraphName, string | readonly string[]>>;

/** What the launcher tells the gateway's process: written and read here, side by side. */
export interface GatewayEnvironment {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly identity: IdentityOptions;
  readonly trustedProxies?: number;
  readonly drainSeconds?: number;
  readonly publicUrl?: string | null | undefined;
  readonly allowedOrigins?: readonly string[] | undefined;
  readonly door?: Door;
  readonly subgraphUrls: SubgraphUrls;
  readonly signingKey: KeyObject;
}

export function toEnvironment({ host, port, dataDir, identity, trustedProxies = 0, drainSeconds = 0, publicUrl, allowedOrigins = [], door = {}, subgraphUrls, signingKey }: GatewayEnvironment): Record<string, string> {
  return {
    HOST: host,
    PORT: String(port),
    STAGES_DATA_DIR: dataDir,
    STAGES_IDENTITY: JSON.stringify(identity),
    STAGES_TRUSTED_PROXIES: String(trustedProxies),
    STAGES_DRAIN_SECONDS: String(drainSeconds),
    ...(publicUrl && { STAGES_PUBLIC_URL: publicUrl }),
    STAGES_ALLOWED_ORIGINS: allowedOrigins.join(","),
    STAGES_DOOR: JSON.stringify(door),
    STAGES_SUBGRAPH_URLS: JSON.stringify(subgraphUrls),
    STAGES_INTERNAL_SIGNING_KEY: signingKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

export function fromEnvironment(environment: NodeJS.ProcessEnv): GatewayEnvironment {
  const required = (name: string) => {
    const value = environment[name];
    if (!value) throw new Error(`La variable ${name} manque : la passerelle seule ne démarre pas sans elle.`);
    return value;
  };
  return {
    host: required("HOST"),
    port: Number(required("PORT")),
    dataDir: required("STAGES_DATA_DIR"),
    identity: JSON.parse(required("STAGES_IDENTITY")) as IdentityOptions,
    trustedProxies: Number(required("STAGES_TRUSTED_PROXIES")),
    drainSeconds: Number(environment["STAGES_DRAIN_SECONDS"] || 0),
    publicUrl: environment["STAGES_PUBLIC_URL"] || null,
    allowedOrigins: (environment["STAGES_ALLOWED_ORIGINS"] || null)?.split(",") ?? [],
    door: JSON.parse(required("STAGES_DOOR")) as Door,
    subgraphUrls: JSON.parse(required("STAGES_SUBGRAPH_URLS")) as SubgraphUrls,
    signingKey: createPrivateKey(required("STAGES_INTERNAL_SIGNING_KEY")),
  };
}
