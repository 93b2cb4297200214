import { sayExpired, whereIs } from "@stages/kernel/peer-certificate.ts";
import webPush from "web-push";
import { MailRefusedError, TryLaterError } from "./send.ts";
import { type AcceptedServices, parseEndpoint } from "./push-services.ts";
import type { VapidKeys } from "./vapid.ts";

/** What a browser gave us: where its messages are brought, and the keys that it alone opens them with. */
export interface Browser {
  readonly endpoint: string;
  /** Its public key: 65 bytes, in base64url. */
  readonly p256dh: string;
  /** 16 bytes, in base64url. */
  readonly auth: string;
}

export interface Push {
  /** What the page's service worker reads: sealed for this browser (RFC 8291), the service that brings it cannot. */
  readonly text: string;
  /** The same each time that this message is sent: one that still waits is replaced by the next of the same (RFC 8030, 5.4). */
  readonly key: string;
  readonly urgency: "high" | "normal" | "low";
  /** How long it is of use to a browser that is away. */
  readonly ttl: Temporal.Duration;
}

/** Hands a message to the browser's push service; throws when it was not taken. */
export type SendPush = (browser: Browser, push: Push) => Promise<void>;

/** The browser has taken its permission back, or is no more: its address is of no use to anyone. */
export class BrowserGoneError extends Error {
  override readonly name = "BrowserGoneError";
}

export interface PushOptions {
  readonly keys: VapidKeys;
  /** Whom a push service may turn to about us: our address, or `mailto:`. */
  readonly subject: string;
  readonly services: AcceptedServices;
}

const TIMEOUT_MS = 10_000;
const LONGEST_RETRY_AFTER_SECONDS = 3_600;

/** `web-push` seals and signs; the request is ours, for it is to go where we said and follow nothing elsewhere. */
export function pushSender({ keys, subject, services }: PushOptions): SendPush {
  return async ({ endpoint, p256dh, auth }, { text, key, urgency, ttl }) => {
    // Looked at again: the list may have become shorter since the browser gave its address.
    if (!parseEndpoint(endpoint, services)) throw new MailRefusedError("PUSH ENDPOINT");
    const { method, headers, body } = detailsOf(() =>
      webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, text, { vapidDetails: { subject, ...keys }, TTL: ttl.total("seconds"), urgency, topic: key, contentEncoding: "aes128gcm" }),
    );
    const { "Content-Length": _computed, ...sent } = headers as Record<string, string | number>;
    const response = await fetch(endpoint, {
      method,
      headers: Object.entries(sent).map(([name, value]): [string, string] => [name, String(value)]),
      body: new Uint8Array(body),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      sayExpired(error, { of: "d'un service de notifications des navigateurs", consequence: "ses notifications attendent", opening: "TLS", ...whereIs(endpoint, 443) });
      // Whoever knows a browser's address could wake it: nothing that may repeat it is kept.
      throw new Error(`PUSH ${codeOf(error)}`);
    });
    await response.body?.cancel();
    if (!response.ok) throw failureOf(response);
  };
}

/** Keys that are no keys: nothing will ever be sealed with them. */
function detailsOf<T>(make: () => T): T {
  try {
    return make();
  } catch {
    throw new MailRefusedError("PUSH KEYS");
  }
}

function failureOf({ status, headers }: Response): Error {
  const told = `PUSH ${status}`;
  if (status === 404 || status === 410) return new BrowserGoneError(told);
  // Too large, or not as it should be: it would be so again.
  if (status === 400 || status === 413) return new MailRefusedError(told);
  const seconds = Number(headers.get("retry-after"));
  return seconds > 0 ? new TryLaterError(told, Temporal.Duration.from({ seconds: Math.min(Math.ceil(seconds), LONGEST_RETRY_AFTER_SECONDS) })) : new Error(told);
}

function codeOf(error: unknown): string {
  const { code, name } = ((error as { cause?: unknown }).cause ?? error) as { code?: string; name?: string };
  return code ?? name ?? "unknown";
}
