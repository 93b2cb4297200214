import type { GraphQLFormattedError } from "graphql";
import type { Graph } from "../graph.ts";
import type { Session } from "../identity.ts";
import type { Ask } from "./pages.ts";

/** What the graph refused, or could not answer: a file is never made of a part of an answer. */
export class GraphRefusedError extends Error {
  override readonly name = "GraphRefusedError";
  readonly errors: readonly GraphQLFormattedError[];

  constructor(errors: readonly GraphQLFormattedError[]) {
    super(errors[0]?.message ?? "No answer");
    this.errors = errors;
  }
}

/** Each operation as any client's: who acts is asked again, and policy, refusals and the record of reads are the graph's. */
export const askingAs = (graph: Pick<Graph, "execute">, session: Session): Ask => async (query, variables) => {
  const { data, errors } = await graph.execute({ query, variables: { ...variables } }, session);
  if (errors || !data) throw new GraphRefusedError(errors ?? []);
  return data;
};
