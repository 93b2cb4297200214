import type { PersonId, PushSubscriptionId } from "@stages/kernel/ids.ts";
import { refuse, type Refusal } from "@stages/kernel/refusal.ts";

/** A browser that someone lets the platform wake. */
export interface WokenBrowser {
  readonly id: PushSubscriptionId;
  readonly personId: PersonId;
  /** The host of its push service, by which people tell their browsers apart. */
  readonly service: string;
  readonly createdAt: Temporal.Instant;
  readonly lastSentAt: Temporal.Instant | null;
}

/** The oldest makes way: a browser asks anew when it is opened, and a person has a handful. */
export const MOST_BROWSERS = 10;

/** RFC 8291: a point of P-256 that is not compressed, and 16 bytes. */
export function refusalsOfKeys({ p256dh, auth }: { readonly p256dh: string; readonly auth: string }): readonly Refusal[] {
  const point = bytesOf(p256dh);
  return [
    ...(point?.length === 65 && point[0] === 4 ? [] : [refuse("INVALID_PUSH_SUBSCRIPTION", "p256dh")]),
    ...(bytesOf(auth)?.length === 16 ? [] : [refuse("INVALID_PUSH_SUBSCRIPTION", "auth")]),
  ];
}

/** Letters of the alphabet are not enough: some lengths, and some last letters, are of no bytes at all. */
function bytesOf(text: string): Uint8Array | null {
  if (!/^[\w-]{1,100}$/.test(text)) return null;
  try {
    return Uint8Array.fromBase64(text, { alphabet: "base64url" });
  } catch {
    return null;
  }
}
