import { randomUUID } from "node:crypto";
import { PLATFORM } from "@stages/kernel/actor.ts";
import { refuse } from "@stages/kernel/refusal.ts";
import type { SubgraphTransport } from "@stages/transport/transport.ts";
import { SubgraphUnavailableError } from "@stages/transport/unavailable.ts";
import type { GraphQLFormattedError } from "graphql";
import type { Log } from "./config.ts";
import { errorFormatter, refusalError } from "./errors.ts";

export interface PlatformAnswer<T> {
  /** What the one field of the operation answers. */
  readonly found: T | null;
  readonly errors: readonly GraphQLFormattedError[];
}

/** The gateway's own questions to a subgraph, for whoever holds a token. Throws TEMPORARILY_UNAVAILABLE. */
export function platformAsking(subgraph: SubgraphTransport, log: Log) {
  const formatError = errorFormatter(log);
  return async <T>(query: string, variables: Record<string, unknown>, now: Temporal.Instant): Promise<PlatformAnswer<T>> => {
    const { data, errors } = await subgraph
      .execute({ query, variables, caller: { actor: PLATFORM, now, requestId: randomUUID() } })
      .catch((error: unknown) => Promise.reject(error instanceof SubgraphUnavailableError ? refusalError(refuse("TEMPORARILY_UNAVAILABLE"), 503) : error));
    const [found = null] = Object.values(data ?? {}) as (T | null)[];
    return { found, errors: (errors ?? []).map((error) => formatError("toJSON" in error ? error.toJSON() : error, error)) };
  };
}
