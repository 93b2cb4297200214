/** The life of an offer. The table says every step that is possible, who takes it and when; every other is refused. */
export const STATUSES = ["DRAFT", "PUBLISHED", "UNPUBLISHED", "NEEDS_UPDATE", "REMOVED", "HIDDEN"] as const;

export type Status = (typeof STATUSES)[number];

/** Who takes a step: the host's managers, the staff of the place's territory (the ministry everywhere), or the platform by itself. */
export const PARTIES = ["HOST", "RECTORAT", "PLATFORM"] as const;
export type Party = (typeof PARTIES)[number];

/** Why the platform takes an offer out of the catalogue. */
export const LACKS = ["FULL", "PAST"] as const;
export type Lack = (typeof LACKS)[number];

/** What a step may depend on. */
export interface Standing {
  /** What keeps it out of the catalogue; null when students could apply. */
  readonly lack: Lack | null;
  readonly seatsTaken: number;
}

const always = () => true;
const hasRoom = ({ lack }: Standing) => lack === null;
const hasNoRoom = ({ lack }: Standing) => lack !== null;
const nobodyIsSeated = ({ seatsTaken }: Standing) => seatsTaken === 0;

export interface Step {
  readonly from: Status;
  readonly to: Status;
  readonly by: Party;
  readonly when: (standing: Standing) => boolean;
}

const step = (from: Status, to: Status, by: Party, when: Step["when"] = always): Step => ({ from, to, by, when });

export const STEPS: readonly Step[] = [
  step("DRAFT", "PUBLISHED", "HOST", hasRoom),
  step("UNPUBLISHED", "PUBLISHED", "HOST", hasRoom),
  step("NEEDS_UPDATE", "PUBLISHED", "HOST", hasRoom),
  step("PUBLISHED", "UNPUBLISHED", "HOST"),
  // A host that withdraws a full offer does not want it back when a seat is free again.
  step("NEEDS_UPDATE", "UNPUBLISHED", "HOST"),
  // By itself, both ways: nobody has to watch a seat that is taken or given back.
  step("PUBLISHED", "NEEDS_UPDATE", "PLATFORM", hasNoRoom),
  step("NEEDS_UPDATE", "PUBLISHED", "PLATFORM", hasRoom),
  step("DRAFT", "REMOVED", "HOST", nobodyIsSeated),
  step("PUBLISHED", "REMOVED", "HOST", nobodyIsSeated),
  step("UNPUBLISHED", "REMOVED", "HOST", nobodyIsSeated),
  step("NEEDS_UPDATE", "REMOVED", "HOST", nobodyIsSeated),
  step("HIDDEN", "REMOVED", "HOST", nobodyIsSeated),
  step("PUBLISHED", "HIDDEN", "RECTORAT"),
  step("UNPUBLISHED", "HIDDEN", "RECTORAT"),
  step("NEEDS_UPDATE", "HIDDEN", "RECTORAT"),
  // Back to where it was, as far as its seats and its dates allow.
  step("HIDDEN", "PUBLISHED", "RECTORAT", hasRoom),
  step("HIDDEN", "NEEDS_UPDATE", "RECTORAT", hasNoRoom),
  step("HIDDEN", "UNPUBLISHED", "RECTORAT"),
];

/** Whether there is such a step at all, for this party or for any. */
export function canBecome(from: Status, to: Status, by?: Party): boolean {
  return STEPS.some((one) => one.from === from && one.to === to && (by === undefined || one.by === by));
}

/** Whether the step can be taken now. */
export function mayBecome(from: Status, to: Status, by: Party, standing: Standing): boolean {
  return STEPS.some((one) => one.from === from && one.to === to && one.by === by && one.when(standing));
}
