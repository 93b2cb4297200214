import * as fc from "fast-check";
import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { createFederatedSubscriptions } from "./federated-subscriptions.ts";
import { ToyGraph, anOrder, supergraphWithout } from "./toy-graph.ts";
import type { PlanResult } from "./value-completion.ts";

const QUERY = parse("subscription ($shop: String, $after: String) { orderChanged(shop: $shop, after: $after) { id note buyer { name } } }");
const OTHER_OWNER = supergraphWithout("note: String @shareable");

/** As many as fit into every check, and ten times that to be sure. */
const STORIES = process.env["FULL_SIZE"] === "1" ? 300 : 30;

type Step =
  /** Of another shop, to have cursors that nobody here is given. */
  | { readonly kind: "publish"; readonly count: number; readonly isElsewhere: boolean }
  /** From a fraction of what was published so far; from now on when null. */
  | { readonly kind: "join"; readonly from: number | null }
  | { readonly kind: "leave"; readonly who: number }
  | { readonly kind: "move"; readonly who: number }
  | { readonly kind: "lose" | "reload" }
  | { readonly kind: "wait"; readonly turns: number };

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant("publish" as const), count: fc.integer({ min: 1, max: 4 }), isElsewhere: fc.boolean() }) },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("join" as const), from: fc.option(fc.double({ min: 0, max: 1, noNaN: true })) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("leave" as const), who: fc.nat() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("move" as const), who: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("lose" as const, "reload" as const) }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant("wait" as const), turns: fc.integer({ min: 1, max: 12 }) }) },
  ),
  { minLength: 5, maxLength: 40 },
);

interface Joined {
  /** The number of the last event before those that it may be given. */
  readonly after: number;
  readonly isResuming: boolean;
  readonly seen: number[];
  hasLeft: boolean;
  leave(): unknown;
  move(): void;
}

type Join = (graph: ToyGraph, from: number | null) => Omit<Joined, "after" | "isResuming" | "hasLeft">;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Plays a story in which everything takes a random number of turns, and looks at what each was given. */
async function play(joinWith: (graph: ToyGraph) => { join: Join; reload: () => void }, story: readonly Step[], announces: boolean, paces: readonly number[]): Promise<void> {
  const graph = new ToyGraph();
  graph.announces = announces;
  let call = 0;
  graph.pace = async () => {
    for (let left = paces[(call += 1) % paces.length]!; left > 0; left -= 1) await turn();
  };
  const { join, reload } = joinWith(graph);
  const clients: Joined[] = [];
  /** The numbers of the events of this shop. */
  const ours: number[] = [];
  const publish = (shop: string) => {
    const id = graph.published + 1;
    if (shop === "here") ours.push(id);
    graph.publish(anOrder({ id: String(id), shop }));
  };
  for (const step of story) {
    const present = clients.filter(({ hasLeft }) => !hasLeft);
    const one = "who" in step ? present[step.who % present.length] : undefined;
    if (step.kind === "publish") for (let left = step.count; left > 0; left -= 1) publish(step.isElsewhere ? "elsewhere" : "here");
    if (step.kind === "join") {
      const after = step.from === null ? graph.published : Math.floor(step.from * graph.published);
      clients.push({ after, isResuming: step.from !== null, hasLeft: false, ...join(graph, step.from === null ? null : after) });
    }
    if (step.kind === "leave" && one) one.hasLeft = (one.leave(), true);
    if (step.kind === "move") one?.move();
    if (step.kind === "lose") graph.lose();
    if (step.kind === "reload") reload();
    if (step.kind === "wait") for (let left = step.turns; left > 0; left -= 1) await turn();
  }
  // Everybody hears a last event, once they have come as far.
  const staying = clients.filter(({ hasLeft }) => !hasLeft);
  for (let patience = 0; patience < 60 && (ours.length === 0 || staying.some(({ seen }) => seen.at(-1) !== ours.at(-1))); patience += 1) {
    publish("here");
    for (let left = 0; left < 40 && staying.some(({ seen }) => seen.at(-1) !== ours.at(-1)); left += 1) await turn();
  }
  for (const { after, isResuming, hasLeft, seen } of clients) {
    if (seen.length === 0 && hasLeft) continue;
    // From now on: what is on its way when one joins may come too.
    const begin = isResuming ? ours.findIndex((id) => id > after) : ours.indexOf(seen[0]!);
    expect(seen).toEqual(ours.slice(begin, hasLeft ? begin + seen.length : undefined));
  }
  await Promise.all(clients.map((client) => client.leave()));
  expect(graph.open).toBe(0);
}

const sharing = (graph: ToyGraph) => {
  const subscriptions = createFederatedSubscriptions<object>({
    supergraphSdl: graph.supergraphSdl,
    dataSource: graph.dataSource,
    openUpstream: graph.openUpstream,
    backoffMs: () => 0,
    resumeArgument: "after",
    limits: { window: { results: 2, bytes: 10_000 }, quietMs: 0 },
    onShared: () => graph.pace(),
  });
  let isOther = false;
  const join: Join = (_, from) => {
    let scope = "here";
    let changed = () => {};
    const results = subscriptions.subscribe({
      document: QUERY,
      variables: { shop: "here", after: from === null ? null : String(from) },
      context: async () => ({}),
      scope: () => scope,
      onContextChange: (listener) => ((changed = listener), () => {}),
    });
    const seen: number[] = [];
    void read(results, seen);
    return { seen, leave: () => results.return!(), move: () => ((scope = scope === "here" ? "there" : "here"), changed()) };
  };
  const reload = () => {
    isOther = !isOther;
    subscriptions.updateSupergraph(isOther ? OTHER_OWNER : graph.supergraphSdl);
  };
  return { join, reload };
};

/** The control: whoever comes back is given what they missed by an upstream of their own, and then what the one for all gives. */
const naive = (graph: ToyGraph) => {
  const subscriptions = createFederatedSubscriptions<object>({ supergraphSdl: graph.supergraphSdl, dataSource: graph.dataSource, openUpstream: graph.openUpstream, backoffMs: () => 0, resumeArgument: "after" });
  const members = new Set<(id: number) => void>();
  const all = subscriptions.subscribe({ document: QUERY, variables: { shop: "here" }, context: async () => ({}) });
  const numbers: number[] = [];
  void read(all, numbers, (id) => members.forEach((give) => give(id)));
  const join: Join = (_, from) => {
    const seen: number[] = [];
    const head = graph.published;
    const own = subscriptions.subscribe({ document: QUERY, variables: { shop: "here", after: from === null ? null : String(from) }, context: async () => ({}) });
    const give = (id: number) => void seen.push(id);
    if (from === null || from === head) members.add(give);
    else
      void read(own, seen, (id) => {
        if (id !== head) return;
        members.add(give);
        void own.return!();
      });
    return { seen, leave: () => (members.delete(give), own.return!(), members.size === 0 && all.return!()), move: () => {} };
  };
  return { join, reload: () => {} };
};

async function read(results: AsyncIterable<PlanResult>, seen: number[], then: (id: number) => void = () => {}): Promise<void> {
  for await (const { data, errors } of results) {
    if (errors) throw new Error(JSON.stringify(errors));
    const id = Number((data!["orderChanged"] as { id: string }).id);
    seen.push(id);
    then(id);
  }
}

const story = (joinWith: Parameters<typeof play>[0]) =>
  fc.asyncProperty(steps, fc.boolean(), fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 12 }), (story, announces, paces) => play(joinWith, story, announces, paces));

describe("joining a share at any moment, from anywhere", () => {
  it("gives each every event after theirs, once, in order", async () => {
    await fc.assert(story(sharing), { numRuns: STORIES });
  });

  it("loses or doubles some when the two streams are not made to meet: the control", async () => {
    const { failed } = await fc.check(story(naive), { numRuns: STORIES, endOnFailure: true });
    expect(failed).toBe(true);
  });
});
