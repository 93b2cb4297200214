import { Pool } from "undici";

export interface Question {
  readonly path: string;
  readonly body: string;
  /** Asked at each request: what is signed is signed again. */
  readonly headers: () => Readonly<Record<string, string>>;
}

export interface Load {
  readonly requestsPerSecond: number;
  readonly requests: number;
  readonly latencies: readonly number[];
}

/** A few clients on kept-alive connections, each asking its next question as soon as it is answered, from a different start. */
export class LoadGenerator {
  readonly #pool: Pool;
  readonly #connections: number;
  readonly #questions: readonly Question[];
  readonly #expected = new Map<Question, string>();

  constructor(origin: string, questions: readonly Question[], connections: number) {
    this.#pool = new Pool(origin, { connections });
    this.#questions = questions;
    this.#connections = connections;
  }

  /** The answer as it came. Those under load are compared with the first one, as text. */
  async ask(question: Question): Promise<string> {
    const { path, body, headers } = question;
    const response = await this.#pool.request({ path, method: "POST", body, headers: { "content-type": "application/json", accept: "application/json", ...headers() } });
    const text = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`Answered ${response.statusCode}: ${text.slice(0, 300)}`);
    const expected = this.#expected.get(question);
    if (expected === undefined) this.#expected.set(question, text);
    else if (text !== expected) throw new Error(`Answered differently under load: ${text.slice(0, 300)}, before: ${expected.slice(0, 300)}`);
    return text;
  }

  async load(seconds: number, questions = this.#questions): Promise<Load> {
    const latencies: number[] = [];
    const from = performance.now();
    const end = from + seconds * 1000;
    const client = async (_: unknown, start: number) => {
      for (let askedAt = performance.now(), turn = start; askedAt < end; turn += 1) {
        await this.ask(questions[turn % questions.length]!);
        const answeredAt = performance.now();
        latencies.push(answeredAt - askedAt);
        askedAt = answeredAt;
      }
    };
    await Promise.all(Array.from({ length: this.#connections }, client));
    const elapsed = (performance.now() - from) / 1000;
    return { requests: latencies.length, requestsPerSecond: latencies.length / elapsed, latencies };
  }

  stop(): Promise<void> {
    return this.#pool.close();
  }
}
