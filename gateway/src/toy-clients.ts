import { createClient as createSseClient } from "graphql-sse";
import { type Client, createClient } from "graphql-ws";
import { afterEach, beforeEach } from "vitest";
import { WebSocket } from "ws";
import type { GatewayConfig } from "./config.ts";
import type { RunningGateway } from "./gateway.ts";
import { ToyPlatform } from "./toy-platform.ts";

export interface Answer {
  readonly status: number;
  readonly data?: Record<string, unknown> | null;
  readonly errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[];
}

export const ACROSS = "{ conventionStatusChanged { convention { status student { firstName } offer { title } } } }";

/** A fresh toy platform and its gateway for each test, and a client of each kind. */
export class ToyClients {
  platform!: ToyPlatform;
  gateway!: RunningGateway;
  #sockets: Client[] = [];

  constructor(change: Partial<GatewayConfig> = {}) {
    beforeEach(async () => {
      this.platform = new ToyPlatform();
      this.gateway = await this.platform.start(change);
    });
    afterEach(async () => {
      await Promise.all(this.#sockets.splice(0).map((client) => client.dispose()));
      await this.gateway.stop();
    });
  }

  async post(body: object | string, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.gateway.url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return { status: response.status, ...((await response.json()) as object) };
  }

  ask(query: string, headers?: Record<string, string>): Promise<Answer> {
    return this.post({ query }, headers);
  }

  overWebSocket(connectionParams: Record<string, unknown> = {}) {
    const { promise: closed, resolve } = Promise.withResolvers<{ code: number; reason: string }>();
    const client = createClient({
      url: this.gateway.url.replace("http", "ws"),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams,
      on: { closed: (event) => resolve(event as { code: number; reason: string }) },
    });
    this.#sockets.push(client);
    return { client, closed };
  }

  overSse(headers: Record<string, string> = {}) {
    return createSseClient({ url: this.gateway.url, headers, retryAttempts: 0 });
  }
}
