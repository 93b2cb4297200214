import { refused } from "@stages/kernel/refusal.ts";

/** The place of an event in a log, as clients keep it. It names its log, unless that is PostgreSQL's. */
export const cursorOf = (log: string, position: number): string => (log === "" ? String(position) : `${log}-${position}`);

/** Refused with INVALID_CURSOR for what is none; with CURSOR_TOO_OLD for one of a log that is not read any more: its places say nothing here. */
export function positionIn(log: string, cursor: string): number {
  const [, named = "", digits] = /^(?:([a-z0-9]{1,32})-)?(\d{1,16})$/.exec(cursor) ?? [];
  const position = Number(digits);
  if (!Number.isSafeInteger(position)) throw refused("INVALID_CURSOR", "after");
  if (named !== log) throw refused("CURSOR_TOO_OLD", "after");
  return position;
}

/** The row in which a reader of a log keeps how far it has read it. */
export const readerIn = (log: string, name: string): string => (log === "" ? name : `${name}@${log}`);
