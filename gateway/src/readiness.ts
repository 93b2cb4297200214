import { randomUUID } from "node:crypto";
import { PLATFORM } from "@stages/kernel/actor.ts";
import type { GatewayConfig } from "./config.ts";

const TIMEOUT_MS = 2_000;

/** Whether every subgraph answers. Which one does not is for the log: the address is open to anyone. */
export async function isReady({ transports, clock, log }: Pick<GatewayConfig, "transports" | "clock" | "log">): Promise<boolean> {
  const answers = await Promise.all(
    Object.entries(transports).map(async ([name, transport]) => {
      const timeout = Promise.withResolvers<never>();
      const timer = setTimeout(() => timeout.reject(new Error("No answer in time")), TIMEOUT_MS);
      try {
        const caller = { actor: PLATFORM, now: clock(), requestId: randomUUID() };
        const { data } = await Promise.race([transport.execute({ query: "{ __typename }", caller }), timeout.promise]);
        return data != null;
      } catch (error) {
        log.warn("Subgraph not ready", { subgraph: name, cause: error instanceof Error ? String(error.cause ?? error) : error });
        return false;
      } finally {
        clearTimeout(timer);
      }
    }),
  );
  return answers.every(Boolean);
}
