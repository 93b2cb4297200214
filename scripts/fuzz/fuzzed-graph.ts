import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, type GraphQLSchema } from "graphql";
import type { GraphBody } from "./answer-shape.ts";
import type { FuzzedGraph, Post } from "./fuzz-operations.ts";
import type { FuzzedPlatform } from "./fuzzed-platform.ts";
import { poolOf } from "./pool.ts";

const API = join(import.meta.dirname, "../../schema/api.graphql");
/** A stream that says nothing is open, and could stay so. */
const SILENCE_MS = 100;

export const apiSchema = (): GraphQLSchema => buildSchema(readFileSync(API, "utf8"));

type TokenOf = (persona: string) => Promise<string>;

export const postingTo = (url: string, tokenOf: TokenOf): Post => async (persona, { query, variables }) => {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", ...(persona && { authorization: `Bearer ${await tokenOf(persona)}` }) },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, contentType: response.headers.get("content-type") ?? "", text: await response.text() };
};

/** The first that a stream says, were it only that it cannot be opened. */
export const followingAt = (url: string, tokenOf: TokenOf): Post => async (persona, { query, variables }) => {
  const left = new AbortController();
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream", ...(persona && { authorization: `Bearer ${await tokenOf(persona)}` }) },
    body: JSON.stringify({ query, variables }),
    signal: left.signal,
  });
  const contentType = response.headers.get("content-type") ?? "";
  if (!contentType.includes("event-stream")) return { status: response.status, contentType, text: await response.text() };
  let said = "";
  let silent: NodeJS.Timeout | undefined;
  try {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      said += chunk;
      if (said.includes("event: ")) break;
      silent ??= setTimeout(() => left.abort(), SILENCE_MS);
    }
  } catch {
    // left
  }
  clearTimeout(silent);
  left.abort();
  return { status: response.status, contentType: "application/json", text: /^data: (\{.*\})$/m.exec(said)?.[1] ?? "{}" };
};

/** The platform's graph as any client reaches it, with what its examples show. */
export async function graphOf({ gateway, tokenOf, lines }: FuzzedPlatform, isAlive: () => boolean): Promise<FuzzedGraph> {
  const post = postingTo(gateway, tokenOf);
  const pool = await poolOf(async (persona, query, variables) => JSON.parse((await post(persona, { query, variables })).text) as GraphBody);
  return { schema: apiSchema(), pool, post, lives: isAlive, lines };
}
