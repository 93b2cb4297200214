import { httpTransport } from "@stages/transport/http.ts";
import { runServedProcess } from "@stages/transport/served-process.ts";
import { SUBGRAPH_NAMES, type SubgraphTransports } from "@stages/transport/transport.ts";
import { fromEnvironment } from "./gateway-environment.ts";
import { startConfiguredGateway } from "./start-configured-gateway.ts";

/** The gateway as a process of its own: it knows its subgraphs by address. */
await runServedProcess(async () => {
  const { host, port, dataDir, identity, trustedProxies, subgraphUrls, signingKey } = fromEnvironment(process.env);
  const transportTo = (name: keyof SubgraphTransports) => httpTransport({ name, url: subgraphUrls[name], signingKey });
  const transports = Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, transportTo(name)])) as unknown as SubgraphTransports;
  const gateway = await startConfiguredGateway({ host, port, dataDir, identity, transports, trustedProxies });
  return {
    url: gateway.url,
    async stop() {
      await gateway.stop();
      await Promise.all(Object.values(transports).map((transport) => transport.stop()));
    },
  };
});
