import { expect, it } from "vitest";
import { operationOf, parseExample, playExample } from "./examples.ts";

it("reads the title and the variables from the comments above the operation", () => {
  const text = `# Offres près de chez soi,
# de la plus proche à la plus lointaine
# variables: {"first": 5}
# persona: student

query Near($first: Int!) { # not a title
  offers(first: $first) { edges { distanceKm } }
}`;
  expect(parseExample("offers-near-home", text)).toEqual({
    name: "offers-near-home",
    title: "Offres près de chez soi, de la plus proche à la plus lointaine",
    persona: "student",
    query: text,
    variables: { first: 5 },
    taken: {},
  });
});

it("takes the file's name where there is no title, and refuses variables that are not JSON", () => {
  expect(parseExample("viewer", "{ viewer { role } }")).toMatchObject({ title: "viewer", persona: null, variables: {} });
  expect(() => parseExample("broken", "# variables: {first: 5}\n{ viewer { role } }")).toThrow(SyntaxError);
});

it("finds first what the act is about, and hands it on", async () => {
  const example = parseExample("sign", `# Demander un code
# take: {"id": "conventions.edges.0.node.id"}
# variables: {"channel": "MAIL"}
query Find { conventions(first: 1) { edges { node { id } } } }
mutation Ask($id: ID!, $channel: Channel) { ask(id: $id, channel: $channel) }`);
  const asked: unknown[] = [];
  const answer = await playExample(example, async (query, variables) => {
    asked.push([query.split(" ")[0], variables]);
    return { data: { conventions: { edges: [{ node: { id: "convention_1" } }] } } };
  });
  expect([example.title, operationOf(example)]).toEqual(["Demander un code", "mutation"]);
  expect(asked).toEqual([["query", {}], ["mutation", { channel: "MAIL", id: "convention_1" }]]);
  expect(answer.errors).toBeUndefined();
});
