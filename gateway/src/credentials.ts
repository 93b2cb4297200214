import type { IncomingHttpHeaders } from "node:http";

/** What a request says of its author: its token, and in development the instant it wants to be at. */
export function credentialsOf(headers: IncomingHttpHeaders): { authorization: string | undefined; now: string | undefined } {
  const now = headers["x-stages-now"];
  return { authorization: headers.authorization, now: Array.isArray(now) ? now[0] : now };
}
