import { headers as newHeaders, type MsgHdrs } from "@nats-io/transport-node";
import { sealFor } from "@stages/database/sealed.ts";
import type { LoggedEvent } from "./bus.ts";
import { events as logged } from "./bus-tables.ts";
import type { DomainEvent, EventType } from "./contracts.ts";
import { loggedEvent } from "./logged-event.ts";
import type { StreamMessage } from "./nats-consumer.ts";
import { readSubject } from "./nats-subject.ts";

const HEADER = { key: "Key", version: "Version", occurredAt: "Occurred-At", traceparent: "Traceparent" } as const;

/** Type, id and whom it is about stand in its subject. */
export function messageOf(event: DomainEvent): { readonly headers: MsgHdrs; readonly data: Uint8Array } {
  const headers = newHeaders();
  headers.set(HEADER.key, encodeURIComponent(event.key));
  headers.set(HEADER.version, String(event.version));
  headers.set(HEADER.occurredAt, event.occurredAt.toString());
  if (event.traceparent) headers.set(HEADER.traceparent, event.traceparent);
  return { headers, data: sealFor(logged.payload, { eventId: event.id }, event.payload) };
}

/** An event of the log, its payload still sealed. */
export interface Entry extends StreamMessage {
  readonly type: string;
  readonly about: string | null;
  readonly id: string;
}

export function entryOf(root: string, message: StreamMessage): Entry | null {
  const read = readSubject(root, message.subject);
  return read && "event" in read ? { ...message, ...read.event } : null;
}

export const eventOf = ({ seq: position, type, about, id, headers, data }: Entry): LoggedEvent =>
  loggedEvent(
    {
      position,
      id,
      type: type as EventType,
      version: Number(headers?.get(HEADER.version)),
      key: decodeURIComponent(headers?.get(HEADER.key) ?? ""),
      about,
      occurredAt: occurredAtOf({ headers }),
      traceparent: headers?.get(HEADER.traceparent) || null,
    },
    data,
  );

export const occurredAtOf = ({ headers }: Pick<StreamMessage, "headers">): Temporal.Instant => Temporal.Instant.from(headers?.get(HEADER.occurredAt) ?? "");
