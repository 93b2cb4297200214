import { randomUUID } from "node:crypto";
import { PLATFORM } from "@stages/kernel/actor.ts";
import { type Readiness, readiness } from "@stages/transport/readiness.ts";
import type { SubgraphTransport } from "@stages/transport/transport.ts";
import type { GatewayConfig } from "./config.ts";

/** Whether every subgraph has what it needs, as each says. Which one does not is for the log: the address is open to anyone. */
export function gatewayReadiness({ transports, clock, log }: Pick<GatewayConfig, "transports" | "clock" | "log">): Readiness {
  const answers = async (transport: SubgraphTransport) => {
    const { data } = await transport.execute({ query: "{ __typename }", caller: { actor: PLATFORM, now: clock(), requestId: randomUUID() } });
    if (data == null) throw new Error("No data");
  };
  const look = async (transport: SubgraphTransport) => {
    await answers(transport);
    await transport.ready?.();
  };
  const needs = () => Object.fromEntries(Object.entries(transports).map(([name, transport]) => [name, () => look(transport)]));
  return readiness(needs, (subgraph, error) => log.warn("Subgraph not ready", { subgraph, cause: error }));
}
