import { createPublicKey } from "node:crypto";
import { transienceOf } from "@stages/database/transient.ts";
import { readKeyring } from "@stages/vault/keyring.ts";
import { useKeyring } from "@stages/vault/vault.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { serveSubgraph } from "@stages/transport/serve.ts";
import { watchClock } from "@stages/telemetry/clock-watch.ts";
import { houseLog, logFailure } from "@stages/telemetry/house-log.ts";
import { startTelemetry } from "@stages/telemetry/start-telemetry.ts";
import { runServedProcess } from "@stages/transport/served-process.ts";
import type { Subgraph, SubgraphOptions } from "./create-subgraph.ts";

/** The `main.ts` of a subgraph: the same subgraph as in one process, behind HTTP and graphql-ws. */
export function runSubgraph(create: (options: SubgraphOptions) => Subgraph | Promise<Subgraph>): Promise<void> {
  return runServedProcess(async () => {
    const { databaseUrl, requestsUrl, readsUrl, natsUrl, keyring, isDemonstration, ...serving } = readEnvironment(process.env);
    useKeyring(keyring);
    const subgraph = await create({ databaseUrl, requestsUrl, readsUrl, natsUrl, clock: systemClock, onFailure: logFailure, isDemonstration });
    const telemetry = await startTelemetry(`stages-${subgraph.name}`, process.env);
    const clock = watchClock((sentence) => houseLog.warn(sentence));
    await subgraph.migrate();
    await subgraph.start();
    const onMissing = (need: string, reason: unknown) => logFailure(new Error(`${need} is not ready`, { cause: reason }));
    const server = await serveSubgraph(subgraph, { ...serving, onMissing, onTrouble: (sentence) => houseLog.warn(sentence) });
    return {
      url: server.url,
      async stop() {
        await server.close();
        await subgraph.stop();
        clock[Symbol.dispose]();
        await telemetry.stop();
      },
    };
  }, logFailure, (error) => transienceOf(error) === "SERVER");
}

function readEnvironment(environment: NodeJS.ProcessEnv) {
  const required = (name: string) => {
    const value = environment[name];
    if (!value) throw new Error(`La variable ${name} manque : un sous-graphe seul ne démarre pas sans elle.`);
    return value;
  };
  return {
    databaseUrl: required("DATABASE_URL"),
    requestsUrl: environment["DATABASE_REQUESTS_URL"] || null,
    readsUrl: environment["DATABASE_READS_URL"] || null,
    natsUrl: environment["NATS_URL"] || null,
    keyring: readKeyring(required("STAGES_KEYS")),
    verificationKey: createPublicKey(required("STAGES_INTERNAL_VERIFICATION_KEY")),
    isDemonstration: environment["STAGES_DEMONSTRATION"] === "1",
    host: environment["HOST"] || "127.0.0.1",
    port: Number(environment["PORT"] || 0),
    drainMs: Number(environment["STAGES_DRAIN_SECONDS"] || 0) * 1_000,
  };
}
