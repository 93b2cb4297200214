import { type Channel, channel } from "node:diagnostics_channel";
import { type CircuitBreakerPolicy, CircuitState, circuitBreaker, ExponentialBackoff, handleWhen, type IBreaker, isBrokenCircuitError, noJitterGenerator } from "cockatiel";
import type { SubgraphName } from "./transport.ts";
import { SubgraphUnavailableError } from "./unavailable.ts";

export type BreakerState = "CLOSED" | "OPEN" | "HALF_OPEN";

/** What is known of the way to one replica. */
export interface ReplicaHealth {
  readonly subgraph: SubgraphName;
  /** Its origin: of the inside, for logs and figures. */
  readonly replica: string;
  readonly state: BreakerState;
}

/** Told of each change of state. */
export const BREAKERS: Channel<unknown, ReplicaHealth> = channel("stages:breaker") as Channel<unknown, ReplicaHealth>;

export interface BreakerOptions {
  /** Opens after so many failures in a row. */
  readonly failures: number;
  /** Opens too once so many queries wait and nothing was answered for that long. */
  readonly silence: { readonly queries: number; readonly ms: number };
  /** For how many milliseconds it stays open before it is tried again, first and at most. */
  readonly rest: { readonly first: number; readonly most: number };
}

const STATES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: "CLOSED",
  [CircuitState.Open]: "OPEN",
  [CircuitState.Isolated]: "OPEN",
  [CircuitState.HalfOpen]: "HALF_OPEN",
};

/** Refused because of what others met: nothing was sent. */
export class BreakerOpenError extends Error {
  override readonly name = "BreakerOpenError";
}

/**
 * Before the way to one replica. While that one answers nothing, a few wait their whole patience and the others are refused at
 * once, unsent, so that what hangs costs its own fields and not the gateway's places. One that refuses connections answers at
 * once by itself, and is let be, so that it is found again as soon as it is back.
 */
export class Breaker {
  readonly #policy: CircuitBreakerPolicy;
  readonly #health: () => ReplicaHealth;
  readonly #options: BreakerOptions;
  readonly #probe: () => Promise<unknown>;
  /** When each query that waits was sent, oldest first. */
  readonly #waiting = new Set<{ readonly since: number }>();
  #answeredAt = performance.now();
  #inARow = 0;

  constructor(subgraph: SubgraphName, replica: string, options: BreakerOptions, probe: () => Promise<unknown>) {
    this.#options = options;
    this.#probe = probe;
    const counting: IBreaker = {
      state: null,
      success: () => (this.#inARow = 0),
      failure: () => ++this.#inARow >= options.failures || this.#isSilent(),
    };
    this.#policy = circuitBreaker(handleWhen(isOfTheWay), {
      breaker: counting,
      halfOpenAfter: new ExponentialBackoff({ initialDelay: options.rest.first, maxDelay: options.rest.most, generator: noJitterGenerator }),
    });
    this.#health = () => ({ subgraph, replica, state: STATES[this.#policy.state] });
    this.#policy.onStateChange(() => BREAKERS.publish(this.#health()));
  }

  get health(): ReplicaHealth {
    return this.#health();
  }

  /**
   * Once it has rested, whoever comes next first has `probe` ask something that costs nothing: no act tries out whether it is
   * back. A mutation may take minutes, and is no measure of silence.
   */
  async through<T>(kind: "query" | "mutation", send: () => Promise<T>): Promise<T> {
    // cockatiel would have the others wait for the one that tries.
    if (this.#policy.state === CircuitState.HalfOpen) throw this.#refusal();
    if (this.#policy.state === CircuitState.Open) await this.#execute(() => this.#measured(this.#probe));
    return this.#execute(async () => {
      if (this.#isSilent()) throw this.#refusal();
      return kind === "query" ? this.#measured(send) : send();
    });
  }

  async #execute<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#policy.execute(work);
    } catch (error) {
      throw isBrokenCircuitError(error) ? this.#refusal() : error;
    }
  }

  async #measured<T>(send: () => Promise<T>): Promise<T> {
    const mine = { since: performance.now() };
    this.#waiting.add(mine);
    try {
      const answer = await send();
      this.#answeredAt = performance.now();
      return answer;
    } finally {
      this.#waiting.delete(mine);
    }
  }

  #isSilent(): boolean {
    const { queries, ms } = this.#options.silence;
    const before = performance.now() - ms;
    if (this.#answeredAt > before) return false;
    let long = 0;
    for (const { since } of this.#waiting) if (since <= before && ++long >= queries) return true;
    return false;
  }

  #refusal(): SubgraphUnavailableError {
    return new SubgraphUnavailableError(this.#health().subgraph, new BreakerOpenError("It has not answered the others"), "NOT_BEGUN");
  }
}

/** The subgraph's refusals are answers. What never connected costs no time, unless it had to be waited for. */
function isOfTheWay(error: unknown): boolean {
  if (!(error instanceof SubgraphUnavailableError)) return false;
  if (error.fate !== "NOT_BEGUN" || error.cause instanceof BreakerOpenError) return true;
  return (error.cause as { readonly code?: unknown } | null)?.code === "UND_ERR_CONNECT_TIMEOUT";
}
