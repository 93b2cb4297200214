import { refused } from "@stages/kernel/refusal.ts";
import type { GraphQLSchema } from "graphql";

/**
 * How many objects a subgraph finds by reference in one call. What the gateway lets in costs 10 000 at most, a
 * point for each object, and the greatest plan of all examples asks for less than a tenth of this. More is nobody's plan: who asks has the gateway's key, and not its limits.
 */
export const MOST_REPRESENTATIONS = 5_000;

export function limitRepresentations(schema: GraphQLSchema): void {
  const entities = schema.getQueryType()?.getFields()["_entities"];
  const { resolve } = entities ?? {};
  if (!entities || !resolve) return;
  entities.resolve = (source, args: { readonly representations: readonly unknown[] }, context, info) => {
    if (args.representations.length > MOST_REPRESENTATIONS) throw refused("REQUEST_TOO_LARGE", { max: `${MOST_REPRESENTATIONS} références` });
    return resolve(source, args, context, info) as unknown;
  };
}
