import type { X509Certificate } from "node:crypto";
import { type Channel, channel } from "node:diagnostics_channel";
import { once } from "node:events";
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** What is said before TLS begins. */
export type Opening = "TLS" | "POSTGRES" | "SMTP" | "NATS";

/** Somebody else's server, which we know by its certificate. */
export interface Peer {
  /** As the end of "Le certificat TLS": "du serveur de courriel (STAGES_SMTP_URL)". Nothing of an address, which may hold a key. */
  readonly of: string;
  /** What becomes of what we had for it: "les courriels attendent". */
  readonly consequence: string;
  readonly host: string;
  readonly port: number;
  readonly opening: Opening;
  /** How its name is looked up, where not every address may be called. */
  readonly lookup?: LookupFunction;
}

/** Whoever keeps the log of a process listens: a sentence, once an hour at most for each peer. */
export const EXPIRED_PEERS: Channel<unknown, { readonly sentence: string }> = channel("stages:expired-peer") as Channel<unknown, { readonly sentence: string }>;

const PATIENCE_MS = 5_000;
const SAID_EVERY_MS = 3_600_000;
const DEEPEST = 8;
const saidAt = new Map<string, number>();

/** OpenSSL's word, by its code or, where a library put its own code in place, by its sentence. */
export function isExpired(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > DEEPEST) return false;
  if ((error as { readonly code?: unknown }).code === "CERT_HAS_EXPIRED" || /certificate has expired/i.test(error.message)) return true;
  return [error.cause, ...(error instanceof AggregateError ? error.errors : [])].some((cause) => isExpired(cause, depth + 1));
}

/**
 * Since when the peer's certificate is over; null when it is not, or cannot be looked at. The error of a handshake does not have the certificate
 * (`onConnectSecure` of Node's `_tls_wrap.js` gives OpenSSL's code alone): it is asked for again, and nothing is told to whoever shows it.
 */
export async function expiredSince(peer: Peer): Promise<Temporal.Instant | null> {
  const { host, port, opening, lookup } = peer;
  const socket = connectTcp({ host, port, ...(lookup && { lookup }) });
  socket.on("error", () => {});
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    await once(socket, "connect", { signal });
    await OPENINGS[opening](socket, signal);
    const secure = connectTls({ socket, rejectUnauthorized: false, ...(isIP(host) === 0 && { servername: host }) });
    await once(secure, "secureConnect", { signal });
    const ends = chainOf(secure.getPeerX509Certificate()).map(({ validToDate }) => validToDate.getTime());
    const first = Math.min(...ends);
    return first < Date.now() ? Temporal.Instant.fromEpochMilliseconds(first) : null;
  } catch {
    return null;
  } finally {
    socket.destroy();
  }
}

const chainOf = (leaf: X509Certificate | undefined): readonly X509Certificate[] => (leaf ? [leaf, ...chainOf(leaf.issuerCertificate)] : []);

/** A French sentence for whoever runs the platform, of an error that is a peer's certificate past its end; null for any other. */
export async function certificateTrouble(error: unknown, peer: Peer): Promise<string | null> {
  if (!isExpired(error)) return null;
  return sentenceFor(peer, await expiredSince(peer));
}

export function sentenceFor({ of, consequence }: Pick<Peer, "of" | "consequence">, since: Temporal.Instant | null): string {
  const when = since ? ` le ${since.toZonedDateTimeISO("Europe/Paris").toPlainDate().toLocaleString("fr-FR", { dateStyle: "long" })}` : "";
  return `Le certificat TLS ${of} a expiré${when} : ${consequence}, et rien n'est perdu ; faites-le renouveler par qui tient ce serveur.`;
}

/** Tells whoever keeps the log, if that is what the error says. Never throws: something has failed already. */
export function sayExpired(error: unknown, peer: Peer, elapsed: () => number = () => performance.now()): void {
  if (!isExpired(error)) return;
  const now = elapsed();
  if (now - (saidAt.get(peer.of) ?? Number.NEGATIVE_INFINITY) < SAID_EVERY_MS) return;
  saidAt.set(peer.of, now);
  void tell(peer);
}

/** Where a library keeps to itself why it does not reach its server. */
export function lookAtCertificate(peer: Peer): void {
  void expiredSince(peer).then((since) => since && EXPIRED_PEERS.publish({ sentence: sentenceFor(peer, since) }));
}

async function tell(peer: Peer): Promise<void> {
  EXPIRED_PEERS.publish({ sentence: sentenceFor(peer, await expiredSince(peer)) });
}

/** Once it has been reached again, the next end of a certificate is said at once. */
export const forgetExpired = (of: string): boolean => saidAt.delete(of);

/** Host and port of an address; of what is none, nowhere: an error of it would repeat it, with the key that some have in theirs. */
export function whereIs(url: string, port: number): Pick<Peer, "host" | "port"> {
  const { hostname, port: own } = URL.parse(url) ?? { hostname: "", port: "" };
  return { host: hostname.replace(/^\[(.*)\]$/, "$1"), port: Number(own || port) };
}

const OPENINGS: Readonly<Record<Opening, (socket: Socket, signal: AbortSignal) => Promise<void>>> = {
  TLS: async () => {},
  // SSLRequest, of the PostgreSQL protocol 3: https://www.postgresql.org/docs/current/protocol-message-formats.html
  POSTGRES: async (socket, signal) => {
    socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
    await heard(socket, signal, /^S/);
  },
  // RFC 3207.
  SMTP: async (socket, signal) => {
    await heard(socket, signal, /^220 [^\n]*\n$/m);
    socket.write("EHLO localhost\r\n");
    await heard(socket, signal, /^250 [^\n]*\n$/m);
    socket.write("STARTTLS\r\n");
    await heard(socket, signal, /^220 [^\n]*\n$/m);
  },
  // Its servers say who they are before they change over.
  NATS: (socket, signal) => heard(socket, signal, /^INFO .*\n/s),
};

async function heard(socket: Socket, signal: AbortSignal, wanted: RegExp): Promise<void> {
  let said = "";
  while (!wanted.test(said)) {
    await once(socket, "readable", { signal });
    for (let chunk: Buffer | null; (chunk = socket.read() as Buffer | null) !== null; ) said += chunk.toString("latin1");
    if (said.length > 65_536) throw new Error("It says too much");
  }
}
