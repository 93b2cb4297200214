import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { askFreePort } from "@stages/embedded-postgres/postmaster.ts";
import { startExternalServer } from "./external-server.ts";
import { type KeptServer, keepRunning } from "./keep-running.ts";

export interface NatsCluster {
  /** All its servers, as `NATS_URL` names them. */
  readonly url: string;
  readonly servers: Readonly<Record<string, KeptServer>>;
  stop(): Promise<void>;
}

const NAMES = ["nats-1", "nats-2", "nats-3"] as const;

/** Three servers of the distribution, each with a folder of its own, where its part of the log stays. */
export async function startNatsCluster(folder: string, log: (line: string) => void): Promise<NatsCluster> {
  const nodes = await Promise.all(NAMES.map(async (name) => ({ name, port: await askFreePort(), route: await askFreePort(), home: join(folder, name) })));
  const routes = nodes.map(({ route }) => `nats://127.0.0.1:${route}`).join(",");
  await using started = new AsyncDisposableStack();
  const servers: Record<string, KeptServer> = {};
  // Together: JetStream has no leader before two are there, and a server waits for it.
  await Promise.all(
    nodes.map(async ({ name, port, route, home }) => {
      mkdirSync(home, { recursive: true });
      const args = ["-a", "127.0.0.1", "-p", String(port), "-js", "-sd", home, "-n", name, "--cluster_name", "stages", "--cluster", `nats://127.0.0.1:${route}`, "--routes", routes];
      const server = await keepRunning(`Le serveur ${name}`, () => startExternalServer({ command: "nats-server", args, folder: home, port }), log);
      servers[name] = server;
      started.defer(() => server.stop());
    }),
  );
  const running = started.move();
  return { url: nodes.map(({ port }) => `nats://127.0.0.1:${port}`).join(","), servers, stop: () => running.disposeAsync() };
}
