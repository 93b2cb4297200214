import type { SubgraphTransports } from "@stages/transport/transport.ts";

/** The same transports, and how often they were asked. */
export function counted(transports: SubgraphTransports): { readonly transports: SubgraphTransports; asked(): number } {
  let asked = 0;
  const counting = Object.entries(transports).map(([name, transport]) => [
    name,
    {
      ...transport,
      execute: (request: Parameters<typeof transport.execute>[0]) => ((asked += 1), transport.execute(request)),
      // The gateway's own, of who has changed, is open from its start.
      subscribe: (request: Parameters<typeof transport.subscribe>[0]) => ((asked += request.query.includes("GatewayActorsChanged") ? 0 : 1), transport.subscribe(request)),
    },
  ]);
  return { transports: Object.fromEntries(counting) as SubgraphTransports, asked: () => asked };
}
