import { randomUUID } from "node:crypto";
import { PLATFORM } from "@stages/kernel/actor.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { newInternalKeys, signCaller } from "@stages/transport/internal-token.ts";
import { serveSubgraph } from "@stages/transport/serve.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";
import { auditServer } from "graphql-http";
import { afterEach, describe, expect, it } from "vitest";
import { createSubgraphs } from "./subgraphs.ts";

/** What the audit asks for is kept nowhere: `__typename`, `__type`, and what cannot be answered. */
const NO_DATABASE = "postgres://nobody@127.0.0.1:1/none";

describe.each(SUBGRAPH_NAMES)("%s", (name) => {
  let close = async () => {};
  afterEach(() => close());

  async function audited(authorizing: boolean) {
    const { signingKey, verificationKey } = newInternalKeys();
    const served = await serveSubgraph(createSubgraphs({ databaseUrl: NO_DATABASE, clock: systemClock })[name], { port: 0, host: "127.0.0.1", verificationKey });
    close = () => served.close();
    const now = systemClock();
    const authorization = `Bearer ${signCaller({ actor: PLATFORM, now, requestId: randomUUID() }, name, signingKey, now)}`;
    const fetchFn = (url: string, init: RequestInit = {}) => fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...(authorizing && { authorization }) } });
    return auditServer({ url: served.url, fetchFn });
  }

  it("speaks GraphQL over HTTP without an exception, to who is signed for", async () => {
    const results = await audited(true);
    expect(results.length).toBeGreaterThan(60);
    expect(results.filter(({ status }) => status !== "ok").map(({ id, status, name }) => `${status} ${id} ${name}`)).toEqual([]);
  });

  it("answers nothing of it to who is not", async () => {
    const results = await audited(false);
    const responses = results.flatMap((result) => (result.status === "ok" ? [] : [result.response]));
    expect(responses.length).toBeGreaterThan(25);
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([401]));
  });
});
