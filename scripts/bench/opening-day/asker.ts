import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import { type Kind, KINDS, OF_THE_RULES, OPERATIONS } from "./operations.ts";
import { type Answered, monotonicNow } from "./play.ts";

const OVERLOADED = "OVERLOADED";
const TRIES = 8;

export type Outcome = { readonly data: unknown; readonly askedAt: number } | null;

/** Asks on kept-alive connections and writes down how long each answer took, and what was said instead of one. */
export class Asker {
  readonly answered: Partial<Record<Kind, Answered>> = {};
  readonly refused: Record<string, number> = {};
  readonly errors: Record<string, number> = {};
  readonly shed: Answered = { at: [], ms: [] };
  inFlight = 0;
  done = 0;
  readonly #pool: Pool;
  readonly #path: string;
  /** Whether one that is told to come back does. */
  readonly #comesBack: boolean;

  constructor(url: string, connections: number, comesBack: boolean) {
    const { origin, pathname } = new URL(url);
    this.#pool = new Pool(origin, { connections, headersTimeout: 120_000, bodyTimeout: 120_000 });
    this.#path = pathname;
    this.#comesBack = comesBack;
  }

  /** Null for what was refused or failed, which is counted; a part where a part failed. `variables` is JSON already, or nothing. */
  async ask(kind: Kind, token: string, variables = "", intendedAt = monotonicNow()): Promise<Outcome> {
    const body = variables === "" ? BARE[kind] : `${OPEN[kind]}${variables}}`;
    for (let attempt = 1, askedAt = intendedAt; ; attempt += 1, askedAt = monotonicNow()) {
      const { text, retryAfter } = await this.#post(body, token);
      const ms = monotonicNow() - askedAt;
      if (!text.includes('"errors"')) {
        const told = (this.answered[kind] ??= { at: [], ms: [] });
        told.at.push(askedAt);
        told.ms.push(ms);
        this.done += 1;
        return { data: (JSON.parse(text) as { data: unknown }).data, askedAt };
      }
      const code = codeOf(text);
      if (code === OVERLOADED) {
        this.shed.at.push(askedAt);
        this.shed.ms.push(ms);
        if (!this.#comesBack) return null;
        if (attempt < TRIES) {
          await delay(retryAfter * 1_000 * attempt);
          continue;
        }
      }
      const said = OF_THE_RULES.has(code) ? this.refused : this.errors;
      said[`${kind} ${code}`] = (said[`${kind} ${code}`] ?? 0) + 1;
      const data = dataOf(text);
      return data === null ? null : { data, askedAt };
    }
  }

  async #post(body: string, token: string): Promise<{ readonly text: string; readonly retryAfter: number }> {
    this.inFlight += 1;
    try {
      const { headers, body: answer } = await this.#pool.request({
        path: this.#path,
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json", authorization: `Bearer ${token}` },
        body,
      });
      return { text: await answer.text(), retryAfter: Number(headers["retry-after"] ?? 1) };
    } catch (error) {
      return { text: JSON.stringify({ errors: [{ extensions: { code: (error as { code?: string }).code ?? String(error) } }] }), retryAfter: 1 };
    } finally {
      this.inFlight -= 1;
    }
  }

  stop(): Promise<void> {
    return this.#pool.close();
  }
}

const BARE = Object.fromEntries(KINDS.map((kind) => [kind, JSON.stringify({ query: OPERATIONS[kind] })])) as Record<Kind, string>;
const OPEN = Object.fromEntries(KINDS.map((kind) => [kind, `{"query":${JSON.stringify(OPERATIONS[kind])},"variables":`])) as Record<Kind, string>;

/** Of a mutation that is refused, only nulls. */
function dataOf(text: string): unknown {
  const { data = null } = text.startsWith("{") ? (JSON.parse(text) as { data?: Readonly<Record<string, unknown>> | null }) : {};
  return data !== null && Object.values(data).some((part) => part !== null) ? data : null;
}

function codeOf(text: string): string {
  try {
    const { errors } = JSON.parse(text) as { errors: readonly { extensions?: { code?: string } }[] };
    return errors[0]?.extensions?.code ?? "?";
  } catch {
    return "NO_JSON";
  }
}
