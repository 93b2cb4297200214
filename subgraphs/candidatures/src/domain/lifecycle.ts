/**
 * The life of a candidature. It goes SUBMITTED, READ, ACCEPTED, CONFIRMED when all goes well; the table says every step
 * that is possible, who takes it and when, and everything else is refused: by the rules, by the buttons (`viewerActions`)
 * and by the database, whose own list a test holds against this one. A host that answers at once has read: it passes by READ.
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

/** PLATFORM: time, or what follows from another subgraph's fact. */
export const PARTIES = ["STUDENT", "HOST", "SCHOOL", "PLATFORM"] as const;
export type Party = (typeof PARTIES)[number];

/** Beside the deadline of the status it leaves: through its last day, from the first instant after it, or whenever. */
export type When = "IN_TIME" | "OVERDUE" | "ANY_TIME";

export interface Transition {
  /** Null for a birth. */
  readonly from: Status | null;
  readonly to: Status;
  readonly by: readonly Party[];
  readonly when: When;
}

export const TRANSITIONS: readonly Transition[] = [
  { from: null, to: "SUBMITTED", by: ["STUDENT"], when: "ANY_TIME" },
  // Booked by the school in an offer for groups: who published it has said yes.
  { from: null, to: "CONFIRMED", by: ["SCHOOL"], when: "ANY_TIME" },

  { from: "SUBMITTED", to: "READ", by: ["HOST"], when: "IN_TIME" },
  { from: "SUBMITTED", to: "WITHDRAWN", by: ["STUDENT"], when: "IN_TIME" },
  // The platform: the school wrote down a stage that the student found elsewhere.
  { from: "SUBMITTED", to: "SUPERSEDED", by: ["STUDENT", "SCHOOL", "PLATFORM"], when: "IN_TIME" },
  { from: "SUBMITTED", to: "EXPIRED", by: ["PLATFORM"], when: "OVERDUE" },

  { from: "READ", to: "ACCEPTED", by: ["HOST"], when: "IN_TIME" },
  { from: "READ", to: "REFUSED", by: ["HOST"], when: "IN_TIME" },
  { from: "READ", to: "WITHDRAWN", by: ["STUDENT"], when: "IN_TIME" },
  { from: "READ", to: "SUPERSEDED", by: ["STUDENT", "SCHOOL", "PLATFORM"], when: "IN_TIME" },
  { from: "READ", to: "EXPIRED", by: ["PLATFORM"], when: "OVERDUE" },

  { from: "ACCEPTED", to: "CONFIRMED", by: ["STUDENT"], when: "IN_TIME" },
  { from: "ACCEPTED", to: "WITHDRAWN", by: ["STUDENT"], when: "IN_TIME" },
  { from: "ACCEPTED", to: "SUPERSEDED", by: ["STUDENT", "SCHOOL", "PLATFORM"], when: "IN_TIME" },
  // The platform: a convention was cancelled, by the host or by the school, and its candidature goes with it.
  { from: "ACCEPTED", to: "CANCELLED_BY_HOST", by: ["HOST", "PLATFORM"], when: "IN_TIME" },
  { from: "ACCEPTED", to: "CANCELLED_BY_SCHOOL", by: ["PLATFORM"], when: "IN_TIME" },
  { from: "ACCEPTED", to: "LAPSED", by: ["PLATFORM"], when: "OVERDUE" },

  { from: "CONFIRMED", to: "CANCELLED_BY_HOST", by: ["HOST", "PLATFORM"], when: "ANY_TIME" },
  // The school itself, of a booking alone: see booking.ts.
  { from: "CONFIRMED", to: "CANCELLED_BY_SCHOOL", by: ["SCHOOL", "PLATFORM"], when: "ANY_TIME" },
];

/** What a party may do from that status; null from none. */
export function stepOf(from: Status | null, to: Status, by: Party, isOverdue: boolean): Transition | null {
  const isNow = (when: When) => when === "ANY_TIME" || (when === "OVERDUE") === isOverdue;
  return TRANSITIONS.find((step) => step.from === from && step.to === to && step.by.includes(by) && isNow(step.when)) ?? null;
}

/** Whether that is this party's to do at all, from whichever status. */
export const isActOf = (to: Status, by: Party): boolean => TRANSITIONS.some((step) => step.from !== null && step.to === to && step.by.includes(by));

export const canBecome = (from: Status | null, to: Status): boolean => TRANSITIONS.some((step) => step.from === from && step.to === to);

/** Nothing follows these. */
export const ENDS = ["REFUSED", "EXPIRED", "WITHDRAWN", "LAPSED", "SUPERSEDED", "CANCELLED_BY_HOST", "CANCELLED_BY_SCHOOL"] as const satisfies readonly Status[];
export type End = (typeof ENDS)[number];

/** What the confirmation of another stage in the same week ends. */
export const LIVE = ["SUBMITTED", "READ", "ACCEPTED"] as const satisfies readonly Status[];

/** The host's answer is awaited. */
export const WAITING = ["SUBMITTED", "READ"] as const satisfies readonly Status[];

export function isEnd(status: Status): status is End {
  return (ENDS as readonly Status[]).includes(status);
}
