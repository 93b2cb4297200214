import { describe, expect, it } from "vitest";
import { CostsError, sized, weighing, withCosts } from "./costs.ts";

const SDL = `type Query { items(first: Int! = 20): ItemConnection top(first: Int!): [Item!]! all: [Item!]! }
type Mutation { change: Item heavy: Item }
type ItemConnection { edges: [Item!]! }
type Item { id: ID! }`;

describe("what fields cost", () => {
  const said = withCosts(SDL, { ...weighing(5, "Query.items"), ...weighing(600, "Mutation.heavy"), ...sized(3, "Query.all") });

  it.each([
    ["a page is sized by its edges, without anyone's word", 'items(first: Int! = 20): ItemConnection @cost(weight: 5) @listSize(slicingArguments: ["first"], sizedFields: ["edges"], requireOneSlicingArgument: false)'],
    ["a list by itself", 'top(first: Int!): [Item!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)'],
    ["a list without a page by what is said of it", "all: [Item!]! @listSize(assumedSize: 3, requireOneSlicingArgument: false)"],
    ["a mutation is never free", "change: Item @cost(weight: 70)"],
    ["unless it says more", "heavy: Item @cost(weight: 600)"],
  ])("%s", (_what, line) => expect(said).toContain(line));

  it("are of fields that there are", () => {
    expect(() => withCosts(SDL, weighing(1, "Query.nothing"))).toThrow(CostsError);
  });
});
