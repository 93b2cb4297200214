import { fileURLToPath } from "node:url";
import { offersSms } from "@stages/mail/offers-sms.ts";
import { DEVELOPMENT_KEYS } from "@stages/vault/keyring.ts";
import { newInternalKeys } from "@stages/transport/internal-token.ts";
import { SUBGRAPH_NAMES, type SubgraphName } from "@stages/transport/transport.ts";
import { type SubgraphUrls, toEnvironment } from "./gateway-environment.ts";
import type { Component, Platform, PlatformOptions } from "./platform.ts";
import { type SupervisedProcess, superviseProcess } from "./supervised-process.ts";

/** Keys of one launch: the gateway alone can sign, a subgraph can only verify. */
export async function startDistributedPlatform(options: PlatformOptions): Promise<Platform> {
  const { databaseUrl, natsUrl = null, dataDir, identity, keys = DEVELOPMENT_KEYS, papers, trustedProxies = 0, host = "127.0.0.1", port, onProgress = () => {}, log = () => {} } = options;
  await using started = new AsyncDisposableStack();
  const { signingKey, verificationKey } = newInternalKeys();
  const processes = new Map<Component, SupervisedProcess>();
  const keep = (component: Component, process: SupervisedProcess) => {
    processes.set(component, process);
    started.defer(() => process.stop());
  };

  onProgress("Démarrage des quatre sous-graphes, un processus chacun");
  const startSubgraph = async (name: SubgraphName) => {
    const environment = {
      DATABASE_URL: databaseUrl,
      ...(natsUrl !== null && { NATS_URL: natsUrl }),
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
    keep(name, await superviseProcess({ title: `Le sous-graphe ${name}`, script: mainOf(name), environment, log }));
  };
  const outcomes = await Promise.allSettled(SUBGRAPH_NAMES.map(startSubgraph));
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;

  onProgress("Démarrage de la passerelle, dans le sien");
  const subgraphUrls = Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, processes.get(name)!.url])) as unknown as SubgraphUrls;
  const environment = toEnvironment({ host, port, dataDir, identity, trustedProxies, subgraphUrls, signingKey });
  const script = fileURLToPath(new URL("./gateway-process.ts", import.meta.url));
  const gateway = await superviseProcess({ title: "La passerelle", script, environment, log });
  keep("gateway", gateway);
  const running = started.move();
  return {
    url: gateway.url,
    pidOf: (component) => processes.get(component)?.pid ?? null,
    urlOf: (component) => processes.get(component)?.url ?? null,
    stop: () => running.disposeAsync(),
  };
}

/** What `people` alone needs of the launcher's environment: the way out of its mail. */
function forPeople(environment: NodeJS.ProcessEnv): Record<string, string> {
  const names = ["STAGES_PUBLIC_URL", "STAGES_SMTP_URL", "STAGES_MAIL_FROM", "STAGES_SMS_URL", "STAGES_SMS_TOKEN", "STAGES_PUSH_SERVICES"];
  return Object.fromEntries(names.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
}

function mainOf(name: SubgraphName): string {
  return fileURLToPath(import.meta.resolve(`@stages/${name}/main.ts`));
}
