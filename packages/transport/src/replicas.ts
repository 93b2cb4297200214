import type { SubscriptionRequest } from "./executor.ts";
import { isMutation } from "./is-mutation.ts";
import type { SubgraphRequest, SubgraphResult, SubgraphTransport } from "./transport.ts";
import { SubgraphUnavailableError } from "./unavailable.ts";

/** Whoever failed comes after the others for so long; the one that answers then is welcome again. */
const REST_MS = 1_000;

interface Replica {
  readonly transport: SubgraphTransport;
  restsUntil: number;
}

/**
 * Several processes of one subgraph as one, each asked in its turn. What cannot have been done is asked of the next; a
 * query whose answer was lost is asked once more, since reading twice does no harm. A mutation whose answer was lost is not:
 * its client alone can repeat it, under its idempotency key. What is slow is not asked again, which would make it slower.
 */
export function replicatedTransport(transports: readonly SubgraphTransport[], clock: () => number = () => performance.now()): SubgraphTransport {
  const [only] = transports;
  if (transports.length === 1) return only!;
  const replicas: readonly Replica[] = transports.map((transport) => ({ transport, restsUntil: 0 }));
  let turn = 0;

  /** All of them, the next in turn first, those that rest last: none is given up while no other answers. */
  const inTurn = (): readonly Replica[] => {
    turn = (turn + 1) % replicas.length;
    const now = clock();
    const rotated = [...replicas.slice(turn), ...replicas.slice(0, turn)];
    return [...rotated.filter(({ restsUntil }) => restsUntil <= now), ...rotated.filter(({ restsUntil }) => restsUntil > now)];
  };
  const failedAt = (replica: Replica, error: unknown): SubgraphUnavailableError => {
    if (!(error instanceof SubgraphUnavailableError)) throw error;
    replica.restsUntil = clock() + REST_MS;
    return error;
  };

  return {
    async execute(request: SubgraphRequest) {
      let mayAskAgain = !isMutation(request.query);
      let last: SubgraphUnavailableError | null = null;
      for (const replica of inTurn()) {
        try {
          return await replica.transport.execute(request);
        } catch (error) {
          last = failedAt(replica, error);
          if (last.fate === "NOT_BEGUN") continue;
          if (last.fate === "TOO_SLOW" || !mayAskAgain) throw last;
          mayAskAgain = false;
        }
      }
      throw last!;
    },
    /** One of them is enough to serve. */
    ready: () => Promise.any(transports.map(async (transport) => transport.ready?.())),
    health: () => transports.flatMap((transport) => transport.health?.() ?? []),
    subscribe: (request) => firstThatOpens(inTurn(), request, failedAt),
    async stop() {
      await Promise.all(transports.map((transport) => transport.stop()));
    },
  };
}

/** Another is tried as long as nothing has come. Once something has, only the consumer knows after what to take it up again. */
function firstThatOpens(
  candidates: readonly Replica[],
  request: SubscriptionRequest,
  failedAt: (replica: Replica, error: unknown) => SubgraphUnavailableError,
): AsyncIterableIterator<SubgraphResult> {
  const waiting = [...candidates];
  let replica = waiting.shift()!;
  let results = replica.transport.subscribe(request);
  let hasCome = false;
  let left = false;
  return {
    async next() {
      for (;;) {
        try {
          const step = await results.next();
          hasCome = true;
          return step;
        } catch (error) {
          const failure = failedAt(replica, error);
          const next = hasCome || left ? undefined : waiting.shift();
          if (!next) throw failure;
          replica = next;
          results = next.transport.subscribe(request);
        }
      }
    },
    async return() {
      left = true;
      await results.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
