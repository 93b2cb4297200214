import { createClient as createSseClient } from "graphql-sse";
import { createClient as createWebSocketClient } from "graphql-ws";

/** How an error leaves the platform: a stable code for programs, a French sentence for people. */
export interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly field?: string | null; readonly [key: string]: unknown };
}

export interface GraphAnswer<T = Record<string, unknown>> {
  readonly data?: T | null;
  readonly errors?: readonly GraphError[];
  readonly extensions?: Record<string, unknown>;
}

export class GraphRefusal extends Error {
  override readonly name = "GraphRefusal";
  readonly code: string;
  readonly errors: readonly GraphError[];

  constructor(errors: readonly GraphError[]) {
    super(errors.map(({ message }) => message).join("\n"));
    this.code = errors[0]!.extensions.code;
    this.errors = errors;
  }
}

export type Variables = Record<string, unknown>;
export type Way = "websocket" | "sse";

export interface StagesClient {
  /** The answer as it came, errors included. */
  ask<T = Record<string, unknown>>(query: string, variables?: Variables): Promise<GraphAnswer<T>>;
  /** The data; throws a GraphRefusal when anything was refused. */
  need<T = Record<string, unknown>>(query: string, variables?: Variables): Promise<T>;
  /** The events of a subscription; leaving the loop, or `return()`, ends it upstream. */
  follow<T = Record<string, unknown>>(way: Way, query: string, variables?: Variables): AsyncIterableIterator<GraphAnswer<T>>;
  close(): Promise<void>;
}

export interface ClientOptions {
  /** Of the graph: `http://localhost:4000/graphql`. */
  readonly url: string;
  readonly token?: string;
  /** In which of their roles the bearer acts; by default the first. */
  readonly role?: string;
  /** Development only: the instant at which requests are decided. */
  readonly now?: Temporal.Instant;
}

/** A client as any application would write one: fetch, graphql-ws and graphql-sse on the one endpoint. */
export function stagesClient({ url, token, role, now }: ClientOptions): StagesClient {
  const headers = {
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(role ? { "x-stages-role": role } : {}),
    ...(now ? { "x-stages-now": now.toString() } : {}),
  };
  const webSocket = createWebSocketClient({
    url: url.replace(/^http/, "ws"),
    connectionParams: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(role ? { role } : {}), ...(now ? { now: now.toString() } : {}) },
  });
  const sse = createSseClient({ url, headers });

  const client: StagesClient = {
    async ask<T>(query: string, variables: Variables = {}) {
      const response = await fetch(url, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as GraphAnswer<T>;
    },
    async need<T>(query: string, variables?: Variables) {
      const { data, errors } = await client.ask<T>(query, variables);
      if (errors && errors.length > 0) throw new GraphRefusal(errors);
      return data as T;
    },
    follow<T>(way: Way, query: string, variables: Variables = {}) {
      const source = way === "websocket" ? webSocket : sse;
      return source.iterate({ query, variables }) as AsyncIterableIterator<GraphAnswer<T>>;
    },
    async close() {
      await webSocket.dispose();
      sse.dispose();
    },
  };
  return client;
}
