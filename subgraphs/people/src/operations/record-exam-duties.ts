import type { Act } from "@stages/database/act.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { worksAtSchool } from "@stages/kernel/actor.ts";
import { refused } from "@stages/kernel/refusal.ts";
import type { StaffMember } from "../domain/staff-member.ts";
import { findExamDuties, lockPersons, replaceExamDuties } from "../persistence/staff.ts";
import { messaging } from "../persistence/tables.ts";
import { loadColleague } from "./load.ts";

export interface RecordExamDuties {
  readonly staffId: string;
  readonly dates: readonly Temporal.PlainDate[];
}

const MOST_DAYS = 60;

/** The head writes on which days a teacher is called up for the baccalauréat: all of them, in place of those written before. */
export function recordExamDuties({ write, actor, now }: Act, { staffId, dates }: RecordExamDuties): Promise<StaffMember> {
  return write(async (tx) => {
    const member = await loadColleague(tx, staffId, actor);
    const teaches = member.posts.some((post) => post.function === "TEACHER" && worksAtSchool(actor, post.schoolUai));
    if (!teaches) throw refused("NOT_A_TEACHER", "staffId");
    if (dates.length > MOST_DAYS) throw refused("TOO_MANY_ITEMS", { max: MOST_DAYS }, "dates");
    const days = [...new Map(dates.map((day) => [day.toString(), day])).values()].toSorted(Temporal.PlainDate.compare);
    await lockPersons(tx, [member.id]);
    const written = days.map(String);
    const before = (await findExamDuties(tx, [member.id])).map(({ day }) => day.toString());
    if (before.join() === written.join()) return member;
    await replaceExamDuties(tx, member.id, days);
    await tell(tx, messaging, [domainEvent("ExamDutiesRecorded", member.id, { personId: member.id, days: written }, now)]);
    return member;
  });
}
