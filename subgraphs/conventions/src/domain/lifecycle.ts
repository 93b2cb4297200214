/**
 * The life of a convention. It goes DRAFT, HOST_COMPLETED, VALIDATED, SIGNING, SIGNED, COMPLETED when all goes well; the table
 * says every step that is possible, who takes it and when, and everything else is refused: by the rules, by the buttons
 * (`viewerActions`) and by the database, whose own list a test holds against this one.
 */
export const STATUSES = [
  "DRAFT",
  "HOST_COMPLETED",
  "RETURNED",
  "VALIDATED",
  "SIGNING",
  "SIGNED",
  "CANCELLED",
  "INTERRUPTED",
  "COMPLETED",
] as const;

export type Status = (typeof STATUSES)[number];

/** FAMILY: the student, or a legal representative. PLATFORM: time, or what follows from another subgraph's fact. */
export const PARTIES = ["HOST", "SCHOOL", "FAMILY", "PLATFORM"] as const;
export type Party = (typeof PARTIES)[number];

/** Beside the stage's own days: before its first, from its first on, once its last is past, or whenever. */
export type When = "BEFORE_START" | "FROM_START" | "AFTER_END" | "ANY_TIME";

export interface Transition {
  /** Null for a birth. */
  readonly from: Status | null;
  readonly to: Status;
  readonly by: readonly Party[];
  readonly when: When;
  /** Those who take it only in the place of a host that the platform does not know. */
  readonly inPlaceOfHost?: readonly Party[];
}

export const TRANSITIONS: readonly Transition[] = [
  { from: null, to: "DRAFT", by: ["PLATFORM", "SCHOOL"], when: "ANY_TIME" },

  { from: "DRAFT", to: "HOST_COMPLETED", by: ["HOST"], when: "ANY_TIME", inPlaceOfHost: ["SCHOOL"] },
  { from: "DRAFT", to: "CANCELLED", by: ["HOST", "SCHOOL", "PLATFORM"], when: "ANY_TIME" },

  { from: "RETURNED", to: "HOST_COMPLETED", by: ["HOST"], when: "ANY_TIME", inPlaceOfHost: ["SCHOOL"] },
  { from: "RETURNED", to: "CANCELLED", by: ["HOST", "SCHOOL", "PLATFORM"], when: "ANY_TIME" },

  { from: "HOST_COMPLETED", to: "VALIDATED", by: ["SCHOOL"], when: "ANY_TIME" },
  { from: "HOST_COMPLETED", to: "RETURNED", by: ["SCHOOL"], when: "ANY_TIME" },
  { from: "HOST_COMPLETED", to: "CANCELLED", by: ["HOST", "SCHOOL", "PLATFORM"], when: "ANY_TIME" },

  { from: "VALIDATED", to: "SIGNING", by: ["HOST", "SCHOOL", "FAMILY"], when: "ANY_TIME" },
  // A copy that all have signed on paper.
  { from: "VALIDATED", to: "SIGNED", by: ["SCHOOL"], when: "ANY_TIME" },
  { from: "VALIDATED", to: "CANCELLED", by: ["HOST", "SCHOOL", "PLATFORM"], when: "ANY_TIME" },

  { from: "SIGNING", to: "SIGNED", by: ["HOST", "SCHOOL", "FAMILY"], when: "ANY_TIME" },
  { from: "SIGNING", to: "CANCELLED", by: ["HOST", "SCHOOL", "PLATFORM"], when: "ANY_TIME" },

  // From the first day on what all have signed is interrupted, not undone.
  { from: "SIGNED", to: "CANCELLED", by: ["HOST", "SCHOOL"], when: "BEFORE_START" },
  { from: "SIGNED", to: "CANCELLED", by: ["PLATFORM"], when: "ANY_TIME" },
  { from: "SIGNED", to: "INTERRUPTED", by: ["HOST", "SCHOOL"], when: "FROM_START" },
  { from: "SIGNED", to: "COMPLETED", by: ["PLATFORM"], when: "AFTER_END" },
];

/** The stage's first and last day, and the day on which something is to be done. */
export interface StageDays {
  readonly firstDay: Temporal.PlainDate;
  readonly lastDay: Temporal.PlainDate;
  readonly today: Temporal.PlainDate;
}

const isReached = (day: Temporal.PlainDate, today: Temporal.PlainDate) => Temporal.PlainDate.compare(day, today) <= 0;

const IS_NOW: Readonly<Record<When, (days: StageDays) => boolean>> = {
  BEFORE_START: ({ firstDay, today }) => !isReached(firstDay, today),
  FROM_START: ({ firstDay, today }) => isReached(firstDay, today),
  AFTER_END: ({ lastDay, today }) => isReached(lastDay.add({ days: 1 }), today),
  ANY_TIME: () => true,
};

export const isTakenBy = ({ by, inPlaceOfHost = [] }: Transition, party: Party, isHostUnknown: boolean): boolean => by.includes(party) || (isHostUnknown && inPlaceOfHost.includes(party));

/** What a party may do from that status on that day; null from none. */
export function stepOf(from: Status | null, to: Status, party: Party, isHostUnknown: boolean, days: StageDays): Transition | null {
  return TRANSITIONS.find((step) => step.from === from && step.to === to && isTakenBy(step, party, isHostUnknown) && IS_NOW[step.when](days)) ?? null;
}

/** Whether that is this party's to do at all, from whichever status. */
export const isActOf = (to: Status, party: Party, isHostUnknown: boolean): boolean => TRANSITIONS.some((step) => step.from !== null && step.to === to && isTakenBy(step, party, isHostUnknown));

export function canBecome(from: Status | null, to: Status): boolean {
  return TRANSITIONS.some((step) => step.from === from && step.to === to);
}

/** FAQ, "Est-ce possible de modifier une convention une fois validée ?" – "Non". */
export const FROZEN: readonly Status[] = ["VALIDATED", "SIGNING", "SIGNED", "INTERRUPTED", "COMPLETED"];

/** Still to be filled: what is written of it can change. */
export const OPEN: readonly Status[] = ["DRAFT", "RETURNED", "HOST_COMPLETED"];

/** Neither cancelled nor interrupted: the student counts on it. */
export const LIVE: readonly Status[] = ["DRAFT", "RETURNED", "HOST_COMPLETED", "VALIDATED", "SIGNING", "SIGNED", "COMPLETED"];

/** A student is covered for the weeks of a convention in one of these. */
export const COVERING: readonly Status[] = ["SIGNED", "COMPLETED"];

/** On the way to covering the student, and not there yet. */
export const isInPreparation = (status: Status): boolean => LIVE.includes(status) && !COVERING.includes(status);
