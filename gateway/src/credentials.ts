import type { IncomingMessage } from "node:http";

/** What a request says of its author: its token, and in development the instant it wants to be at. */
export function credentialsOf({ headersDistinct }: IncomingMessage): { authorization: string | undefined; now: string | undefined } {
  // Node would keep the first of two tokens, a proxy perhaps the last: together they are none that is valid.
  return { authorization: headersDistinct["authorization"]?.join(", "), now: headersDistinct["x-stages-now"]?.[0] };
}
