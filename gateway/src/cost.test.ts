import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { costModel } from "./cost.ts";

const MODEL = costModel(`
  type Query {
    item: Item
    items(first: Int! = 20): ItemConnection @cost(weight: 5) @listSize(slicingArguments: ["first"], sizedFields: ["edges"], requireOneSlicingArgument: false)
    top(first: Int! = 10): [Item!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
    all: [Item!]!
    names: [String!]!
  }
  type Mutation { change: Item @cost(weight: 70) }
  type ItemConnection { edges: [ItemEdge!]! total: Int! @cost(weight: 50) }
  type ItemEdge { node: Item! }
  type Item { id: ID! parts: [Item!]! @listSize(assumedSize: 3) series: Series @cost(weight: 3) }
  type Series { days: [Int!]! }
`);
const cost = (query: string, variables = {}, operationName?: string) => MODEL.costOf(parse(query), operationName, variables).points;

describe("an operation costs one point, and", () => {
  it.each([
    ["nothing more for what is no object", "{ names }", 1],
    ["one for an object", "{ item { id } }", 2],
    ["ten for a list that says nothing", "{ all { id } }", 11],
    ["as many as a list says that it has", "{ item { parts { id } } }", 5],
    ["lists within lists multiply", "{ all { parts { parts { id } } } }", 1 + 10 * (1 + 3 * (1 + 3))],
    ["a page by its argument", "{ top(first: 50) { id } }", 51],
    ["or by what it is when left out", "{ top { id } }", 11],
    ["a connection by its edges", "{ items(first: 50) { edges { node { id } } } }", 1 + 5 + 1 + 50 * 2],
    ["a weight once for each that has it", "{ items(first: 2) { total edges { node { series { days } } } } }", 1 + 5 + 1 + 50 + 2 * (1 + 1 + 3 + 1)],
    ["a mutation what it weighs", "mutation { change { id } }", 72],
    ["what is merged is counted once", "{ item { id } ... on Query { item { parts { id } } } ...a } fragment a on Query { item { parts { id } } }", 5],
    ["what has another name is counted again", "{ a: item { id } b: item { id } }", 3],
    ["what asks for the graph is dear", "{ __schema { types { name } } }", 501],
    ["what does not exist costs nothing: it is refused", "{ nothing { at { all } } }", 1],
    ["what is no Int is refused as such", "{ top(first: 99999999999) { id } }", 11],
    ["no slice is below nothing", "{ top(first: -5) { id } }", 1],
  ])("%s", (_what, query, points) => expect(cost(query)).toBe(points));

  it("follows its variables, and their defaults", () => {
    const query = "query($n: Int! = 7) { top(first: $n) { id } }";
    expect([cost(query), cost(query, { n: 100 }), cost(query, { n: "many" })]).toEqual([8, 101, 8]);
  });

  it("is that of the operation that is named", () => {
    expect(cost("query A { item { id } } query B { all { id } }", {}, "B")).toBe(11);
  });
});

it("counts the pairs of one name that validation will compare, of every operation and fragment", () => {
  expect(MODEL.pairsIn(parse("{ item { id id id } item { id } } fragment a on Item { id id }"))).toBe(1 + 6 + 1);
});
