import type { LoggedEvent } from "./bus.ts";

/** The fields of facts by which those who follow one thing, or one place, are found. Their values are told apart by themselves. */
const KEYED = ["conventionId", "candidatureId", "offerId", "hostId", "studentId", "schoolUai", "academy", "tutorEmail", "personId", "subject"] as const;

/** What an event is about, as followers name it: whoever follows one of these is handed it without the others being asked. */
export function keysOf(event: Pick<LoggedEvent, "key" | "payload">): readonly string[] {
  const payload = event.payload as Partial<Record<string, unknown>>;
  const places = payload["territories"] as readonly string[] | undefined;
  return [event.key, ...KEYED.map((field) => payload[field]).filter((value) => typeof value === "string"), ...(places ?? [])];
}
