import { type GraphQLFieldResolver, type GraphQLObjectType, buildSchema } from "graphql";
import type { Caller, Servable } from "./transport.ts";

const SDL = `
  type Query {
    hello(name: String!): String!
    whoami: String!
    fails: String
    _service: String!
    _entities: [String!]!
  }
  type Mutation { rename(to: String!): String! }
  type Subscription { ticks(from: Int!): Tick! refused: String! }
  type Tick { number: Int! role: String! }
`;

interface ToyContext {
  readonly caller: Caller;
  readonly resumeFrom: string | undefined;
}

const refuse = (): never => {
  throw Object.assign(new Error("Non."), { extensions: { code: "FORBIDDEN", field: "a.b" } });
};

/** A subgraph small enough to be read, for the tests of this package: it counts the subscriptions that are open. */
export class ToyServable implements Servable {
  readonly name = "people";
  readonly schema = buildSchema(SDL);
  open = 0;
  /** Whether what must be done before an answer leaves can be. */
  mayAnswer = true;
  #watchers: (() => void)[] = [];

  constructor() {
    this.#resolve("Query", {
      hello: (_, { name }) => `Bonjour ${String(name)}`,
      whoami: (_, __, { caller }) => `${caller.actor.role} ${caller.now} ${caller.requestId}`,
      fails: refuse,
      _service: () => "sdl",
      _entities: () => [],
    });
    this.#resolve("Mutation", { rename: (_, { to }) => to });
    this.#resolve("Tick", { role: (_, __, { caller }) => caller.actor.role });
    this.#resolve("Subscription", { ticks: (event) => event });
    const { ticks, refused } = (this.schema.getType("Subscription") as GraphQLObjectType<unknown, ToyContext>).getFields();
    ticks!.subscribe = (_, { from }, context) => this.#ticks(Number(from), context);
    refused!.subscribe = refuse;
  }

  #resolve(type: string, resolvers: Record<string, GraphQLFieldResolver<unknown, ToyContext>>): void {
    const fields = (this.schema.getType(type) as GraphQLObjectType<unknown, ToyContext>).getFields();
    for (const [name, resolve] of Object.entries(resolvers)) fields[name]!.resolve = resolve;
  }

  contextOf(caller: Caller, subscription?: { readonly resumeFrom: string | undefined }): ToyContext {
    return { caller, resumeFrom: subscription?.resumeFrom };
  }

  async beforeAnswer(): Promise<void> {
    if (!this.mayAnswer) throw new Error("relation people.secret does not exist");
  }

  async whenOpen(count: number): Promise<void> {
    while (this.open !== count) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  /** Three ticks, then silence until the consumer leaves. */
  #ticks(from: number, { resumeFrom }: ToyContext): AsyncIterableIterator<{ number: number; cursor: string }> {
    const first = resumeFrom === undefined ? from : Number(resumeFrom) + 1;
    let next = first;
    let leave = () => {};
    const left = new Promise<void>((resolve) => (leave = resolve));
    this.#count(1);
    return {
      next: async () => {
        if (next < first + 3) return { done: false, value: { number: next, cursor: String(next++) } };
        await left;
        return { done: true, value: undefined };
      },
      return: async () => {
        this.#count(-1);
        leave();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  #count(by: 1 | -1): void {
    this.open += by;
    for (const wake of this.#watchers.splice(0)) wake();
  }
}
