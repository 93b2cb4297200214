import type { KeyObject } from "node:crypto";
import { fileURLToPath } from "node:url";
import { offersSms } from "@stages/mail/offers-sms.ts";
import type { SubgraphName } from "@stages/transport/transport.ts";
import { DEVELOPMENT_KEYS } from "@stages/vault/keyring.ts";
import type { PlatformOptions } from "./platform.ts";

/** What the launcher tells the process of a subgraph; `run-subgraph.ts` reads it. */
export function subgraphEnvironment(
  name: SubgraphName,
  { databaseUrl, requestsUrl, readsUrl, natsUrl, keys = DEVELOPMENT_KEYS, identity, papers, verificationKey }: Omit<PlatformOptions, "mode"> & { readonly verificationKey: KeyObject },
): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    ...(requestsUrl ? { DATABASE_REQUESTS_URL: requestsUrl } : {}),
    ...(readsUrl ? { DATABASE_READS_URL: readsUrl } : {}),
    ...(natsUrl ? { NATS_URL: natsUrl } : {}),
    HOST: "127.0.0.1",
    PORT: "0",
    STAGES_INTERNAL_VERIFICATION_KEY: verificationKey.export({ type: "spki", format: "pem" }).toString(),
    STAGES_KEYS: keys,
    ...(identity.development && { STAGES_DEMONSTRATION: "1" }),
    ...(name === "people" ? forPeople(process.env) : {}),
    // Who offers the choice needs no address of a provider.
    ...(name === "conventions" && { STAGES_OFFERS_SMS: offersSms(process.env) ? "1" : "0" }),
    ...(name === "conventions" && papers ? { STAGES_PAPERS: JSON.stringify(papers) } : {}),
  };
}

/** What `people` alone needs of the launcher's environment: the way out of its mail. */
function forPeople(environment: NodeJS.ProcessEnv): Record<string, string> {
  const names = ["STAGES_PUBLIC_URL", "STAGES_SMTP_URL", "STAGES_MAIL_FROM", "STAGES_SMS_URL", "STAGES_SMS_TOKEN", "STAGES_PUSH_SERVICES"];
  return Object.fromEntries(names.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
}

export function mainOf(name: SubgraphName): string {
  return fileURLToPath(import.meta.resolve(`@stages/${name}/main.ts`));
}
