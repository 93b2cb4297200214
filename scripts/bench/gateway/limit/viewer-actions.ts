import type { Refusal } from "@stages/kernel/refusal.ts";

/** As the graph answers what a viewer may do, with what was selected of each refusal. */
export const viewerActions = <T>(actions: Readonly<Record<string, readonly Refusal[]>>, selected: (refusal: Refusal) => T) =>
  Object.entries(actions).map(([action, refusals]) => ({ action, allowed: refusals.length === 0, refusals: refusals.map(selected) }));
