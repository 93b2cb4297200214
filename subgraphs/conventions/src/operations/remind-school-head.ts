import type { Act } from "@stages/database/act.ts";
import { personOf } from "@stages/kernel/actor.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { refusalsToRemindHead } from "../domain/awaited.ts";
import type { Convention } from "../domain/convention.ts";
import { findSchoolReminders, insertSchoolReminder, tellAwaited } from "../persistence/awaited.ts";
import { loadConvention, loadHostName, loadStageDays, loadStudent } from "./load.ts";

/** FAQ: "c'est au tour du chef d'établissement de la remplir. N'hésitez pas à le relancer s'il prend plus de temps que prévu". */
export function remindSchoolHead({ write, actor, now }: Act, input: { readonly conventionId: string }): Promise<Convention> {
  return write(async (tx) => {
    const convention = await loadConvention(tx, input.conventionId, actor);
    const day = civilDateOf(now);
    const before = await findSchoolReminders(tx, [convention.id]);
    insist(refusalsToRemindHead(convention, actor, before.map((reminder) => reminder.day), day));
    if (!(await insertSchoolReminder(tx, { conventionId: convention.id, day, byPersonId: personOf(actor)!, at: now }))) throw refused("REMINDED_TODAY");
    const { firstDay } = await loadStageDays(tx, convention, now);
    await tellAwaited(tx, [{ convention, awaited: "SCHOOL", capacities: [], hostName: await loadHostName(tx, convention), student: await loadStudent(tx, convention), startsOn: firstDay, askedByHost: true }], now);
    return convention;
  });
}
