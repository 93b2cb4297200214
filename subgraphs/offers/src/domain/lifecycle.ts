/** The life of an offer. The table says every step that is possible; every other pair of statuses is refused. */
export const STATUSES = ["DRAFT", "PUBLISHED", "UNPUBLISHED", "NEEDS_UPDATE", "REMOVED", "HIDDEN"] as const;

export type Status = (typeof STATUSES)[number];

export const TRANSITIONS: Readonly<Record<Status, readonly Status[]>> = {
  DRAFT: ["PUBLISHED", "REMOVED"],
  PUBLISHED: ["UNPUBLISHED", "NEEDS_UPDATE", "REMOVED", "HIDDEN"],
  UNPUBLISHED: ["PUBLISHED", "REMOVED"],
  NEEDS_UPDATE: ["PUBLISHED", "REMOVED"],
  HIDDEN: ["PUBLISHED", "REMOVED"],
  REMOVED: [],
};

export function canBecome(from: Status, to: Status): boolean {
  return TRANSITIONS[from].includes(to);
}
