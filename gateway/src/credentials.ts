import type { IncomingMessage } from "node:http";

/** What a client says of its author: a token, the role to act in when they have several, and in development the instant to be at. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly role: string | undefined;
  readonly now: string | undefined;
  /** Where the connection comes from. */
  readonly address: string | undefined;
}

export function credentialsOf({ headersDistinct, socket }: IncomingMessage): Credentials {
  // Node would keep the first of two tokens, a proxy perhaps the last: together they are none that is valid.
  return { authorization: headersDistinct["authorization"]?.join(", "), role: headersDistinct["x-stages-role"]?.[0], now: headersDistinct["x-stages-now"]?.[0], address: socket.remoteAddress };
}
