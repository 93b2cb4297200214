import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SUBGRAPH_NAMES, type SubgraphName } from "@stages/transport/transport.ts";
import { buildASTSchema, type GraphQLSchema, parse, validate } from "graphql";
import type { Question } from "../lib/load.ts";
import { authorizationTo, type Callers } from "./actors.ts";
import type { Operation } from "./operations.ts";
import { graphqlQuestion } from "./questions.ts";

/** The operations that one subgraph can answer whole, as its own schema says, by subgraph: asked of it as our gateway asks, a token signed for each request. */
export function directQuestions(operations: readonly Operation[], callers: Callers): ReadonlyMap<SubgraphName, Readonly<Record<string, Question>>> {
  const schemas = SUBGRAPH_NAMES.map((subgraph) => [subgraph, schemaOf(subgraph)] as const);
  const asked = operations.flatMap((operation) => {
    const subgraph = schemas.find(([, schema]) => validate(schema, parse(operation.query)).length === 0)?.[0];
    return subgraph ? [{ subgraph, operation }] : [];
  });
  const questionTo = (subgraph: SubgraphName, operation: Operation): Question => {
    const authorization = authorizationTo(subgraph, operation.persona, callers);
    return graphqlQuestion(operation, () => ({ authorization: authorization() }));
  };
  const bySubgraph = Map.groupBy(asked, ({ subgraph }) => subgraph);
  return new Map([...bySubgraph].map(([subgraph, those]) => [subgraph, Object.fromEntries(those.map(({ operation }) => [operation.name, questionTo(subgraph, operation)]))]));
}

/** Composed when it was committed: nothing of it is looked at again but what can be asked. */
function schemaOf(subgraph: SubgraphName): GraphQLSchema {
  const sdl = readFileSync(join(import.meta.dirname, `../../../schema/subgraphs/${subgraph}.graphql`), "utf8");
  return buildASTSchema(parse(sdl), { assumeValid: true });
}
