import type { Random } from "@stages/demonstration/random.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { ACTORS } from "@stages/conventions/domain/fixtures.ts";
import type { OpenStep, Step } from "@stages/conventions/domain/absence.ts";

/** What someone does of a chain, so many minutes after the step before. */
export interface Turn {
  readonly step: Exclude<Step, "REPORTED">;
  readonly actor: Actor;
  readonly afterMinutes: number;
}

interface Way {
  readonly minutes: number;
  readonly actor: Actor;
}

/** For each step: in time, by whom it falls to; late, by who is alerted of it then; later still, by the head. */
const WAYS: Readonly<Record<OpenStep, readonly Way[]>> = {
  REPORTED: [{ minutes: 5, actor: ACTORS.teacher }, { minutes: 20, actor: ACTORS.adviser }, { minutes: 40, actor: ACTORS.head }],
  RELAYED: [{ minutes: 10, actor: ACTORS.adviser }, { minutes: 35, actor: ACTORS.head }],
  FAMILY_INFORMED: [{ minutes: 15, actor: ACTORS.adviser }, { minutes: 70, actor: ACTORS.adviser }, { minutes: 130, actor: ACTORS.head }],
};
const NEXT = { REPORTED: "RELAYED", RELAYED: "FAMILY_INFORMED", FAMILY_INFORMED: "CLOSED" } as const;

/** The whole life of one absence after it is reported; one in ten turns out to be a mistake. */
export function chainOf(random: Random, variety: number): readonly Turn[] {
  const turns: Turn[] = [];
  for (const step of ["REPORTED", "RELAYED", "FAMILY_INFORMED"] as const) {
    const { minutes, actor } = random.pick(WAYS[step].slice(-variety));
    if (random.chance(0.03)) return [...turns, { step: "CORRECTED", actor: ACTORS.tutor, afterMinutes: minutes }];
    turns.push({ step: NEXT[step], actor, afterMinutes: minutes });
  }
  return turns;
}
