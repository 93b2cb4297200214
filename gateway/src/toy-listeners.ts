import { ApolloClient, ApolloLink, CombinedGraphQLErrors, CombinedProtocolErrors, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PROTOCOL_ERRORS_SYMBOL } from "@apollo/client/errors";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { createFetchMultipartSubscription } from "@apollo/client/utilities/subscriptions/relay";
import { CombinedError, Client as UrqlClient, fetchExchange, subscriptionExchange } from "@urql/core";
import { NetworkError, createClient as createSseClient } from "graphql-sse";
import { createClient } from "graphql-ws";
import { type GraphQLResponse, Network, Observable, type RequestParameters, type SubscribeFunction } from "relay-runtime";
import { WebSocket } from "ws";

export interface Result {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly { readonly extensions?: Record<string, unknown> | undefined }[] | undefined;
}

export interface Sink {
  next(result: Result): void;
  error(error: unknown): void;
  complete(): void;
}

export interface Asked {
  readonly url: string;
  readonly token: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Opens one subscription with a client as its own documentation says to set it up; returns how to leave. */
export type Listen = (asked: Asked, sink: Sink) => () => void;

const overWebSocket = ({ url, token }: Asked) =>
  createClient({ url: url.replace("http", "ws"), webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: { authorization: `Bearer ${token}` } });

const headersOf = ({ token }: Asked) => ({ authorization: `Bearer ${token}` });

function withApollo(link: ApolloLink, { query, variables }: Asked, sink: Sink): () => void {
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  // A result's error is what the client makes of `errors`, and of what ended the stream.
  const following = client.subscribe({ query: gql(query), variables, fetchPolicy: "no-cache" }).subscribe({
    next: ({ data, error }) => {
      if (error && !CombinedGraphQLErrors.is(error)) sink.error(error);
      else sink.next({ data: data as Record<string, unknown> | undefined, errors: error?.errors });
    },
    error: (error) => sink.error(error),
    complete: () => sink.complete(),
  });
  return () => {
    following.unsubscribe();
    client.stop();
  };
}

function withUrql(client: UrqlClient, { query, variables }: Asked, sink: Sink): () => void {
  return client.subscription(query, variables).subscribe(({ data, error, hasNext }) => {
    if (error?.networkError) return sink.error(error.networkError);
    sink.next({ data: data as Record<string, unknown> | undefined, errors: error?.graphQLErrors });
    if (!hasNext) sink.complete();
  }).unsubscribe;
}

const URQL = { preferGetMethod: false, requestPolicy: "network-only" } as const;

function withRelay(subscribe: SubscribeFunction, { query, variables }: Asked, sink: Sink): () => void {
  const params = { id: null, name: "Listening", text: query, operationKind: "subscription", cacheID: "listening", metadata: {} } as unknown as RequestParameters;
  const network = Network.create(() => Promise.reject(new Error("Not a query")), subscribe);
  const following = network.execute(params, variables, {}).subscribe({
    next: (result) => {
      // Apollo's adapter hands over what ends a stream under a symbol of its own.
      const end = (result as { extensions?: Record<symbol, unknown> }).extensions?.[PROTOCOL_ERRORS_SYMBOL];
      if (end) sink.error(end);
      else sink.next(result as Result);
    },
    error: (error: unknown) => sink.error(error),
    complete: () => sink.complete(),
  });
  return () => following.unsubscribe();
}

/** Each client of the market that listens, and each way in which it does. */
export const LISTENERS: Readonly<Record<string, Listen>> = {
  "graphql-ws": (asked, sink) => {
    const client = overWebSocket(asked);
    client.subscribe({ query: asked.query, variables: asked.variables }, sink as never);
    return () => void client.dispose();
  },
  "graphql-sse": (asked, sink) => {
    const client = createSseClient({ url: asked.url, headers: headersOf(asked), retryAttempts: 0 });
    client.subscribe({ query: asked.query, variables: asked.variables }, sink as never);
    return () => client.dispose();
  },
  "Apollo Client, HttpLink (multipart)": (asked, sink) => withApollo(new HttpLink({ uri: asked.url, headers: headersOf(asked) }), asked, sink),
  "Apollo Client, GraphQLWsLink": (asked, sink) => {
    const client = overWebSocket(asked);
    const leave = withApollo(new GraphQLWsLink(client), asked, sink);
    return () => {
      leave();
      void client.dispose();
    };
  },
  "urql, fetchExchange (SSE)": (asked, sink) =>
    withUrql(new UrqlClient({ ...URQL, url: asked.url, exchanges: [fetchExchange], fetchSubscriptions: true, fetchOptions: { headers: headersOf(asked) } }), asked, sink),
  "urql, graphql-ws": (asked, sink) => {
    const client = overWebSocket(asked);
    const exchange = subscriptionExchange({
      forwardSubscription: ({ query, variables }) => ({ subscribe: (to) => ({ unsubscribe: client.subscribe({ query: query!, variables }, to as never) }) }),
    });
    const leave = withUrql(new UrqlClient({ ...URQL, url: asked.url, exchanges: [exchange] }), asked, sink);
    return () => {
      leave();
      void client.dispose();
    };
  },
  "urql, graphql-sse": (asked, sink) => {
    const client = createSseClient({ url: asked.url, headers: headersOf(asked), retryAttempts: 0 });
    const exchange = subscriptionExchange({
      forwardSubscription: ({ query, variables }) => ({ subscribe: (to) => ({ unsubscribe: client.subscribe({ query: query!, variables }, to as never) }) }),
    });
    const leave = withUrql(new UrqlClient({ ...URQL, url: asked.url, exchanges: [exchange] }), asked, sink);
    return () => {
      leave();
      client.dispose();
    };
  },
  "Relay, graphql-ws": (asked, sink) => {
    const client = overWebSocket(asked);
    const leave = withRelay(({ text }, variables) => Observable.create<GraphQLResponse>((to) => client.subscribe({ query: text!, variables }, to as never)), asked, sink);
    return () => {
      leave();
      void client.dispose();
    };
  },
  "Relay, multipart": (asked, sink) => withRelay(createFetchMultipartSubscription(asked.url, { headers: headersOf(asked) }) as unknown as SubscribeFunction, asked, sink),
};

/** What a client's program can read of why its subscription has ended: a code of ours, or the status that says as much. */
export function codeOf(error: unknown): string {
  if (Array.isArray(error)) return codeOf(error[0]);
  if (CombinedGraphQLErrors.is(error) || CombinedProtocolErrors.is(error)) return codeOf(error.errors[0]);
  if (error instanceof CombinedError) return codeOf(error.graphQLErrors[0] ?? error.networkError);
  if (error instanceof NetworkError && error.response) return `HTTP ${(error.response as Response).status}`;
  const { extensions, code, reason, statusCode, cause } = (error ?? {}) as Record<string, unknown> & { extensions?: { code?: string } };
  if (extensions?.code) return extensions.code;
  if (typeof reason === "string" && typeof code === "number") return reason || String(code);
  if (typeof statusCode === "number") return `HTTP ${statusCode}`;
  // Apollo's link keeps of a close event what it can say in a sentence.
  return /closed with event \d+ (\w+)/.exec(String(error))?.[1] ?? (cause ? codeOf(cause) : String(error));
}
