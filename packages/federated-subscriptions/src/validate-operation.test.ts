import { buildSchema, parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { validateOperation } from "./validate-operation.ts";

const schema = buildSchema("type Query { a: Int } type Subscription { a: Int b: Int }");

describe("an operation", () => {
  it.each(["{ a }", "query ($x: Boolean!) { a @include(if: $x) }", "subscription { a }"])("is valid: %s", (query) => {
    expect(validateOperation(schema, parse(query))).toEqual([]);
  });

  it.each([
    "subscription ($x: Boolean!) { a @include(if: $x) }",
    "subscription ($x: Boolean!) { ... @skip(if: $x) { a } }",
    "subscription ($x: Boolean!) { ...f } fragment f on Subscription { a @skip(if: $x) }",
    "subscription ($x: Boolean!) { ...f @include(if: $x) } fragment f on Subscription { a ...f }",
  ])("is refused for a condition at the root, where graphql itself throws: %s", (query) => {
    expect(() => validate(schema, parse(query))).toThrow();
    expect(validateOperation(schema, parse(query))[0]!.message).toMatch(/cannot stand on the root field/);
  });

  it("is refused for two root fields", () => {
    expect(validateOperation(schema, parse("subscription { a b }"))).toHaveLength(1);
  });
});
