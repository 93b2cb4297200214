import { HeaderMap } from "@apollo/server";
import { refuse } from "@stages/kernel/refusal.ts";
import type { GraphQLError } from "graphql";
import { GRAPHQL_RESPONSE } from "./answer.ts";
import { refusalError } from "./errors.ts";
import type { Graph } from "./graph.ts";
import type { LiveLimits } from "./limits.ts";

export type AdmissionLimits = Pick<LiveLimits, "operationsAtOnce" | "operationsWaiting" | "longestWaitMs">;

const BUSY = 503;
/** As long as who waits may have waited already: by then those before are through, or the platform is still as busy. */
const RETRY_AFTER_S = 2;

export const overloaded = (): GraphQLError => refusalError(refuse("OVERLOADED"), BUSY);

/**
 * A bound on what is under way at once. Who comes beyond it waits in turn; where too many wait, or one has waited too long,
 * it is refused before it has begun. Nothing that has begun is ever ended from here: a write is made whole, or was not asked for.
 */
export class Admission {
  readonly #limits: AdmissionLimits;
  /** In the order in which they came. */
  readonly #waiting = new Set<() => void>();
  #running = 0;
  #refused = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  get state(): { readonly running: number; readonly waiting: number; readonly refused: number } {
    return { running: this.#running, waiting: this.#waiting.size, refused: this.#refused };
  }

  /** Throws OVERLOADED instead of beginning the work. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#limits.operationsAtOnce) this.#running += 1;
    else await this.#turn();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  #turn(): Promise<void> {
    const { operationsWaiting, longestWaitMs } = this.#limits;
    if (this.#waiting.size >= operationsWaiting) return Promise.reject(this.#refusal());
    return new Promise((resolve, reject) => {
      const admit = () => {
        clearTimeout(late);
        resolve();
      };
      const late = setTimeout(() => {
        this.#waiting.delete(admit);
        reject(this.#refusal());
      }, longestWaitMs);
      this.#waiting.add(admit);
    });
  }

  /** The place goes from one to the next, so that nobody who comes meanwhile takes it. */
  #leave(): void {
    const [next] = this.#waiting;
    if (!next) return void (this.#running -= 1);
    this.#waiting.delete(next);
    next();
  }

  #refusal(): GraphQLError {
    this.#refused += 1;
    return overloaded();
  }
}

/** The graph with its operations bounded, whichever way they come. Subscriptions are counted where they are opened, and their events are not operations. */
export function admitting(graph: Graph, admission: Admission): Graph {
  const refusal = () => ({ errors: [graph.formatError(overloaded())] });
  const isOverload = (error: unknown) => (error as GraphQLError | null)?.extensions?.["code"] === "OVERLOADED";
  // Behind it rather than copied: its schema is another after a reload.
  return Object.assign(Object.create(graph) as Graph, {
    execute: ((...asked) => admission.run(() => graph.execute(...asked)).catch((error: unknown) => (isOverload(error) ? refusal() : Promise.reject(error)))) satisfies Graph["execute"],
    executeHttp: ((request, context) =>
      admission.run(() => graph.executeHttp(request, context)).catch((error: unknown) => {
        if (!isOverload(error)) throw error;
        const type = request.headers.get("accept")?.includes(GRAPHQL_RESPONSE) ? GRAPHQL_RESPONSE : "application/json";
        const headers = new HeaderMap([["content-type", `${type}; charset=utf-8`], ["retry-after", String(RETRY_AFTER_S)]]);
        return { status: BUSY, headers, body: { kind: "complete", string: JSON.stringify(refusal()) } };
      })) satisfies Graph["executeHttp"],
  });
}
