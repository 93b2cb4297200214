import type { EventType } from "./contracts.ts";

type Payload = Readonly<Record<string, unknown>>;
/** From the payload of one version to that of the next: pure, and total over all that was ever told in that version. */
type Upcast = (older: Payload) => Payload;
export type Upcasts = { readonly [T in EventType]?: readonly Upcast[] };

/**
 * How what was told in an older version is read: the first of a type's list brings version 1 up to 2, the next one 2 up to 3.
 * A type's version follows from it, so that none can be raised without a word for what the log still holds.
 */
export const UPCASTS: Upcasts = {
  // Before there were bookings, every offer was for one student at a time.
  OfferPublished: [({ offer }) => ({ offer: { mode: "INDIVIDUAL", ...(offer as Payload) } })],
};

export const versionOf = (type: EventType, upcasts: Upcasts = UPCASTS): number => 1 + (upcasts[type]?.length ?? 0);

/** The payload as this process reads it; null for a version that it does not know yet. */
export function broughtUp(type: EventType, version: number, payload: unknown, upcasts: Upcasts = UPCASTS): unknown {
  if (version > versionOf(type, upcasts)) return null;
  return (upcasts[type] ?? []).slice(version - 1).reduce((older, upcast) => upcast(older), payload as Payload);
}
