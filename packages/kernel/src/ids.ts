import { TypeID, typeid } from "typeid-js";

/**
 * Every thing the platform names has a TypeID: a prefix that says what it is, and a UUIDv7 that sorts by creation.
 * PostgreSQL keeps the bare uuid (16 bytes); people, logs and clients see the prefix.
 */
export const ID_PREFIXES = [
  "absence",
  "amendment",
  "attestation",
  "booking",
  "candidature",
  "code",
  "convention",
  "delegation",
  "delivery",
  "document",
  "event",
  "evidence",
  "feedback",
  "file",
  "followup",
  "host",
  "intention",
  "link",
  "notification",
  "offer",
  "person",
  "push",
  "student",
  "webhook",
] as const;

export type IdPrefix = (typeof ID_PREFIXES)[number];
export type Id<P extends IdPrefix> = `${P}_${string}`;

export type AbsenceId = Id<"absence">;
export type AmendmentId = Id<"amendment">;
export type AttestationId = Id<"attestation">;
export type BookingId = Id<"booking">;
export type CandidatureId = Id<"candidature">;
export type SignatureCodeId = Id<"code">;
export type ConventionId = Id<"convention">;
export type DelegationId = Id<"delegation">;
export type DeliveryId = Id<"delivery">;
export type DocumentId = Id<"document">;
export type EventId = Id<"event">;
export type EvidenceId = Id<"evidence">;
export type FeedbackId = Id<"feedback">;
export type FileId = Id<"file">;
export type FollowUpId = Id<"followup">;
export type HostId = Id<"host">;
export type IntentionId = Id<"intention">;
export type LinkId = Id<"link">;
export type NotificationId = Id<"notification">;
export type OfferId = Id<"offer">;
export type PersonId = Id<"person">;
export type PushSubscriptionId = Id<"push">;
export type StudentId = Id<"student">;
export type WebhookId = Id<"webhook">;

export function newId<P extends IdPrefix>(prefix: P): Id<P> {
  return typeid(prefix).toString() as Id<P>;
}

export function idFromUuid<P extends IdPrefix>(prefix: P, uuid: string): Id<P> {
  return TypeID.fromUUID(prefix, uuid).toString() as Id<P>;
}

export function uuidOf(id: Id<IdPrefix>): string {
  return TypeID.fromString(id).toUUID();
}

/** Reads an id that came from outside; null when it is not one of that kind, which callers answer with NOT_FOUND. */
export function parseId<P extends IdPrefix>(prefix: P, text: string): Id<P> | null {
  try {
    const id = TypeID.fromString(text, prefix);
    // Not every 128 bits are a UUID, and PostgreSQL is asked by it.
    id.toUUID();
    return id.toString() as Id<P>;
  } catch {
    return null;
  }
}
