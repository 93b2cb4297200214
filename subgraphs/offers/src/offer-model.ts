/**
 * The life of an offer on one page, written again from the domain page ("Hosts and offers") and from decision 48, sharing
 * nothing with the platform's code: what is tried on the platform must be explained by it. Days are numbers. One offer's life
 * depends on no other's.
 */
export interface Life {
  readonly status: "DRAFT" | "PUBLISHED" | "UNPUBLISHED" | "NEEDS_UPDATE" | "HIDDEN" | "REMOVED";
  /** Empty while the draft is unfinished. */
  readonly title: string;
  readonly seats: number;
  readonly taken: number;
  readonly wasPublished: boolean;
  /** What it goes back to once it is not hidden any more. */
  readonly beforeHidden: "UNPUBLISHED" | "OUT";
  /** Who flagged it: `true` while nobody has looked. */
  readonly flags: Readonly<Record<string, boolean>>;
  /** The first day of its stage: on that day it can still be found, the day after it cannot. */
  readonly begins: number;
}

/** What people do, what the platform does by itself, and the facts that the ledger tells. */
export type Act =
  | { readonly act: "save"; readonly title: string; readonly seats: number }
  | { readonly act: "edit"; readonly title: string }
  | { readonly act: "publish" | "unpublish" | "republish" | "remove" | "hide" | "restore" | "dismiss" | "sweep" }
  | { readonly act: "flag"; readonly by: string }
  | { readonly act: "accepted" | "ended" | "freed" }
  | { readonly act: "seats"; readonly seats: number };

export const FACTS: readonly Act["act"][] = ["accepted", "ended", "freed", "seats"];
/** Weeks of a campaign, at most: hosts prepare drafts until they are over. */
export const LAST_DAY = 15;

const roomOn = (day: number, { begins, taken, seats }: Life) => day <= begins && taken < seats;

/** The life after the act on that day, or null where it is refused. */
export function after(day: number, life: Life, act: Act): Life | null {
  const { status, title, begins, taken, flags, wasPublished, beforeHidden } = life;
  const isOneOf = (...statuses: readonly Life["status"][]) => statuses.includes(status);
  /** What is in the catalogue leaves it when it is full or past, and comes back when it is neither. */
  const settled = (changed: Life): Life =>
    isOneOf("PUBLISHED", "NEEDS_UPDATE") ? { ...changed, status: roomOn(day, changed) ? "PUBLISHED" : "NEEDS_UPDATE" } : changed;

  switch (act.act) {
    case "save":
      return isOneOf("DRAFT") && day <= LAST_DAY ? { ...life, title: act.title, seats: act.seats } : null;
    case "edit":
      return !isOneOf("REMOVED") && day <= begins ? { ...life, title: act.title } : null;
    case "publish":
      return isOneOf("DRAFT") && title !== "" && day <= begins ? { ...life, status: "PUBLISHED", wasPublished: true } : null;
    case "unpublish":
      return isOneOf("PUBLISHED", "NEEDS_UPDATE") ? { ...life, status: "UNPUBLISHED" } : null;
    case "republish":
      return isOneOf("UNPUBLISHED", "NEEDS_UPDATE") && roomOn(day, life) ? { ...life, status: "PUBLISHED" } : null;
    case "remove":
      return !isOneOf("REMOVED") && taken === 0 ? { ...life, status: "REMOVED" } : null;
    case "hide":
      return isOneOf("PUBLISHED", "UNPUBLISHED", "NEEDS_UPDATE") ? { ...life, status: "HIDDEN", beforeHidden: status === "UNPUBLISHED" ? "UNPUBLISHED" : "OUT" } : null;
    case "restore":
      if (!isOneOf("HIDDEN")) return null;
      return { ...life, status: beforeHidden === "UNPUBLISHED" ? "UNPUBLISHED" : roomOn(day, life) ? "PUBLISHED" : "NEEDS_UPDATE" };
    case "flag":
      return isOneOf("PUBLISHED", "UNPUBLISHED", "NEEDS_UPDATE") ? { ...life, flags: { [act.by]: true, ...flags } } : null;
    case "dismiss":
      return { ...life, flags: Object.fromEntries(Object.keys(flags).map((by) => [by, false])) };
    case "sweep":
      return status === "PUBLISHED" && day > begins ? { ...life, status: "NEEDS_UPDATE" } : life;
    case "accepted":
      return wasPublished ? settled({ ...life, taken: taken + 1 }) : null;
    case "ended":
      return life;
    case "freed":
      return settled({ ...life, taken: taken - 1 });
    case "seats":
      return settled({ ...life, seats: act.seats });
  }
}

/** What of a life can be seen. */
export const shown = ({ status, title, seats, taken, wasPublished, flags }: Life) => JSON.stringify([status, title, seats, taken, wasPublished, Object.entries(flags).toSorted()]);

/**
 * Acts that ran at once must be explained by one after the other in some order: the same acts done, the same refused, the same
 * offer at the end. The facts of the ledger come in their own order. A sweep passes by what someone else is deciding on.
 * The lives that explain them, none when nothing does.
 */
export function explanations(day: number, life: Life, acts: readonly (Act & { readonly done: boolean })[], seen: string, isAlone = acts.length === 1): readonly Life[] {
  if (acts.length === 0) return shown(life) === seen ? [life] : [];
  const firstFact = acts.find(({ act }) => FACTS.includes(act));
  const found = acts.flatMap((act, index) => {
    if (FACTS.includes(act.act) && act !== firstFact) return [];
    const next = after(day, life, act);
    if ((next !== null) !== act.done) return [];
    const afterwards = act.act === "sweep" && !isAlone ? [next ?? life, life] : [next ?? life];
    return afterwards.flatMap((then) => explanations(day, then, acts.toSpliced(index, 1), seen, isAlone));
  });
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}
