import { buildSubgraphSchema } from "@apollo/subgraph";
import { graphql, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { limitRepresentations, MOST_REPRESENTATIONS } from "./representations.ts";

const SDL = parse('extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"]) type Query { paper: Paper } type Paper @key(fields: "id") { id: ID! }');

describe("references in one call", () => {
  let found = 0;
  const opened = (limited: boolean) => {
    const schema = buildSubgraphSchema([{ typeDefs: SDL, resolvers: { Paper: { __resolveReference: (paper: object) => ((found += 1), paper) } } }]);
    if (limited) limitRepresentations(schema);
    found = 0;
    return (count: number) => graphql({ schema, source: "query($r: [_Any!]!) { _entities(representations: $r) { ... on Paper { id } } }", variableValues: { r: Array.from({ length: count }, (_, id) => ({ __typename: "Paper", id })) } });
  };

  it("are found, as many as may be", async () => {
    expect((await opened(true)(MOST_REPRESENTATIONS)).errors).toBeUndefined();
    expect(found).toBe(MOST_REPRESENTATIONS);
  });

  it("are refused beyond, before one is looked for", async () => {
    const { errors, data } = await opened(true)(MOST_REPRESENTATIONS + 1);
    expect([errors?.[0]?.extensions["code"], data, found]).toEqual(["REQUEST_TOO_LARGE", null, 0]);
  });

  it("control: without the limit all of them are looked for", async () => {
    await opened(false)(MOST_REPRESENTATIONS + 1);
    expect(found).toBe(MOST_REPRESENTATIONS + 1);
  });
});
