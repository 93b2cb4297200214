/**
 * The life of a convention. `ORDER` is the way it goes when all goes well; the table says every step that is possible,
 * and every other pair of statuses is refused.
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

export const TRANSITIONS: Readonly<Record<Status, readonly Status[]>> = {
  DRAFT: ["HOST_COMPLETED", "CANCELLED"],
  HOST_COMPLETED: ["VALIDATED", "RETURNED", "CANCELLED"],
  RETURNED: ["HOST_COMPLETED", "CANCELLED"],
  // Straight to SIGNED: on paper.
  VALIDATED: ["SIGNING", "SIGNED", "CANCELLED"],
  SIGNING: ["SIGNED", "CANCELLED"],
  SIGNED: ["CANCELLED", "INTERRUPTED", "COMPLETED"],
  CANCELLED: [],
  INTERRUPTED: [],
  COMPLETED: [],
};

export function canBecome(from: Status, to: Status): boolean {
  return TRANSITIONS[from].includes(to);
}

/** FAQ, "Est-ce possible de modifier une convention une fois validée ?" – "Non". */
export const FROZEN: readonly Status[] = ["VALIDATED", "SIGNING", "SIGNED", "INTERRUPTED", "COMPLETED"];

/** A student is covered for the weeks of a convention in one of these. */
export const COVERING: readonly Status[] = ["SIGNED", "COMPLETED"];
