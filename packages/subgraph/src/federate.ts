import "reflect-metadata";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { printSchemaWithDirectives } from "@graphql-tools/utils";
import { tidy } from "@stages/kernel/tidy.ts";
import { type DocumentNode, type GraphQLSchema, isObjectType, parse } from "graphql";
import { buildSchemaSync, createResolversMap } from "type-graphql";
import { compileAudit, type PersonalData } from "./audit.ts";
import { type Costs, withCosts } from "./costs.ts";
import { compilePolicy, type Policy } from "./policy.ts";
import { limitRepresentations } from "./representations.ts";
import { CivilDateScalar, InstantScalar, TimeScalar } from "./scalars.ts";
import { type Sharing, withTags } from "./sharing.ts";

const LINK = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@tag", "@cost", "@listSize"]
)`;

export type ReferenceResolver<C> = (reference: never, context: C) => unknown;

export interface FederatedSchema {
  readonly schema: GraphQLSchema;
  /** The subgraph's SDL, for composition. */
  readonly sdl: string;
}

type Module = Exclude<Extract<Parameters<typeof buildSubgraphSchema>[0], readonly unknown[]>[number], DocumentNode>;

/** Whatever a client writes is tidied once, before any rule reads it. */
function tidyArguments(schema: GraphQLSchema): void {
  const fields = Object.values(schema.getTypeMap()).filter(isObjectType).flatMap((type) => Object.values(type.getFields()));
  for (const field of fields) {
    const { resolve } = field;
    if (!resolve || field.args.length === 0 || field.name === "_entities") continue;
    field.resolve = (source, args, context, info) => resolve(source, tidy(args), context, info) as unknown;
  }
}

const neverUsed = (): never => {
  throw new Error("subscriptions stream from the event bus");
};

/**
 * type-graphql writes the schema, @apollo/subgraph makes it federated, the policy is compiled into it, and around it the
 * notes of what staff are shown. There is no way to get a schema without either.
 */
export function federate<C>(options: {
  resolvers: readonly [Function, ...Function[]];
  orphanedTypes?: readonly Function[];
  /** How each entity of this subgraph is found from its key; batched by the context's loaders. */
  references: Readonly<Record<string, ReferenceResolver<C>>>;
  policy: Policy;
  personalData: PersonalData;
  /** What colleagues are answered alike; nothing when left out. */
  sharing?: Sharing;
  /** What its fields cost; each what its objects do when left out. */
  costs?: Costs;
}): FederatedSchema {
  const bare = buildSchemaSync({
    resolvers: [...options.resolvers],
    orphanedTypes: [...(options.orphanedTypes ?? [])],
    scalarsMap: [
      { type: Temporal.PlainDate as never, scalar: CivilDateScalar },
      { type: Temporal.Instant as never, scalar: InstantScalar },
      { type: Temporal.PlainTime as never, scalar: TimeScalar },
    ],
    // Every subscription brings its own stream; type-graphql asks for a hub all the same.
    pubSub: { publish: neverUsed, subscribe: neverUsed },
    validate: false,
    skipCheck: true,
  });
  const sdl = `${LINK}\n\n${withCosts(withTags(printSchemaWithDirectives(bare), options.sharing ?? {}), options.costs ?? {})}`;
  const resolvers: Record<string, unknown> = { ...createResolversMap(bare) };
  for (const [type, resolve] of Object.entries(options.references)) {
    resolvers[type] = { ...(resolvers[type] as object), __resolveReference: resolve };
  }
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers } as Module]);
  tidyArguments(schema);
  compilePolicy(schema, options.policy);
  compileAudit(schema, options.personalData);
  limitRepresentations(schema);
  return { schema, sdl };
}
