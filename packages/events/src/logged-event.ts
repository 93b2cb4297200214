import { openFrom } from "@stages/database/sealed.ts";
import type { LoggedEvent } from "./bus.ts";
import { events } from "./bus-tables.ts";
import type { EventType } from "./contracts.ts";
import { broughtUp, versionOf } from "./versions.ts";

/** Why this process has nothing to do with an event of the log, which another one, or itself later, may. */
export interface Unread {
  /** NEWER: told in a version that it does not know yet. UNREADABLE: sealed under a key that it does not have, or damaged. */
  readonly why: "NEWER" | "UNREADABLE";
  readonly sealed: Uint8Array;
  readonly about: string | null;
  readonly error: Error;
}

export class NewerEventError extends Error {
  override readonly name = "NewerEventError";

  constructor(type: EventType, version: number) {
    super(`${type} was told in version ${version}, and this process knows it up to ${versionOf(type)}`);
  }
}

/** As the log keeps it. */
export interface LoggedRow {
  readonly position: number;
  readonly id: string;
  readonly type: EventType;
  readonly version: number;
  readonly key: string;
  readonly about: string | null;
  readonly occurredAt: Temporal.Instant;
  readonly traceparent?: string | null;
}

/** Opened, and in the version of now; one that cannot be is handed on all the same, so that nothing waits behind it. */
export function loggedEvent({ about, ...row }: LoggedRow, sealed: Uint8Array): LoggedEvent {
  const unread = (why: Unread["why"], error: Error) => ({ ...row, payload: null as never, unread: { why, sealed, about, error } }) as LoggedEvent;
  if (row.version > versionOf(row.type)) return unread("NEWER", new NewerEventError(row.type, row.version));
  try {
    const payload = broughtUp(row.type, row.version, openFrom(events.payload, { eventId: row.id }, sealed as never));
    return { ...row, version: versionOf(row.type), payload } as LoggedEvent;
  } catch (error) {
    return unread("UNREADABLE", error instanceof Error ? error : new Error(String(error)));
  }
}
