import { watchClock } from "@stages/telemetry/clock-watch.ts";
import { houseLog, logFailure } from "@stages/telemetry/house-log.ts";
import { startTelemetry } from "@stages/telemetry/start-telemetry.ts";
import { httpTransport } from "@stages/transport/http.ts";
import { runServedProcess } from "@stages/transport/served-process.ts";
import { SUBGRAPH_NAMES, type SubgraphTransports } from "@stages/transport/transport.ts";
import { fromEnvironment } from "./gateway-environment.ts";
import { startConfiguredGateway } from "./start-configured-gateway.ts";

/** The gateway as a process of its own: it knows its subgraphs by address. */
await runServedProcess(async () => {
  const { host, port, dataDir, identity, trustedProxies, drainSeconds, publicUrl, allowedOrigins, door, subgraphUrls, signingKey } = fromEnvironment(process.env);
  const telemetry = await startTelemetry("stages-gateway", process.env);
  const clock = watchClock((sentence) => houseLog.warn(sentence));
  const transportTo = (name: keyof SubgraphTransports) => httpTransport({ name, url: subgraphUrls[name], signingKey });
  const transports = Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, transportTo(name)])) as unknown as SubgraphTransports;
  const gateway = await startConfiguredGateway({ host, port, dataDir, identity, transports, trustedProxies, drainSeconds, publicUrl, allowedOrigins, door });
  return {
    url: gateway.url,
    async stop() {
      await gateway.stop();
      await Promise.all(Object.values(transports).map((transport) => transport.stop()));
      clock[Symbol.dispose]();
      await telemetry.stop();
    },
  };
}, logFailure);
