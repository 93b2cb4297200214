import type { Act } from "@stages/database/act.ts";
import { personOf } from "@stages/kernel/actor.ts";
import { insist } from "@stages/kernel/refusal.ts";
import type { Preference } from "../domain/delivery.ts";
import { changed, choicesOf, type Choice, refusalsToChange } from "../domain/preferences.ts";
import { lockPreferences, savePreferences } from "../persistence/notification-preferences.ts";

/** All of the changes, or none. What was told before and waits to leave still leaves as it was to. */
export function changeNotificationPreferences({ write, actor, now }: Act, changes: readonly Preference[]): Promise<readonly Choice[]> {
  return write(async (tx) => {
    const personId = personOf(actor);
    if (!personId) return [];
    const before = await lockPreferences(tx, personId);
    insist(refusalsToChange(actor.role, before, changes));
    const asked = changed([], changes);
    await savePreferences(tx, personId, asked, now);
    return choicesOf(actor.role, changed(before, asked));
  });
}
