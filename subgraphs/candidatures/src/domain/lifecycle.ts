/**
 * The life of a candidature. It goes SUBMITTED, READ, ACCEPTED, CONFIRMED when all goes well; the table says every step
 * that is possible, and every other pair of statuses is refused. A host that answers at once has read: it passes by READ.
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
] as const;

export type Status = (typeof STATUSES)[number];

export const TRANSITIONS = {
  SUBMITTED: ["READ", "EXPIRED", "WITHDRAWN", "SUPERSEDED"],
  READ: ["ACCEPTED", "REFUSED", "EXPIRED", "WITHDRAWN", "SUPERSEDED"],
  ACCEPTED: ["CONFIRMED", "LAPSED", "WITHDRAWN", "SUPERSEDED", "CANCELLED_BY_HOST"],
  CONFIRMED: ["CANCELLED_BY_HOST"],
  REFUSED: [],
  EXPIRED: [],
  WITHDRAWN: [],
  LAPSED: [],
  SUPERSEDED: [],
  CANCELLED_BY_HOST: [],
} as const satisfies Readonly<Record<Status, readonly Status[]>>;

export function canBecome(from: Status, to: Status): boolean {
  return (TRANSITIONS[from] as readonly Status[]).includes(to);
}

/** Nothing follows these. */
export const ENDS = ["REFUSED", "EXPIRED", "WITHDRAWN", "LAPSED", "SUPERSEDED", "CANCELLED_BY_HOST"] as const satisfies readonly Status[];
export type End = (typeof ENDS)[number];

/** What the confirmation of another stage in the same week ends. */
export const LIVE = ["SUBMITTED", "READ", "ACCEPTED"] as const satisfies readonly Status[];

export function isEnd(status: Status): status is End {
  return (ENDS as readonly Status[]).includes(status);
}
