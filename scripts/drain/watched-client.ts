import type { GraphAnswer, StagesClient, Variables } from "@stages/client/client.ts";

/** How the requests of all clients ended, and which are under way. */
export class Outcomes {
  answered = 0;
  /** Nobody listened: it never left. */
  refused = 0;
  /** By their code; what has none is a fault. */
  readonly codes = new Map<string, number>();
  /** Gone without a word of an answer: those that were under way at the signal, and those begun after it. */
  readonly broken = { underWay: 0, later: 0 };
  readonly faults: string[] = [];
  /** Under way at one signal or another. */
  underWayAtSignals = 0;
  readonly #asking = new Set<object>();
  #atSignal = new Set<object>();

  signal(): void {
    this.#atSignal = new Set(this.#asking);
    this.underWayAtSignals += this.#atSignal.size;
  }

  async of<T>(asking: () => Promise<GraphAnswer<T>>): Promise<GraphAnswer<T>> {
    const one = {};
    this.#asking.add(one);
    try {
      const answer = await asking();
      this.#judge(answer);
      return answer;
    } catch (error) {
      if (isRefused(error)) this.refused += 1;
      else {
        this.broken[this.#atSignal.has(one) ? "underWay" : "later"] += 1;
        this.faults.push(`broken: ${String((error as Error).cause ?? error).slice(0, 200)}`);
      }
      throw error;
    } finally {
      this.#asking.delete(one);
    }
  }

  #judge({ data, errors = [] }: GraphAnswer<unknown>): void {
    this.answered += 1;
    if (errors.length === 0 && !data) this.faults.push("an answer without data nor errors");
    for (const error of errors) {
      const code = error.extensions?.code ?? "none";
      this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
      if (code !== "TEMPORARILY_UNAVAILABLE") this.faults.push(`answered ${code}: ${JSON.stringify(error).slice(0, 200)}`);
    }
  }
}

export function watched(client: StagesClient, outcomes: Outcomes): StagesClient {
  return { ...client, ask: <T>(query: string, variables?: Variables) => outcomes.of<T>(() => client.ask<T>(query, variables)) };
}

const isRefused = (error: unknown): boolean => (error as { cause?: { code?: string } }).cause?.code === "ECONNREFUSED";
