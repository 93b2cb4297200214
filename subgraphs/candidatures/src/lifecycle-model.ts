import { meet, type Period } from "@stages/kernel/period.ts";

/**
 * The life of candidatures on one page, written again from the domain page and sharing nothing with the platform's code:
 * what is tried on the platform must be explained by it. Days are numbers; a candidature is named by its student and offer.
 */
export interface Model {
  readonly day: number;
  readonly offers: readonly { readonly period: Period; readonly seats: number }[];
  readonly lives: ReadonlyMap<string, Life>;
  /** Of each student, the weeks of a stage that the school says was found elsewhere. */
  readonly elsewhere: ReadonlyMap<number, Period>;
}

export interface Life {
  readonly status: string;
  readonly answerBy: number;
  readonly confirmBy: number | null;
}

export const ACTS = ["submit", "read", "accept", "refuse", "cancel", "confirm", "withdraw", "sweep", "find", "lose"] as const;
export interface Act {
  readonly act: (typeof ACTS)[number];
  readonly student: number;
  readonly offer: number;
}

export const keyOf = (student: number, offer: number) => `${student}/${offer}`;
const DAYS_TO_ANSWER = 15;
const DAYS_TO_CONFIRM = 5;

/** What a candidature is on that day, whether or not anybody wrote it down. */
export function statusOn(day: number, { status, answerBy, confirmBy }: Life): string {
  if ((status === "SUBMITTED" || status === "READ") && day > answerBy) return "EXPIRED";
  return status === "ACCEPTED" && day > confirmBy! ? "LAPSED" : status;
}

function find(model: Model, student: number, period: Period): Model {
  if (model.elsewhere.has(student)) return model;
  const ended = [...model.lives].filter(([key, life]) => key.startsWith(`${student}/`) && meet(model.offers[Number(key.split("/")[1])]!.period, period) && ["SUBMITTED", "READ", "ACCEPTED"].includes(statusOn(model.day, life)));
  return { ...model, elsewhere: new Map([...model.elsewhere, [student, period]]), lives: new Map([...model.lives, ...ended.map(([key, life]) => [key, { ...life, status: "SUPERSEDED" }] as const)]) };
}

/** The model after the act, or null where it is refused. */
export function after(model: Model, { act, student, offer }: Act): Model | null {
  if (act === "sweep") return model;
  // Elsewhere, for the weeks of that offer; a school writes down one at a time, and takes it back.
  if (act === "find") return find(model, student, model.offers[offer]!.period);
  if (act === "lose") return { ...model, elsewhere: new Map([...model.elsewhere].filter(([other]) => other !== student)) };
  const key = keyOf(student, offer);
  const life = model.lives.get(key);
  const status = life && statusOn(model.day, life);
  const become = (to: string, over: Partial<Life> = {}, others: readonly (readonly [string, Life])[] = []): Model => ({ ...model, lives: new Map([...model.lives, ...others, [key, { ...life!, status: to, ...over }]]) });
  const own = [...model.lives].filter(([other]) => other !== key && other.startsWith(`${student}/`));
  const sharesWeek = ([other]: readonly [string, Life]) => meet(model.offers[Number(other.split("/")[1])]!.period, model.offers[offer]!.period);
  const found = model.elsewhere.get(student);
  const weekIsTaken = own.some((other) => sharesWeek(other) && other[1].status === "CONFIRMED") || (found !== undefined && meet(found, model.offers[offer]!.period));
  const takenBy = [...model.lives].filter(([other, each]) => other.endsWith(`/${offer}`) && ["ACCEPTED", "CONFIRMED"].includes(statusOn(model.day, each))).length;

  switch (act) {
    case "submit":
      return life || weekIsTaken ? null : become("SUBMITTED", { answerBy: model.day + DAYS_TO_ANSWER, confirmBy: null });
    case "read":
      return status === "SUBMITTED" ? become("READ") : null;
    case "accept":
      return (status === "SUBMITTED" || status === "READ") && takenBy < model.offers[offer]!.seats ? become("ACCEPTED", { confirmBy: model.day + DAYS_TO_CONFIRM }) : null;
    case "refuse":
      return status === "SUBMITTED" || status === "READ" ? become("REFUSED") : null;
    case "cancel":
      return status === "ACCEPTED" || status === "CONFIRMED" ? become("CANCELLED_BY_HOST") : null;
    case "withdraw":
      return status === "SUBMITTED" || status === "READ" || status === "ACCEPTED" ? become("WITHDRAWN") : null;
    case "confirm": {
      if (status !== "ACCEPTED" || weekIsTaken) return null;
      const live = own.filter((other) => sharesWeek(other) && ["SUBMITTED", "READ", "ACCEPTED"].includes(statusOn(model.day, other[1])));
      return become("CONFIRMED", {}, live.map(([other, each]) => [other, { ...each, status: "SUPERSEDED" }] as const));
    }
  }
}

export const shown = (model: Model) => Object.fromEntries([...model.lives].map(([key, life]) => [key, statusOn(model.day, life)]).sort());

/**
 * Acts that ran at once must be explained by one after the other in some order: the same acts done, the same refused, the same
 * statuses at the end. The models that explain them, none when nothing does. Orders that come to the same are followed once.
 */
export function explanations(model: Model, acts: readonly (Act & { readonly done: boolean })[], seen: string): readonly Model[] {
  const followed = new Set<string>();
  const found = new Map<string, Model>();
  const follow = (now: Model, left: readonly number[]): void => {
    const lives = JSON.stringify([[...now.lives].sort(), [...now.elsewhere].sort()]);
    const key = `${left.join(",")} ${lives}`;
    if (followed.has(key)) return;
    followed.add(key);
    if (left.length === 0 && JSON.stringify(shown(now)) === seen) found.set(lives, now);
    for (const index of left) {
      const next = after(now, acts[index]!);
      if ((next !== null) === acts[index]!.done) follow(next ?? now, left.filter((other) => other !== index));
    }
  };
  follow(model, acts.map((_, index) => index));
  return [...found.values()];
}
