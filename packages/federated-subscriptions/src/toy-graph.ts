import type { GraphQLDataSource } from "@apollo/gateway";
import { composeServices } from "@apollo/composition";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type ExecutionResult, type GraphQLSchema, createSourceEventStream, execute, parse } from "graphql";
import type { UpstreamRequest } from "./settings.ts";
import type { PlanResult } from "./value-completion.ts";

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@shareable"])`;

/** Orders own the events, people and parcels complete them; `quote` needs a field of another subgraph. */
const SDL = {
  orders: `${LINK}
    type Query { order(id: ID!): Order }
    type Subscription { orderChanged(shop: String, after: String): Order! broken: Order! }
    type Order @key(fields: "id") { id: ID! status(upper: Boolean = false): String! buyer: Person! parcel: Parcel note: String @shareable }
    type Person @key(fields: "id") { id: ID! orders: [Order!]! }
    type Parcel @key(fields: "id") { id: ID! }`,
  people: `${LINK}
    type Query { person(id: ID!): Person }
    type Person @key(fields: "id") { id: ID! name: String! nickname: String friends: [Person!]! }`,
  parcels: `${LINK}
    type Query { parcel(id: ID!): Parcel }
    type Parcel @key(fields: "id") { id: ID! grams: Int! label: String }
    type Order @key(fields: "id") { id: ID! note: String @shareable }
    type Person @key(fields: "id") { id: ID! name: String! @external address: String! @requires(fields: "name") }`,
};

const PEOPLE: Record<string, { id: string; name: string; friends: { id: string }[] }> = {
  p1: { id: "p1", name: "Ada", friends: [{ id: "p2" }] },
  p2: { id: "p2", name: "Grace", friends: [] },
};

const RESOLVERS: Record<keyof typeof SDL, Record<string, object>> = {
  orders: {
    Subscription: { orderChanged: { resolve: (event: Event) => event.order }, broken: { resolve: failing("BROKEN") } },
    Order: { status: ({ status }: { status: string }, { upper }: { upper: boolean }) => (upper ? status.toUpperCase() : status) },
    Person: { orders: ({ id }: { id: string }) => [{ id: `of-${id}`, status: "old", buyer: { id } }] },
  },
  people: {
    Person: {
      __resolveReference: ({ id }: { id: string }) => PEOPLE[id] ?? null,
      nickname: failing("NO_NICKNAME"),
      friends: ({ friends }: { friends: { id: string }[] }) => friends.map(({ id }) => PEOPLE[id]),
    },
  },
  parcels: {
    Order: { __resolveReference: ({ id }: { id: string }) => ({ id, note: `written on ${id}` }) },
    Parcel: { __resolveReference: ({ id }: { id: string }) => ({ id, grams: 250, label: "small" }) },
    Person: {
      __resolveReference: (person: { name?: string }) => person,
      address: ({ name }: { name: string }) => `1, rue ${name}`,
    },
  },
};

function failing(code: string) {
  return () => {
    throw Object.assign(new Error("Fails."), { extensions: { code } });
  };
}

export interface Event {
  readonly cursor: string;
  readonly order: Record<string, unknown>;
}

export const anOrder = (change: Record<string, unknown> = {}) => ({ id: "o1", status: "paid", buyer: { id: "p1" }, parcel: { id: "c1" }, ...change });

/** The supergraph once `orders` has no such field any more. */
export const supergraphWithout = (field: string) => composed((sdl, subgraph) => (subgraph === "orders" ? sdl.replace(field, "") : sdl));

/** The three subgraphs, and the events of `orders`, which the test pushes, loses and watches. */
export class ToyGraph {
  readonly supergraphSdl = COMPOSED;
  readonly opened: UpstreamRequest<object>[] = [];
  readonly asked: { readonly subgraph: string; readonly context: object }[] = [];
  readonly #schemas = new Map<string, GraphQLSchema>(
    Object.entries(SDL).map(([name, sdl]) => [
      name,
      buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: RESOLVERS[name as keyof typeof SDL] as never }]),
    ]),
  );
  /** Whether a stream begins by telling from where. */
  announces = false;
  /** Awaited by all that a subgraph answers, to be slow in. */
  pace: () => Promise<void> = async () => {};
  #log: Event[] = [];
  #streams = new Set<{ wake: () => void; lost: boolean; closed: boolean }>();
  #watchers: (() => void)[] = [];

  get published(): number {
    return this.#log.length;
  }

  get open(): number {
    return this.#streams.size;
  }

  publish(...orders: Record<string, unknown>[]): void {
    for (const order of orders) this.#log.push({ cursor: String(this.#log.length + 1), order });
    for (const stream of this.#streams) stream.wake();
  }

  lose(): void {
    for (const stream of this.#streams) {
      stream.lost = true;
      stream.wake();
    }
  }

  async whenOpen(count: number): Promise<void> {
    while (this.open !== count) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  readonly dataSource = (subgraph: string): GraphQLDataSource => ({
    process: async ({ request, context }) => {
      this.asked.push({ subgraph, context });
      await this.pace();
      const result = await execute({
        schema: this.#schemas.get(subgraph)!,
        document: parse(request.query!),
        variableValues: request.variables ?? {},
        contextValue: context,
      });
      return JSON.parse(JSON.stringify(result)) as never;
    },
  });

  readonly openUpstream = (request: UpstreamRequest<object>): AsyncIterator<PlanResult> => {
    this.opened.push(request);
    const stream = { wake: () => {}, lost: false, closed: false };
    let position = request.resumeFrom === undefined ? this.#log.length : Number(request.resumeFrom);
    let isAnnounced = !this.announces;
    this.#streams.add(stream);
    this.#changed();
    const close = () => {
      stream.closed = true;
      stream.wake();
      this.#streams.delete(stream);
      this.#changed();
    };
    return {
      next: async () => {
        while (!stream.closed) {
          if (stream.lost) {
            close();
            throw new Error("socket hang up at orders:4001");
          }
          if (!isAnnounced) {
            isAnnounced = true;
            return { done: false, value: { extensions: { cursor: String(position) } } };
          }
          const event = this.#log[position];
          if (event) {
            position += 1;
            if (!isHeard(event, request)) continue;
            await this.pace();
            return { done: false, value: await this.#run(request, event) };
          }
          await new Promise<void>((resolve) => (stream.wake = resolve));
        }
        return { done: true, value: undefined };
      },
      return: async () => {
        close();
        return { done: true, value: undefined };
      },
    };
  };

  async #run({ query, variables }: UpstreamRequest<object>, event: Event): Promise<PlanResult> {
    const args = { schema: this.#schemas.get("orders")!, document: parse(query), variableValues: variables };
    const refused = await createSourceEventStream({ ...args, rootValue: { orderChanged: nothing, broken: nothing } });
    if (!(Symbol.asyncIterator in refused)) return refused as PlanResult;
    const result: ExecutionResult = await execute({ ...args, rootValue: event });
    return { ...(JSON.parse(JSON.stringify(result)) as PlanResult), extensions: { cursor: event.cursor } };
  }

  #changed(): void {
    for (const wake of this.#watchers.splice(0)) wake();
  }
}

/** Of the shop that is asked for, when it is of one; and what is for one role, by that role alone. */
function isHeard({ order }: Event, { variables, context }: UpstreamRequest<object>): boolean {
  const isOfShop = order["shop"] === undefined || variables["shop"] === undefined || order["shop"] === variables["shop"];
  return isOfShop && (order["for"] === undefined || order["for"] === (context as { role?: string }).role);
}

async function* nothing() {}

function composed(change: (sdl: string, subgraph: string) => string = (sdl) => sdl): string {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(SDL).map(([name, sdl]) => ({ name, typeDefs: parse(change(sdl, name)), url: `http://${name}.internal` })),
  );
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join("\n"));
  return supergraphSdl;
}

const COMPOSED = composed();
