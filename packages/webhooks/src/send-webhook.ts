import { lookup, type LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { expiredSince, isExpired, type Peer, sayExpired, whereIs } from "@stages/kernel/peer-certificate.ts";
import { Webhook } from "standardwebhooks";
import { Agent, request } from "undici";
import { isPublicAddress } from "./public-address.ts";
import { faultOf, isLoopback } from "./webhook-url.ts";

export interface WebhookMessage {
  /** The same each time it is sent again: by it the receiver knows it. */
  readonly id: string;
  readonly url: string;
  /** `whsec_…`; while one replaces another both sign, so that the receiver may know either. */
  readonly secrets: readonly string[];
  /** JSON, signed byte for byte. */
  readonly body: string;
  readonly at: Temporal.Instant;
}

/** Any answer of the 200s within the time. `told` is a code, never what the receiver said. */
export type WebhookOutcome = { readonly isDelivered: true } | { readonly isDelivered: false; readonly told: string; /** 410: it asks never to be called again. */ readonly isGone: boolean };

export interface WebhookSender {
  send(message: WebhookMessage): Promise<WebhookOutcome>;
  stop(): Promise<void>;
}

/** As `dns.lookup` with all the addresses. */
export type Resolve = (hostname: string, options: { readonly all: true }, callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void) => void;

const TIMEOUT_MS = 15_000;
const NOT_PUBLIC = "NOT_PUBLIC";

/**
 * Messages by the rules of Standard Webhooks (standardwebhooks.com): id, time and signature in headers. A name is resolved
 * once, for the connection itself, and leads to public addresses alone; nothing is followed elsewhere.
 */
export function webhookSender({ allowLoopback = false, resolve = lookup as Resolve }: { readonly allowLoopback?: boolean; readonly resolve?: Resolve } = {}): WebhookSender {
  const onlyPublic = lookupPublic(allowLoopback, resolve);
  const agent = new Agent({
    connect: { timeout: TIMEOUT_MS, lookup: onlyPublic },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    connections: 4,
    keepAliveTimeout: 10_000,
  });
  return {
    async send({ id, url, secrets, body, at }) {
      const fault = faultOf(url, { allowLoopback });
      if (fault) return failed(fault);
      const signatures = secrets.map((secret) => new Webhook(secret).sign(id, new Date(at.epochMilliseconds), body));
      try {
        const response = await request(url, {
          dispatcher: agent,
          method: "POST",
          headers: {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "stages-de-seconde",
            "webhook-id": id,
            "webhook-timestamp": String(Math.floor(at.epochMilliseconds / 1_000)),
            "webhook-signature": signatures.join(" "),
          },
          body,
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        // Nothing of it is read: it may be long, or be meant for us to repeat.
        await response.body.dump({ limit: 0 });
        const { statusCode } = response;
        return statusCode >= 200 && statusCode < 300 ? { isDelivered: true } : { ...failed(`HTTP ${statusCode}`), isGone: statusCode === 410 };
      } catch (error) {
        if (!isExpired(error)) return failed(codeOf(error));
        const peer: Peer = { of: "d'un récepteur de webhooks", consequence: "ses messages attendent, et son établissement en lit la cause", opening: "TLS", lookup: onlyPublic, ...whereIs(url, 443) };
        sayExpired(error, peer);
        const since = await expiredSince(peer);
        return failed(since ? `CERT_HAS_EXPIRED ${since.toZonedDateTimeISO("Europe/Paris").toPlainDate().toString()}` : "CERT_HAS_EXPIRED");
      }
    },
    stop: () => agent.destroy(),
  };
}

const failed = (told: string) => ({ isDelivered: false, told, isGone: false }) as const;

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: string };
  return typeof code === "string" ? code : (name ?? "unknown");
}

/** Of what a name leads to, the public addresses; refused when one of them is not, for it may be the one that is called next. */
const lookupPublic =
  (allowLoopback: boolean, resolve: Resolve): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, "", 0);
      const isFine = addresses.length > 0 && addresses.every(({ address }) => isPublicAddress(address) || (allowLoopback && isLoopback(hostname)));
      if (!isFine) return callback(Object.assign(new Error(NOT_PUBLIC), { code: NOT_PUBLIC }), "", 0);
      const [first] = addresses as [LookupAddress];
      return options.all ? callback(null, addresses as never) : callback(null, first.address, first.family);
    });
  };
