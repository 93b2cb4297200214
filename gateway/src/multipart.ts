import type { IncomingMessage } from "node:http";
import type { StreamFormat } from "./streams.ts";

/** `Accept: multipart/mixed;subscriptionSpec=1.0, application/json`, in any order, quoted or not. */
export function acceptsMultipart({ headers: { accept = "" } }: IncomingMessage): boolean {
  return accept.split(",").some((type) => /^\s*multipart\/mixed\s*;/i.test(type) && /;\s*subscriptionSpec="?1\.0"?\s*(;|$)/i.test(type));
}

/**
 * A part ends with the boundary of the next, as a client reads a part when it has seen the boundary behind it. Apollo iOS wants this header
 * in lower case and this type without parameters, and its heartbeats as `{}` and nothing else.
 */
const part = (value: object) => `\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(value)}\r\n--graphql`;

const CLOSING = "--\r\n";

/**
 * Apollo's multipart protocol for subscriptions, by which its clients of the web, iOS and Kotlin listen over plain HTTP:
 * https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol. What ends a stream
 * that would go on stands beside a payload that is null.
 */
export const MULTIPART: StreamFormat = {
  headers: {
    "content-type": "multipart/mixed;boundary=graphql;subscriptionSpec=1.0",
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
  },
  // A heartbeat at once: some proxies and clients wait for a first byte of the body.
  opening: `\r\n--graphql${part({})}`,
  heartbeat: () => part({}),
  result: (result) => part({ payload: result }),
  ended: (errors) => part({ payload: null, errors }) + CLOSING,
  closing: CLOSING,
  away: (errors) => part({ payload: null, errors }) + CLOSING,
};
