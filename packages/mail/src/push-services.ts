/**
 * Where browsers have their messages brought: those of Chrome, Edge and their kin, Firefox, Windows and Safari. A browser
 * chooses the address that we post to, so that any other one could be made to point inside our own network.
 */
export const PUSH_SERVICES: readonly string[] = ["fcm.googleapis.com", "*.push.services.mozilla.com", "*.notify.windows.com", "*.push.apple.com"];

export interface AcceptedServices {
  /** Hosts; `*.` before one stands for all that end so. */
  readonly hosts: readonly string[];
  /** Whether this very machine is one, on any port and without TLS: in development and in tests alone. */
  readonly loopback: boolean;
}

const LOOPBACK: readonly string[] = ["127.0.0.1", "[::1]", "localhost"];
/** Those that exist have a few hundred characters. */
const LONGEST = 2_000;

/** The address, when it is one of a service that we post to; null for any other. */
export function parseEndpoint(text: string, { hosts, loopback }: AcceptedServices): URL | null {
  const url = text.length > LONGEST ? null : URL.parse(text);
  if (!url || url.username !== "" || url.password !== "") return null;
  if (loopback && LOOPBACK.includes(url.hostname)) return /^https?:$/.test(url.protocol) ? url : null;
  const isKnown = hosts.some((host) => (host.startsWith("*.") ? url.hostname.endsWith(host.slice(1)) : url.hostname === host));
  return isKnown && url.protocol === "https:" && url.port === "" ? url : null;
}
