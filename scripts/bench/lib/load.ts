import { Pool } from "undici";

export interface Question {
  readonly url: string;
  readonly token: string;
  readonly query: string;
}

export interface Load {
  readonly requestsPerSecond: number;
  readonly requests: number;
  readonly latencies: readonly number[];
}

/** A few clients on kept-alive connections, each asking again as soon as it is answered. */
export class LoadGenerator {
  readonly #pool: Pool;
  readonly #connections: number;
  readonly #request;
  #expected: string | null = null;

  constructor({ url, token, query }: Question, connections: number) {
    const { origin, pathname } = new URL(url);
    this.#connections = connections;
    this.#pool = new Pool(origin, { connections });
    this.#request = {
      path: pathname,
      method: "POST" as const,
      headers: { "content-type": "application/json", accept: "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    };
  }

  /** The answer as it came. Those under load are compared with the first one, as text. */
  async ask(): Promise<string> {
    const { statusCode, body } = await this.#pool.request(this.#request);
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`Answered ${statusCode}: ${text.slice(0, 300)}`);
    this.#expected ??= text;
    if (text !== this.#expected) throw new Error(`Answered differently under load: ${text.slice(0, 300)}`);
    return text;
  }

  async load(seconds: number): Promise<Load> {
    const latencies: number[] = [];
    const from = performance.now();
    const end = from + seconds * 1000;
    const client = async () => {
      for (let askedAt = performance.now(); askedAt < end; ) {
        await this.ask();
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
