import { getIntrospectionQuery } from "graphql";
import { describe, expect, it } from "vitest";
import { ToyClients } from "./toy-clients.ts";

const PROBES: readonly (readonly [string, string, Record<string, unknown>])[] = [
  ["a field", "{ rol }", {}],
  ["a type", "{ viewer { ... on Studen { id } } }", {}],
  ["an argument", "{ echo(numbe: 1) }", {}],
  ["a variable's value", 'query($role: Role!) { rol }', { role: "SCHOOL_HEA" }],
  ["an enum's value", "{ echo(number: NUMBE) }", {}],
  ["a fragment", "{ viewer { ...a } } fragment a on Studen { id }", {}],
];

describe("a graph that does not tell its schema", () => {
  const toys = new ToyClients({ introspection: false });
  const everyWay = async (query: string, variables?: Record<string, unknown>) => {
    const post = (accept: string) =>
      fetch(toys.gateway.url, { method: "POST", headers: { "content-type": "application/json", accept }, body: JSON.stringify({ query, variables }) }).then((answer) => answer.text());
    const { client } = toys.overWebSocket();
    const socket = await client.iterate({ query, ...(variables && { variables }) }).next().then(({ value }) => JSON.stringify(value), (errors: unknown) => JSON.stringify(errors));
    return [await post("application/json"), await post("text/event-stream"), await post("multipart/mixed;subscriptionSpec=1.0, application/json"), socket];
  };

  it.each([
    ["the whole of it", getIntrospectionQuery()],
    ["one type", '{ __type(name: "Student") { name } }'],
    ["under an alias, in a fragment", '{ ...a } fragment a on Query { ... { x: __type(name: "Student") { name } } }'],
    ["in a subscription", '{ role } subscription S { __type(name: "Student") { name } }'],
  ])("is not asked for %s", async (_what, query) => {
    for (const text of await everyWay(query)) expect(text).toMatch(/INTROSPECTION_DISABLED|OPERATION_RESOLUTION_FAILURE/);
  });

  it("says its types' names to who is answered", async () => {
    expect(await toys.ask("{ __typename viewer { __typename } }")).toMatchObject({ status: 200, data: { __typename: "Query", viewer: { __typename: "Student" } } });
  });

  it.each(PROBES)("proposes nothing near to %s that is wrong", async (_what, query, variables) => {
    for (const text of await everyWay(query, variables)) {
      expect(text).toMatch(/GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT/);
      expect(text).not.toMatch(/did you mean/i);
    }
  });
});

describe("control: a graph that does", () => {
  const toys = new ToyClients();
  it("answers and proposes", async () => {
    expect(await toys.ask(getIntrospectionQuery())).toMatchObject({ status: 200 });
    expect(JSON.stringify(await toys.ask("{ rol }"))).toMatch(/Did you mean/);
  });
});
