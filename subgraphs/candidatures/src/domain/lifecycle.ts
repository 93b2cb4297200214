/**
 * The life of a candidature. It goes SUBMITTED, READ, ACCEPTED, CONFIRMED when all goes well; the table says every step
 * that is possible, and every other pair of statuses is refused. A host that answers at once has read: it passes by READ. One that a school books
 * is born CONFIRMED: who publishes a group offer has said yes.
 */
export const STATUSES = [
  "SUBMITTED",
  "READ",
  "ACCEPTED",
  "CONFIRMED",
  "REFUSED",
  "EXPIRED",
  "WITHDRAWN",
  "LAPSED",
  "SUPERSEDED",
  "CANCELLED_BY_HOST",
  "CANCELLED_BY_SCHOOL",
] as const;

export type Status = (typeof STATUSES)[number];

/** What a candidature is first: sent by a student, or made by a booking. */
export const BIRTHS = ["SUBMITTED", "CONFIRMED"] as const satisfies readonly Status[];

export const TRANSITIONS = {
  SUBMITTED: ["READ", "EXPIRED", "WITHDRAWN", "SUPERSEDED"],
  READ: ["ACCEPTED", "REFUSED", "EXPIRED", "WITHDRAWN", "SUPERSEDED"],
  ACCEPTED: ["CONFIRMED", "LAPSED", "WITHDRAWN", "SUPERSEDED", "CANCELLED_BY_HOST"],
  CONFIRMED: ["CANCELLED_BY_HOST", "CANCELLED_BY_SCHOOL"],
  REFUSED: [],
  EXPIRED: [],
  WITHDRAWN: [],
  LAPSED: [],
  SUPERSEDED: [],
  CANCELLED_BY_HOST: [],
  CANCELLED_BY_SCHOOL: [],
} as const satisfies Readonly<Record<Status, readonly Status[]>>;

export function canBecome(from: Status, to: Status): boolean {
  return (TRANSITIONS[from] as readonly Status[]).includes(to);
}

/** Nothing follows these. */
export const ENDS = ["REFUSED", "EXPIRED", "WITHDRAWN", "LAPSED", "SUPERSEDED", "CANCELLED_BY_HOST", "CANCELLED_BY_SCHOOL"] as const satisfies readonly Status[];
export type End = (typeof ENDS)[number];

/** What the confirmation of another stage in the same week ends. */
export const LIVE = ["SUBMITTED", "READ", "ACCEPTED"] as const satisfies readonly Status[];

export function isEnd(status: Status): status is End {
  return (ENDS as readonly Status[]).includes(status);
}
