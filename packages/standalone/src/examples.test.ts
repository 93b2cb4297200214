import { expect, it } from "vitest";
import { parseExample } from "./examples.ts";

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
  });
});

it("takes the file's name where there is no title, and refuses variables that are not JSON", () => {
  expect(parseExample("viewer", "{ viewer { role } }")).toMatchObject({ title: "viewer", persona: null, variables: {} });
  expect(() => parseExample("broken", "# variables: {first: 5}\n{ viewer { role } }")).toThrow(SyntaxError);
});
