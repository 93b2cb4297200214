import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { forget } from "@stages/events/forget.ts";
import { tell } from "@stages/events/outbox.ts";
import { type Actor, personOf } from "@stages/kernel/actor.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { parseId, type PersonId, type StudentId, uuidOf } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import { type ErasedStudent, refusalsToErase } from "../domain/erase-student.ts";
import { personsGoingWith } from "../domain/erasure.ts";
import { findCampaigns } from "../persistence/campaigns.ts";
import { findSubjects } from "../persistence/class-lists.ts";
import { uncount } from "@stages/statistics/uncount.ts";
import { deletePersonsWhole, deleteStudents, findConventionStatuses, findErasedBy, insertErasure, lockStudent } from "../persistence/erased-students.ts";
import { MEASURES } from "../persistence/measures.ts";
import { findTies, lockThoseOf } from "../persistence/erasure.ts";
import { forgetMailsTo } from "../persistence/outgoing-mails.ts";
import { messaging } from "../persistence/tables.ts";
import { revoke } from "./issue-links.ts";
import { loadOwnStudent } from "./load.ts";

export interface EraseStudent {
  readonly studentId: string;
  readonly reason: string;
  readonly confirmLastName: string;
}

/**
 * Nothing that tells who the student was is left here once it is committed; the other subgraphs follow on hearing of it.
 * Done again by the same head, it answers the same.
 */
export function eraseStudent({ write, actor, now }: Act, { studentId, reason, confirmLastName }: EraseStudent): Promise<ErasedStudent> {
  return write(async (tx) => {
    const done = await erasedBefore(tx, studentId, actor);
    if (done) return done;
    const { id } = await loadOwnStudent(tx, studentId, actor);
    await lockThoseOf(tx, [id]);
    await lockStudent(tx, id);
    // Read again under the locks: the same head may have asked twice.
    const meanwhile = await erasedBefore(tx, studentId, actor);
    if (meanwhile) return meanwhile;
    const student = await loadOwnStudent(tx, studentId, actor);
    const campaign = (await findCampaigns(tx)).find((one) => one.id === student.campaignId) ?? null;
    const conventionStatuses = await findConventionStatuses(tx, id);
    insist([...refusalsOfText(reason, 500, "reason"), ...refusalsToErase(student, { confirmLastName, conventionStatuses, campaign, today: civilDateOf(now) })]);

    const ties = await findTies(tx, [id]);
    // Whoever stays, for another child, is no more who they were.
    const subjects = await findSubjects(tx, [...new Set(ties.map(({ personId }) => personId))]);
    const personIds = personsGoingWith(new Set([id]), ties);
    // Whoever holds a session of a link is out at once, and what waits to leave for them does not.
    const links = await revoke(tx, { studentId: id }, "CONVENTION_ENDED", now);
    for (const holder of new Set(links.map(({ personId }) => personId))) await forgetMailsTo(tx, holder);
    await remove(tx, id, personIds);
    // As PostgreSQL keeps it: asked again, the answer is the same to the digit.
    const erased = { studentId: id, erasedAt: now.round("microsecond") };
    await insertErasure(tx, { ...erased, erasedBy: personOf(actor)!, reason });
    await tell(tx, messaging, [
      domainEvent("StudentErased", id, { studentId: id, personIds }, now),
      ...subjects.map(({ subject }) => domainEvent("ActorChanged", id, { subject, about: id }, now)),
    ]);
    return erased;
  });
}

function erasedBefore(tx: Transaction, text: string, actor: Actor): Promise<ErasedStudent | null> | null {
  const id = parseId("student", text);
  const by = personOf(actor);
  return id && by && findErasedBy(tx, id, by);
}

async function remove(tx: Transaction, id: StudentId, personIds: readonly PersonId[]): Promise<void> {
  await uncount(tx, MEASURES, id);
  await deleteStudents(tx, [id]);
  await deletePersonsWhole(tx, personIds);
  await forget(tx, messaging, [id, ...personIds].map(uuidOf));
}
