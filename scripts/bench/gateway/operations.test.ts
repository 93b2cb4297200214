import { operationOf } from "@stages/standalone/examples.ts";
import { newInternalKeys } from "@stages/transport/internal-token.ts";
import { describe, expect, it } from "vitest";
import { directQuestions } from "./direct.ts";
import { readOperations } from "./operations.ts";

describe("the operations that are measured", () => {
  it.each(readOperations())("$name is a query of schema/examples, asked by a persona", ({ persona, ...example }) => {
    expect(persona).not.toBeNull();
    expect(operationOf({ title: "", persona, ...example })).toBe("query");
  });

  it("can be asked of one subgraph where its own schema has all of it", () => {
    const direct = directQuestions(readOperations(), { actors: new Map(), signingKey: newInternalKeys().signingKey });
    expect([...direct].map(([subgraph, questions]) => [subgraph, Object.keys(questions)])).toEqual([
      ["people", ["01-who-am-i"]],
      ["offers", ["28-offers-on-a-map"]],
      ["candidatures", ["31-candidatures-among-colleagues"]],
      ["conventions", ["41-amendments-of-my-conventions"]],
    ]);
  });
});
