import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface NatsUnderTest {
  /** All its servers, as `NATS_URL` names them. */
  readonly url: string;
  /** Where each keeps what it was told, in a folder of its name. */
  readonly folder: string;
  /** By the name that the cluster knows it by. */
  readonly names: readonly string[];
  /** As a machine that loses its power: nothing is said to anyone. */
  kill(name: string): Promise<void>;
  /** On the same address, with what it had written. */
  start(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** The distribution's `nats-server`, one or three, in folders of their own and on ports that were free. */
export async function startNats(servers: 1 | 3 = 1): Promise<NatsUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), "stages-nats-"));
  const ports = await freePorts(2 * servers);
  const nodes = Array.from({ length: servers }, (_, n) => ({ name: `n${n + 1}`, port: ports[n]!, route: ports[servers + n]! }));
  const routes = nodes.map(({ route }) => `nats://127.0.0.1:${route}`).join(",");
  const running = new Map<string, ChildProcess>();

  const start = async (name: string) => {
    const { port, route } = nodes.find((node) => node.name === name)!;
    const args = ["-a", "127.0.0.1", "-p", String(port), "-js", "-sd", join(folder, name), "-n", name];
    if (servers > 1) args.push("--cluster_name", "stages", "--cluster", `nats://127.0.0.1:${route}`, "--routes", routes);
    // Debian has it where only root's path looks.
    const server = spawn("nats-server", args, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin` } });
    running.set(name, server);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let said = "";
    server.on("error", reject);
    server.on("exit", (code) => reject(new Error(`nats-server ended with ${code}: ${said}`)));
    server.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
      if (said.includes("Server is ready")) resolve();
    });
    await promise;
  };

  const end = async (name: string, signal: NodeJS.Signals) => {
    const server = running.get(name);
    running.delete(name);
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, "exit");
    server.kill(signal);
    await exited;
  };

  await Promise.all(nodes.map(({ name }) => start(name)));
  return {
    url: nodes.map(({ port }) => `nats://127.0.0.1:${port}`).join(","),
    folder,
    names: nodes.map(({ name }) => name),
    kill: (name) => end(name, "SIGKILL"),
    start,
    async stop() {
      await Promise.all([...running.keys()].map((name) => end(name, "SIGKILL")));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePorts(count: number): Promise<readonly number[]> {
  const listening = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      return server;
    }),
  );
  const ports = listening.map((server) => (server.address() as { port: number }).port);
  await Promise.all(listening.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
