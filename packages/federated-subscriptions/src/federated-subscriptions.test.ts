import { GraphQLError, parse } from "graphql";
import { beforeEach, describe, expect, it } from "vitest";
import { type FederatedSubscriptions, createFederatedSubscriptions } from "./federated-subscriptions.ts";
import { ToyGraph, anOrder } from "./toy-graph.ts";
import type { PlanResult } from "./value-completion.ts";

let graph: ToyGraph;
let subscriptions: FederatedSubscriptions<object>;
let lost: { subgraph: string; attempt: number }[];

beforeEach(() => {
  graph = new ToyGraph();
  lost = [];
  subscriptions = createFederatedSubscriptions({
    supergraphSdl: graph.supergraphSdl,
    dataSource: graph.dataSource,
    openUpstream: graph.openUpstream,
    onUpstreamLost: ({ subgraph, attempt }) => lost.push({ subgraph, attempt }),
    backoffMs: () => 1,
  });
});

function subscribe(query: string, variables?: Record<string, unknown>, context: () => object = () => ({})) {
  return subscriptions.subscribe({ document: parse(query), variables, context });
}

/** The result of one event. */
async function resultOf(query: string, { order = anOrder(), variables = {} }: { order?: object; variables?: Record<string, unknown> } = {}) {
  const results = subscribe(query, variables);
  const first = results.next();
  await graph.whenOpen(1);
  graph.publish(order as Record<string, unknown>);
  const { value } = await first;
  await results.return!();
  return plain(value as PlanResult);
}

const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as PlanResult;

describe("an event", () => {
  it("can be selected across all subgraphs", async () => {
    const result = await resultOf("subscription { orderChanged { id status buyer { name friends { name } } parcel { grams label } } }");
    expect(result.errors).toBeUndefined();
    expect(result.data).toEqual({
      orderChanged: {
        id: "o1",
        status: "paid",
        buyer: { name: "Ada", friends: [{ name: "Grace" }] },
        parcel: { grams: 250, label: "small" },
      },
    });
  });

  it("keeps aliases, of the root field too", async () => {
    const { data } = await resultOf("subscription { changed: orderChanged { a: status b: status(upper: true) who: buyer { n: name } } }");
    expect(data).toEqual({ changed: { a: "paid", b: "PAID", who: { n: "Ada" } } });
  });

  it("follows fragments", async () => {
    const { data } = await resultOf(`
      subscription { ...root }
      fragment root on Subscription { orderChanged { buyer { ...who } ... on Order { status } } }
      fragment who on Person { name }`);
    expect(data).toEqual({ orderChanged: { buyer: { name: "Ada" }, status: "paid" } });
  });

  it.each([
    [true, { orderChanged: { id: "o1", buyer: { name: "Ada" } } }],
    [false, { orderChanged: { id: "o1" } }],
  ])("respects @include(if: %s) below the root, across subgraphs", async (more, expected) => {
    const query = "subscription ($more: Boolean!) { orderChanged { id buyer @include(if: $more) { name } } }";
    expect((await resultOf(query, { variables: { more } })).data).toEqual(expected);
  });

  it("gives variables to the subgraph that uses them, and no other", async () => {
    const query = "subscription ($shop: String, $up: Boolean, $more: Boolean = true) { orderChanged(shop: $shop) { status(upper: $up) parcel @include(if: $more) { grams } } }";
    const { data } = await resultOf(query, { variables: { shop: "s1", up: true } });
    expect(data).toEqual({ orderChanged: { status: "PAID", parcel: { grams: 250 } } });
    expect(graph.opened[0]!.variables).toMatchObject({ shop: "s1", up: true });
  });

  it("gives @requires what it needs from another subgraph", async () => {
    const { data } = await resultOf("subscription { orderChanged { buyer { address } } }");
    expect(data).toEqual({ orderChanged: { buyer: { address: "1, rue Ada" } } });
  });

  it("asks the owner itself for entities that are not in the event", async () => {
    const { data } = await resultOf("subscription { orderChanged { buyer { friends { orders { id } } } } }");
    expect(data).toEqual({ orderChanged: { buyer: { friends: [{ orders: [{ id: "of-p2" }] }] } } });
    expect(graph.asked.map(({ subgraph }) => subgraph)).toEqual(["people", "orders"]);
  });

  it("answers introspection fields", async () => {
    const { data } = await resultOf("subscription { orderChanged { __typename buyer { __typename } } }");
    expect(data).toEqual({ orderChanged: { __typename: "Order", buyer: { __typename: "Person" } } });
  });

  it("brings its cursor", async () => {
    expect((await resultOf("subscription { orderChanged { id } }")).extensions).toEqual({ cursor: "1" });
  });
});

describe("what fails", () => {
  it("in another subgraph comes as an error with the client's path and code", async () => {
    const { data, errors } = await resultOf("subscription { orderChanged { buyer { name nick: nickname } } }");
    expect(data).toEqual({ orderChanged: { buyer: { name: "Ada", nick: null } } });
    expect(errors).toMatchObject([{ message: "Fails.", path: ["orderChanged", "buyer", "nick"], extensions: { code: "NO_NICKNAME" } }]);
  });

  it("in the owner comes with the event's path", async () => {
    const { data, errors } = await resultOf("subscription { broken { id } }");
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ path: ["broken"], extensions: { code: "BROKEN" } }]);
  });

  it("as a missing entity nulls the nearest nullable parent and says so in errors", async () => {
    const { data, errors, extensions } = await resultOf("subscription { orderChanged { id buyer { name } } }", {
      order: anOrder({ buyer: { id: "unknown" } }),
    });
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ path: ["orderChanged", "buyer", "name"], extensions: { code: "VALUE_COMPLETION" } }]);
    expect(extensions).toEqual({ cursor: "1" });
  });

  it("as a nullable entity stays null without an error", async () => {
    const { data, errors } = await resultOf("subscription { orderChanged { parcel { grams } } }", { order: anOrder({ parcel: null }) });
    expect(data).toEqual({ orderChanged: { parcel: null } });
    expect(errors).toBeUndefined();
  });

  it.each([
    ["subscription ($shop: String!) { orderChanged(shop: $shop) { id } }", "BAD_USER_INPUT"],
    ["subscription { __typename @skip(if: true) }", undefined],
  ])("before the start is the only result: %s", async (query, code) => {
    const results = subscribe(query);
    const { value } = await results.next();
    expect(value.errors).toHaveLength(1);
    expect(value.errors[0].extensions.code).toBe(code);
    expect(await results.next()).toMatchObject({ done: true });
    expect(graph.opened).toHaveLength(0);
  });

  it("in the context ends the subscription with that error, and closes the upstream", async () => {
    let allowed = true;
    const results = subscribe("subscription { orderChanged { id } }", {}, () => {
      if (!allowed) throw new GraphQLError("No more.", { extensions: { code: "UNAUTHENTICATED" } });
      return {};
    });
    const first = results.next();
    await graph.whenOpen(1);
    allowed = false;
    graph.publish(anOrder());
    expect((await first).value).toMatchObject({ errors: [{ message: "No more." }] });
    expect(await results.next()).toMatchObject({ done: true });
    expect(graph.open).toBe(0);
  });
});

describe("the upstream", () => {
  it("is taken up again after the last event seen: nothing missed, nothing twice", async () => {
    const results = subscribe("subscription { orderChanged { id } }");
    const first = results.next();
    await graph.whenOpen(1);
    graph.publish(anOrder({ id: "o1" }));
    await first;
    const second = results.next();
    graph.lose();
    await graph.whenOpen(0);
    graph.publish(anOrder({ id: "o2" }), anOrder({ id: "o3" }));
    expect((await second).value.data).toEqual({ orderChanged: { id: "o2" } });
    expect((await results.next()).value.data).toEqual({ orderChanged: { id: "o3" } });
    expect(graph.opened.map(({ resumeFrom }) => resumeFrom)).toEqual([undefined, "1"]);
    expect(lost).toEqual([{ subgraph: "orders", attempt: 1 }]);
    await results.return!();
  });

  it("is closed when the client leaves while it waits", async () => {
    const results = subscribe("subscription { orderChanged { id } }");
    const waiting = results.next();
    await graph.whenOpen(1);
    await results.return!();
    expect(graph.open).toBe(0);
    expect(await waiting).toMatchObject({ done: true });
  });

  it("gets a fresh context, and so do the other subgraphs for each event", async () => {
    let turn = 0;
    const results = subscribe("subscription { orderChanged { buyer { name } } }", {}, () => ({ turn: (turn += 1) }));
    const first = results.next();
    await graph.whenOpen(1);
    graph.publish(anOrder(), anOrder());
    await first;
    await results.next();
    expect(graph.opened.map(({ context }) => context)).toEqual([{ turn: 1 }]);
    expect(graph.asked.map(({ context }) => context)).toEqual([{ turn: 2 }, { turn: 3 }]);
    await results.return!();
  });
});
