import type { KeyObject } from "node:crypto";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { type Client, createClient } from "graphql-ws";
import { Pool } from "undici";
import { WebSocket } from "ws";
import type { SubscriptionRequest } from "./executor.ts";
import { callerSigner } from "./internal-token.ts";
import { isMutation } from "./is-mutation.ts";
import { replicatedTransport } from "./replicas.ts";
import type { SubgraphName, SubgraphResult, SubgraphTransport } from "./transport.ts";
import { SubgraphUnavailableError } from "./unavailable.ts";

export interface HttpTransportOptions {
  readonly name: SubgraphName;
  /** Where the subgraph serves, such as `http://people:4001/graphql`; of several replicas, each in its turn. */
  readonly url: string | readonly string[];
  readonly signingKey: KeyObject;
  readonly clock?: () => Temporal.Instant;
  readonly patience?: Patience;
}

/** How long an answer is waited for, in milliseconds. */
export interface Patience {
  readonly queries: number;
  readonly mutations: number;
}

const CONNECTIONS = 64;
const CONNECT_TIMEOUT_MS = 2_000;
/** A mutation is not given up while it goes on: five hundred conventions are validated by one, in some twenty seconds. */
const PATIENCE: Patience = { queries: 10_000, mutations: 120_000 };
/** Below the subgraph's own keep-alive. */
const IDLE_TIMEOUT_MS = 30_000;
const PING_MS = 10_000;
const PONG_TIMEOUT_MS = 5_000;

/** To one replica or to several. */
export function httpTransport({ url, ...options }: HttpTransportOptions): SubgraphTransport {
  return typeof url === "string" ? toOne({ url, ...options }) : replicatedTransport(url.map((one) => toOne({ url: one, ...options })));
}

/** Operations over a pool of kept-alive connections, subscriptions over one lazy graphql-ws socket. */
function toOne({ name, url, signingKey, clock = systemClock, patience = PATIENCE }: HttpTransportOptions & { readonly url: string }): SubgraphTransport {
  const { origin, pathname } = new URL(url);
  const tokenOf = callerSigner(name, signingKey, clock);
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    keepAliveTimeout: IDLE_TIMEOUT_MS,
  });
  const client = subscriptionClient(url.replace(/^http/, "ws"));

  return {
    async execute({ query, operationName, variables, caller }) {
      const timeout = isMutation(query) ? patience.mutations : patience.queries;
      try {
        const { statusCode, body } = await pool.request({
          path: pathname,
          method: "POST",
          headersTimeout: timeout,
          bodyTimeout: timeout,
          headers: {
            accept: "application/json",
            "content-type": "application/json; charset=utf-8",
            authorization: `Bearer ${tokenOf(caller)}`,
          },
          body: JSON.stringify({ query, operationName, variables }),
        });
        const text = await body.text();
        // Refused unread, by one that is stopping.
        if (statusCode === 503) throw new SubgraphUnavailableError(name, new Error("Stopping"), "NOT_BEGUN");
        // A refused operation is 200 too: anything else is a subgraph, or a proxy, that cannot be believed.
        if (statusCode !== 200) throw new Error(`Answered ${statusCode}: ${text.slice(0, 200)}`);
        return JSON.parse(text) as SubgraphResult;
      } catch (error) {
        throw error instanceof SubgraphUnavailableError ? error : new SubgraphUnavailableError(name, error);
      }
    },
    subscribe: (request) => remoteResults(name, client, request, tokenOf),
    async stop() {
      client.terminate();
      await Promise.all([client.dispose(), pool.close()]);
    },
  };
}

function remoteResults(
  name: SubgraphName,
  client: Client,
  { query, operationName, variables, caller, resumeFrom }: SubscriptionRequest,
  tokenOf: (caller: SubscriptionRequest["caller"]) => string,
): AsyncIterableIterator<SubgraphResult> {
  let results: AsyncIterableIterator<SubgraphResult> | null = null;
  let ended = false;
  return {
    async next() {
      if (ended) return { done: true, value: undefined };
      results ??= client.iterate({
        query,
        operationName,
        variables,
        extensions: { token: tokenOf(caller), resumeFrom },
      }) as AsyncIterableIterator<SubgraphResult>;
      try {
        return await results.next();
      } catch (error) {
        ended = true;
        // The subgraph's `error` message: it refused the operation, as a result without data would say.
        if (Array.isArray(error)) return { done: false, value: { errors: error } };
        throw new SubgraphUnavailableError(name, error);
      }
    },
    async return() {
      ended = true;
      await results?.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/**
 * It never reconnects by itself: only the consumer knows the last event it has seen, so a lost socket is the consumer's to
 * hear of and to resume from. A socket that stays silent is lost too.
 */
function subscriptionClient(url: string): Client {
  let socket: WebSocket | null = null;
  let pongDeadline: NodeJS.Timeout | undefined;
  return createClient({
    url,
    webSocketImpl: WebSocket,
    lazy: true,
    retryAttempts: 0,
    keepAlive: PING_MS,
    on: {
      opened: (opened) => {
        socket = opened as WebSocket;
      },
      ping: (received) => {
        if (received) return;
        pongDeadline = setTimeout(() => socket?.terminate(), PONG_TIMEOUT_MS);
      },
      pong: () => clearTimeout(pongDeadline),
      closed: () => clearTimeout(pongDeadline),
    },
  });
}
