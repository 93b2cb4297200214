import type { IncomingHttpHeaders } from "node:http";

/** What a client says of its author: a token, the role to act in when they have several, and in development the instant to be at. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly role: string | undefined;
  readonly now: string | undefined;
}

export function credentialsOf(headers: IncomingHttpHeaders): Credentials {
  return { authorization: headers.authorization, role: one(headers["x-stages-role"]), now: one(headers["x-stages-now"]) };
}

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);
