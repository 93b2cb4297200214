import type { SubgraphName } from "./transport.ts";

/**
 * How far a request without an answer had come:
 * - NOT_BEGUN: nothing of it was done, since it was never sent, or was refused unread;
 * - LOST: its connection ended, and whether it was done is unknown;
 * - TOO_SLOW: it may be under way still.
 */
export type Fate = "NOT_BEGUN" | "LOST" | "TOO_SLOW";

/**
 * The subgraph did not answer: refused, lost, too slow, or speaking nonsense. The message names nobody, because it may
 * come near a client; the log has `subgraph` and `cause`.
 */
export class SubgraphUnavailableError extends Error {
  override readonly name = "SubgraphUnavailableError";
  readonly subgraph: SubgraphName;
  readonly fate: Fate;

  constructor(subgraph: SubgraphName, cause: unknown, fate: Fate = fateOf(cause)) {
    super("A part of the graph does not answer", { cause });
    this.subgraph = subgraph;
    this.fate = fate;
  }
}

/** What connecting fails with, before anything is sent: the system's codes, and undici's. */
const BEFORE_SENDING = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)$/;
const TOO_SLOW = /^(UND_ERR_(HEADERS|BODY)_TIMEOUT|TOO_SLOW)$/;

/** Nothing was answered within one's patience. */
export const tooSlow = () => Object.assign(new Error("No answer in time"), { code: "TOO_SLOW" });

function fateOf(cause: unknown): Fate {
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  if (typeof code !== "string") return "LOST";
  return BEFORE_SENDING.test(code) ? "NOT_BEGUN" : TOO_SLOW.test(code) ? "TOO_SLOW" : "LOST";
}
