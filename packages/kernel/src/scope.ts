import type { Actor } from "./actor.ts";

/** Everything that a rule may look at: what one person in one role is shown, on however many screens. */
export const personalScopeOf = (actor: Actor): string => JSON.stringify(actor, sortedList);

/**
 * Role and bounds without the person: what colleagues may be shown alike, where no answer depends on which of them asks. A
 * student's bound is their school; a tutor, known by an address, shares with nobody.
 */
export function scopeOf(actor: Actor): string {
  if ("link" in actor && actor.link) return personalScopeOf(actor);
  return JSON.stringify({ ...actor, personId: undefined, studentId: undefined }, sortedList);
}

/** The same schools in another order are the same bounds. */
const sortedList = (_key: string, value: unknown): unknown => (Array.isArray(value) ? value.toSorted() : value);
