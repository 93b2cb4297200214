import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/** What a client says of its author: a token, the role to act in when they have several, and in development the instant to be at. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly role: string | undefined;
  readonly now: string | undefined;
  /** Where the client is, as far as it can be known. */
  readonly address: string | undefined;
}

/**
 * Each proxy writes, at the end of the header, whom it was asked by: of as many proxies as are our own, the first one's word
 * is the client's address. What stands before it is the client's own word, and is not believed.
 */
export function addressOf({ headersDistinct, socket }: IncomingMessage, trustedProxies: number): string | undefined {
  const told = (headersDistinct["x-forwarded-for"] ?? []).join(",").split(",").map(addressIn);
  let address = socket.remoteAddress && addressIn(socket.remoteAddress);
  for (let hop = 1; hop <= trustedProxies; hop += 1) {
    const before = told.at(-hop);
    if (!before || isIP(before) === 0) break;
    address = before;
  }
  return address;
}

/** Without the port that some proxies add, and as IPv4 what is one. */
function addressIn(text: string): string {
  const bare = text.trim().replace(/^\[(.+)\](?::\d+)?$/, "$1").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
  return bare.replace(/^::ffff:(?=\d+\.)/i, "");
}

export function credentialsOf(request: IncomingMessage, trustedProxies = 0): Credentials {
  const { headersDistinct } = request;
  // Node would keep the first of two tokens, a proxy perhaps the last: together they are none that is valid.
  return { authorization: headersDistinct["authorization"]?.join(", "), role: headersDistinct["x-stages-role"]?.[0], now: headersDistinct["x-stages-now"]?.[0], address: addressOf(request, trustedProxies) };
}
