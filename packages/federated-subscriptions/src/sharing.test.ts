import { GraphQLError, parse } from "graphql";
import { beforeEach, describe, expect, it } from "vitest";
import { type FederatedSubscriptions, createFederatedSubscriptions } from "./federated-subscriptions.ts";
import type { FederatedSubscriptionsOptions, SharedEvent } from "./settings.ts";
import { ToyGraph, anOrder, supergraphWithout } from "./toy-graph.ts";
import type { PlanResult } from "./value-completion.ts";

interface Who {
  readonly name: string;
  readonly role: string;
}

const ACROSS = "subscription ($after: String) { orderChanged(after: $after) { id buyer { name } } }";
const byRole = ({ role }: Who) => role;

let graph: ToyGraph;
let subscriptions: FederatedSubscriptions<Who>;
let told: SharedEvent<Who>[];

beforeEach(() => {
  graph = new ToyGraph();
  graph.announces = true;
  told = [];
  subscriptions = create();
});

function create(change: Partial<FederatedSubscriptionsOptions<Who>> = {}): FederatedSubscriptions<Who> {
  return createFederatedSubscriptions<Who>({
    supergraphSdl: graph.supergraphSdl,
    dataSource: graph.dataSource,
    openUpstream: graph.openUpstream,
    backoffMs: () => 0,
    resumeArgument: "after",
    onShared: async (event) => void told.push(event),
    ...change,
  });
}

/** A client that reads all it is given, until it leaves. */
class Client {
  readonly results: AsyncIterableIterator<PlanResult>;
  readonly seen: (string | undefined)[] = [];
  readonly answers: PlanResult[] = [];
  isDone = false;
  #changed = () => {};

  constructor(readonly who: { name: string; role: string }, options: { query?: string; after?: string; scope?: ((who: Who) => string | null) | undefined; reads?: boolean; deny?: () => boolean; of?: FederatedSubscriptions<Who> } = {}) {
    this.results = (options.of ?? subscriptions).subscribe({
      document: parse(options.query ?? ACROSS),
      variables: options.after === undefined ? {} : { after: options.after },
      context: async () => {
        if (options.deny?.()) throw new GraphQLError("No more.", { extensions: { code: "UNAUTHENTICATED" } });
        return { ...this.who };
      },
      scope: "scope" in options ? options.scope : byRole,
      onContextChange: (listener) => ((this.#changed = listener), () => {}),
    });
    if (options.reads !== false) void this.read();
  }

  become(role: string): void {
    this.who.role = role;
    this.#changed();
  }

  async read(): Promise<void> {
    for await (const result of this.results) {
      this.answers.push(JSON.parse(JSON.stringify(result)) as PlanResult);
      this.seen.push((result.data?.["orderChanged"] as { id: string } | undefined)?.id ?? codeOf(result));
    }
    this.isDone = true;
  }

  leave = () => this.results.return!();
}

const codeOf = ({ errors }: PlanResult) => errors?.[0]?.extensions?.["code"] as string | undefined;
const crowd = (count: number, role = "clerk", options: ConstructorParameters<typeof Client>[1] = {}) => Array.from({ length: count }, (_, number) => new Client({ name: `${role} ${number}`, role }, options));
const publish = (...ids: string[]) => graph.publish(...ids.map((id) => anOrder({ id })));
const allSaw = (clients: readonly Client[], ...ids: string[]) => expect.poll(() => clients.map(({ seen }) => seen)).toEqual(clients.map(() => ids));
const entities = () => graph.asked.filter(({ subgraph }) => subgraph === "people").length;

describe("fifty who ask for the same in one scope", () => {
  it("have one upstream, and each event is completed once", async () => {
    const clients = crowd(50);
    await expect.poll(() => subscriptions.counts).toEqual({ subscribers: 50, shares: 1 });
    await graph.whenOpen(1);
    publish("o1", "o2", "o3");
    await allSaw(clients, "o1", "o2", "o3");
    expect(graph.opened).toHaveLength(1);
    expect(entities()).toBe(3);
    await Promise.all(clients.map((client) => client.leave()));
    expect(graph.open).toBe(0);
    expect(subscriptions.counts).toEqual({ subscribers: 0, shares: 0 });
  });

  it("have fifty when they share with nobody: the control", async () => {
    const clients = crowd(50, "clerk", { scope: undefined });
    await graph.whenOpen(50);
    publish("o1", "o2", "o3");
    await allSaw(clients, "o1", "o2", "o3");
    expect(entities()).toBe(150);
  });

  it("ask for the same however they write it, and from wherever they resume", async () => {
    publish("o1");
    const clients = [
      ...crowd(1, "clerk", { after: "1" }),
      ...crowd(1, "clerk", { after: "1", query: 'subscription($after:String){orderChanged(after:$after){id,buyer{name}}} # the same' }),
      ...crowd(1, "clerk", { query: 'subscription { orderChanged(after: "1") { id buyer { name } } }' }),
    ];
    await expect.poll(() => subscriptions.counts.shares).toBeGreaterThan(0);
    publish("o2");
    await allSaw(clients, "o2");
    // The literal has no variable to declare, which makes another text of it.
    expect(new Set(graph.opened.map(({ query }) => query)).size).toBe(1);
    expect(graph.opened.every(({ query }) => !query.includes("after"))).toBe(true);
  });

  it("do not share with who asks for other things", async () => {
    const [all] = crowd(1);
    const query = "subscription ($shop: String) { orderChanged(shop: $shop) { id buyer { name } } }";
    const [other] = crowd(1, "clerk", { query });
    await graph.whenOpen(2);
    publish("o1");
    await allSaw([all!, other!], "o1");
    expect(subscriptions.counts.shares).toBe(2);
  });
});

describe("what is for one scope", () => {
  const secret = () => graph.publish(anOrder({ id: "secret", for: "boss" }), anOrder({ id: "open" }));

  it("is heard in it alone", async () => {
    const [clerks, bosses] = [crowd(3, "clerk"), crowd(3, "boss")];
    await graph.whenOpen(2);
    secret();
    await allSaw(bosses, "secret", "open");
    await allSaw(clerks, "open");
  });

  it("leaks when all scopes are one: the control", async () => {
    const scope = () => "all";
    const [first] = crowd(1, "boss", { scope });
    await graph.whenOpen(1);
    const [clerk] = crowd(1, "clerk", { scope });
    await expect.poll(() => subscriptions.counts).toEqual({ subscribers: 2, shares: 1 });
    secret();
    await allSaw([first!, clerk!], "secret", "open");
  });

  it("is no more heard by who leaves it, who goes on in the other after their last event", async () => {
    const [stays, goes] = crowd(2, "boss");
    const [clerk] = crowd(1, "clerk");
    await graph.whenOpen(2);
    secret();
    await allSaw([stays!, goes!], "secret", "open");
    goes!.become("clerk");
    graph.publish(anOrder({ id: "secret 2", for: "boss" }), anOrder({ id: "for clerks", for: "clerk" }), anOrder({ id: "open 2" }));
    await allSaw([goes!], "secret", "open", "for clerks", "open 2");
    await allSaw([stays!], "secret", "open", "secret 2", "open 2");
    await allSaw([clerk!], "open", "for clerks", "open 2");
  });

  it("is not given to who has left it without anybody saying so", async () => {
    const [stays, goes] = crowd(2, "boss");
    await graph.whenOpen(1);
    goes!.who.role = "clerk";
    secret();
    await allSaw([stays!], "secret", "open");
    await allSaw([goes!], "open");
  });
});

describe("who leaves", () => {
  it("leaves alone; and when the upstream was opened as them, it is opened as another, after the last event", async () => {
    const [first, second, third] = crowd(3);
    await graph.whenOpen(1);
    publish("o1");
    await allSaw([first!, second!, third!], "o1");
    await second!.leave();
    expect(graph.opened).toHaveLength(1);
    await first!.leave();
    publish("o2");
    await allSaw([third!], "o1", "o2");
    expect(graph.opened.map(({ context, resumeFrom }) => [(context as Who).name, resumeFrom])).toEqual([
      ["clerk 0", undefined],
      ["clerk 2", "1"],
    ]);
  });

  it("because their rights ended is told so, alone, and is not given that event", async () => {
    let isDenied = false;
    const [first] = crowd(1, "clerk", { deny: () => isDenied });
    await graph.whenOpen(1);
    const others = crowd(2);
    await expect.poll(() => subscriptions.counts.subscribers).toBe(3);
    isDenied = true;
    publish("o1");
    await allSaw([first!], "UNAUTHENTICATED");
    await allSaw(others, "o1");
    expect(first!.isDone).toBe(true);
  });
});

describe("an upstream", () => {
  it("that is lost is taken up again for all at once", async () => {
    const clients = crowd(20);
    await graph.whenOpen(1);
    publish("o1");
    await allSaw(clients, "o1");
    graph.lose();
    publish("o2", "o3");
    await allSaw(clients, "o1", "o2", "o3");
    expect(graph.opened.map(({ resumeFrom }) => resumeFrom)).toEqual([undefined, "1"]);
  });

  it("is the only one in the end, of many who come back from different places", async () => {
    publish(...Array.from({ length: 40 }, (_, number) => `o${number + 1}`));
    const clients = Array.from({ length: 40 }, (_, number) => new Client({ name: `clerk ${number}`, role: "clerk" }, { after: String(number) }));
    await expect.poll(() => clients.map(({ seen }) => seen.length)).toEqual(clients.map((_, number) => 40 - number));
    publish("o41");
    await expect.poll(() => clients.every(({ seen }) => seen.at(-1) === "o41")).toBe(true);
    await graph.whenOpen(1);
    expect(subscriptions.counts).toEqual({ subscribers: 40, shares: 1 });
    for (const [number, { seen }] of clients.entries()) expect(seen).toEqual(Array.from({ length: 41 - number }, (_, index) => `o${number + index + 1}`));
  });

  it("is opened once for all who come back from the same place", async () => {
    publish("o1");
    const clients = crowd(30, "clerk", { after: "1" });
    await expect.poll(() => subscriptions.counts).toEqual({ subscribers: 30, shares: 1 });
    publish("o2");
    await allSaw(clients, "o2");
    expect(graph.opened).toHaveLength(1);
  });
});

describe("who is too slow", () => {
  const queue = { results: 10, bytes: 100_000 };

  it("is told from where to go on, and nobody else waits for them", async () => {
    subscriptions = create({ limits: { queue } });
    const [quick] = crowd(1);
    const [slow] = crowd(1, "clerk", { reads: false });
    const first = slow!.results.next();
    await expect.poll(() => subscriptions.counts.subscribers).toBe(2);
    await graph.whenOpen(1);
    publish("o1");
    await first;
    const ids = Array.from({ length: 30 }, (_, number) => `o${number + 2}`);
    for (const id of ids) {
      publish(id);
      await expect.poll(() => quick!.seen.at(-1), { interval: 1 }).toBe(id);
    }
    const { value } = await slow!.results.next();
    expect(value).toMatchObject({ errors: [{ extensions: { code: "SUBSCRIBER_TOO_SLOW", after: "1" } }], extensions: { after: "1" } });
    expect(await slow!.results.next()).toMatchObject({ done: true });

    const [again] = crowd(1, "clerk", { after: "1" });
    await allSaw([again!], ...ids);
  });

  it("is told so for the weight of what waits, too", async () => {
    subscriptions = create({ limits: { queue: { results: 1_000, bytes: 400 } } });
    const [slow] = crowd(1, "clerk", { reads: false });
    const first = slow!.results.next();
    await graph.whenOpen(1);
    publish("o1");
    await first;
    publish("x".repeat(100), "y".repeat(300));
    await expect.poll(() => subscriptions.counts.subscribers).toBe(0);
    expect(codeOf((await slow!.results.next()).value as PlanResult)).toBe("SUBSCRIBER_TOO_SLOW");
  });

  it("is read at their pace when they are alone or come from the past, however much they missed", async () => {
    subscriptions = create({ limits: { queue: { results: 4, bytes: 100_000 } } });
    const ids = Array.from({ length: 50 }, (_, number) => `o${number + 1}`);
    publish(...ids);
    const alone = crowd(1, "clerk", { after: "0", scope: undefined });
    const first = crowd(1, "clerk", { after: "0" });
    await allSaw([...alone, ...first], ...ids);
  });

  it("takes nothing at all for a while when they are alone", async () => {
    subscriptions = create({ limits: { queue: { results: 2, bytes: 100_000 }, patienceMs: 1 } });
    publish("o1", "o2", "o3", "o4");
    const [slow] = crowd(1, "clerk", { after: "0", reads: false, scope: undefined });
    await slow!.results.next();
    await expect.poll(() => subscriptions.counts.subscribers).toBe(0);
    expect((await slow!.results.next()).value).toMatchObject({ errors: [{ extensions: { code: "SUBSCRIBER_TOO_SLOW" } }], extensions: { after: "1" } });
  });
});

describe("an event given to several", () => {
  it("is told before: to whom, and as whom it was completed", async () => {
    const clients = crowd(3);
    await expect.poll(() => subscriptions.counts.subscribers).toBe(3);
    await graph.whenOpen(1);
    publish("o1");
    await allSaw(clients, "o1");
    expect(told).toMatchObject([{ completedFor: { name: "clerk 0" }, contexts: [{ name: "clerk 0" }, { name: "clerk 1" }, { name: "clerk 2" }] }]);
  });

  it("is not told when it is given to one alone", async () => {
    const clients = crowd(1);
    await graph.whenOpen(1);
    publish("o1");
    await allSaw(clients, "o1");
    expect(told).toEqual([]);
  });

  it("is told again for who is given what was completed before they came", async () => {
    const [first] = crowd(1);
    await graph.whenOpen(1);
    publish("o1", "o2");
    await allSaw([first!], "o1", "o2");
    const [late] = crowd(1, "clerk", { after: "1" });
    await allSaw([late!], "o2");
    expect(told).toMatchObject([{ completedFor: null, contexts: [{ name: "clerk 0" }], result: { extensions: { cursor: "2" } } }]);
  });

  it("is an error with its cursor when that could not be told", async () => {
    const failures: unknown[] = [];
    subscriptions = create({
      onShared: async ({ result }) => {
        if (result.extensions?.["cursor"] === "1") throw new Error("The register is down");
      },
      onFailure: (error) => failures.push(error),
    });
    const clients = crowd(3);
    await expect.poll(() => subscriptions.counts.subscribers).toBe(3);
    await graph.whenOpen(1);
    publish("o1", "o2");
    await allSaw(clients, "TEMPORARILY_UNAVAILABLE", "o2");
    expect(clients[0]!.answers[0]).toMatchObject({ extensions: { cursor: "1" } });
    expect(clients[0]!.answers[0]!.data).toBeUndefined();
    expect(failures).toHaveLength(1);
  });
});

describe("another supergraph", () => {
  it("leaves open what is asked alike, ends what is no more, and plans what is asked otherwise anew", async () => {
    const alike = crowd(2);
    const status = "subscription ($after: String) { orderChanged(after: $after) { id status } }";
    const gone = crowd(2, "clerk", { query: status });
    const alone = crowd(1, "clerk", { query: status, scope: undefined });
    await graph.whenOpen(3);
    publish("o1");
    await allSaw([...alike, ...gone, ...alone], "o1");
    subscriptions.updateSupergraph(supergraphWithout("status(upper: Boolean = false): String!"));
    await allSaw([...gone, ...alone], "o1", "SCHEMA_CHANGED");
    expect(gone[0]!.answers[1]).toMatchObject({ extensions: { after: "1" } });
    publish("o2");
    await allSaw(alike, "o1", "o2");
    expect(graph.opened).toHaveLength(3);
    await graph.whenOpen(1);
    const [late] = crowd(1, "clerk", { query: status });
    await allSaw([late!], "INVALID_GRAPHQL");
  });

  it("in which another subgraph answers a field has the upstream opened anew, after the last event", async () => {
    const query = "subscription ($after: String) { orderChanged(after: $after) { id note } }";
    const [together, alone] = [crowd(2, "clerk", { query }), crowd(1, "clerk", { query, scope: undefined })];
    await graph.whenOpen(2);
    graph.publish(anOrder({ id: "o1", note: "of the order" }));
    await allSaw([...together, ...alone], "o1");
    subscriptions.updateSupergraph(supergraphWithout("note: String @shareable"));
    graph.publish(anOrder({ id: "o2", note: "of the order" }));
    await allSaw([...together, ...alone], "o1", "o2");
    expect(together[1]!.answers.map(({ data }) => (data!["orderChanged"] as { note: string }).note)).toEqual(["of the order", "written on o2"]);
    expect(graph.opened.map(({ resumeFrom }) => resumeFrom).toSorted()).toEqual(["1", "1", undefined, undefined]);
  });

  it("that cannot be read changes nothing", async () => {
    const clients = crowd(2);
    await graph.whenOpen(1);
    expect(() => subscriptions.updateSupergraph("type Query { nothing: Int")).toThrow();
    publish("o1");
    await allSaw(clients, "o1");
  });
});
