import type { SubgraphName } from "./transport.ts";

/**
 * The subgraph did not answer: refused, lost, too slow, or speaking nonsense. The message names nobody, because it may
 * come near a client; the log has `subgraph` and `cause`.
 */
export class SubgraphUnavailableError extends Error {
  override readonly name = "SubgraphUnavailableError";
  readonly subgraph: SubgraphName;

  constructor(subgraph: SubgraphName, cause: unknown) {
    super("A part of the graph does not answer", { cause });
    this.subgraph = subgraph;
  }
}
