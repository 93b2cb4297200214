import type { KeyObject } from "node:crypto";
import { PLATFORM } from "@stages/kernel/actor.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { type Client, createClient } from "graphql-ws";
import { traceparentNow } from "@stages/telemetry/tracing.ts";
import { Pool } from "undici";
import { WebSocket } from "ws";
import { Breaker, type BreakerOptions } from "./breaker.ts";
import type { SubscriptionRequest } from "./executor.ts";
import { callerSigner } from "./internal-token.ts";
import { isMutation } from "./is-mutation.ts";
import { PATIENCE, type Patience, within } from "./patience.ts";
import { replicatedTransport } from "./replicas.ts";
import { retrying } from "./retrying.ts";
import type { SubgraphName, SubgraphRequest, SubgraphResult, SubgraphTransport } from "./transport.ts";
import { SubgraphUnavailableError } from "./unavailable.ts";

export interface HttpTransportOptions {
  readonly name: SubgraphName;
  /** Where the subgraph serves, such as `http://people:4001/graphql`; of several replicas, each in its turn. */
  readonly url: string | readonly string[];
  readonly signingKey: KeyObject;
  readonly clock?: () => Temporal.Instant;
  readonly patience?: Patience;
  /** When each replica is given up for a while; null for a control, in which all wait. */
  readonly breaker?: BreakerOptions | null;
}

const CONNECTIONS = 64;
const CONNECT_TIMEOUT_MS = 2_000;
/** Of what asks whether a replica is back. */
const PROBE_MS = 2_000;
/** Rests are short: a process is started again in seconds, and is to be found then. */
const BREAKER: BreakerOptions = { failures: 5, silence: { queries: 5, ms: PATIENCE.queries / 2 }, rest: { first: 250, most: 1_000 } };
/** Below the subgraph's own keep-alive. */
const IDLE_TIMEOUT_MS = 30_000;
const PING_MS = 10_000;
const PONG_TIMEOUT_MS = 5_000;

/**
 * To one replica or to several. Each has a breaker of its own: one that hangs is passed over, and what it is taken for says nothing of
 * the others, which a breaker of the whole subgraph would give up with it.
 */
export function httpTransport({ url, ...options }: HttpTransportOptions): SubgraphTransport {
  const each = [url].flat().map((one) => toOne({ url: one, ...options }));
  return each.length === 1 ? retrying(each[0]!) : replicatedTransport(each);
}

/** Operations over a pool of kept-alive connections, subscriptions over one lazy graphql-ws socket. */
function toOne({ name, url, signingKey, clock = systemClock, patience = PATIENCE, breaker: limits = BREAKER }: HttpTransportOptions & { readonly url: string }): SubgraphTransport {
  const { origin, pathname } = new URL(url);
  const tokenOf = callerSigner(name, signingKey, clock);
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    keepAliveTimeout: IDLE_TIMEOUT_MS,
  });
  const client = subscriptionClient(url.replace(/^http/, "ws"));

  async function send({ query, operationName, variables, caller, traceparent = traceparentNow() }: SubgraphRequest, timeout: number): Promise<SubgraphResult> {
    const givenUp = new AbortController();
    const asking = async () => {
      const { statusCode, body } = await pool.request({
        path: pathname,
        method: "POST",
        headersTimeout: timeout,
        bodyTimeout: timeout,
        // It may wait for a connection, or come drop by drop: neither of the two above is about that.
        signal: givenUp.signal,
        headers: {
          accept: "application/json",
          "content-type": "application/json; charset=utf-8",
          authorization: `Bearer ${tokenOf(caller)}`,
          ...(traceparent && { traceparent }),
        },
        body: JSON.stringify({ query, operationName, variables }),
      });
      const text = await body.text();
      // Refused unread, by one that is stopping.
      if (statusCode === 503) throw new SubgraphUnavailableError(name, new Error("Stopping"), "NOT_BEGUN");
      // A refused operation is 200 too: anything else is a subgraph, or a proxy, that cannot be believed.
      if (statusCode !== 200) throw new Error(`Answered ${statusCode}: ${text.slice(0, 200)}`);
      return JSON.parse(text) as SubgraphResult;
    };
    try {
      return await within(name, timeout, asking(), () => givenUp.abort());
    } catch (error) {
      throw error instanceof SubgraphUnavailableError ? error : new SubgraphUnavailableError(name, error);
    }
  }

  const probe = () => send({ query: "{ __typename }", caller: { actor: PLATFORM, now: clock(), requestId: "probe" } }, Math.min(PROBE_MS, patience.queries));
  const breaker = limits && new Breaker(name, origin, limits, probe);

  return {
    async execute(request) {
      const kind = isMutation(request.query) ? "mutation" : "query";
      const sending = () => send(request, kind === "mutation" ? patience.mutations : patience.queries);
      return breaker ? breaker.through(kind, sending) : sending();
    },
    async ready() {
      const { statusCode, body } = await pool.request({ path: "/ready", method: "GET", headersTimeout: PROBE_MS, bodyTimeout: PROBE_MS });
      await body.dump();
      if (statusCode !== 200) throw new Error(`Not ready: ${statusCode}`);
    },
    health: () => (breaker ? [breaker.health] : []),
    subscribe: (request) => remoteResults(name, client, request, tokenOf),
    async stop() {
      client.terminate();
      // One that was still being connected has nothing to be told.
      await Promise.all([Promise.resolve(client.dispose()).catch(() => {}), pool.close()]);
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
