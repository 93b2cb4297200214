import { GraphQLScalarType, parse, type ScalarTypeDefinitionNode } from "graphql";

/** As for `ActorDocument`, the directive stands on the definition. */
const definition = parse("scalar PlatformDocument @inaccessible").definitions[0] as ScalarTypeDefinitionNode;

export const PlatformDocument = new GraphQLScalarType({
  name: "PlatformDocument",
  description: "JSON between the gateway and this subgraph: never a client's.",
  astNode: definition,
});
