import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { ROLE_OF_FUNCTION } from "../domain/appointment.ts";
import { insertGrant } from "../persistence/actors.ts";
import {
  findExamDuties, findPersonBySubject, type Invitation, lockAddress, lockPendingInvitations, lockPersons, markClaimed, moveDuties, movePost, setSubject,
} from "../persistence/staff.ts";
import { messaging } from "../persistence/tables.ts";
import { appointment } from "./invite-staff-member.ts";

export interface VerifiedBearer {
  /** Verified by the issuer: whoever proves to hold the address gets what was given to it. */
  readonly email: string;
  readonly subject: string;
}

/**
 * To be called when someone signs in: the posts that wait for this address get their roles, and the person their subject.
 * Nothing happens the second time. Answers who the bearer is, null when nothing waited.
 */
export function claimInvitations({ write, now }: Pick<Act, "write" | "now">, { email, subject }: VerifiedBearer): Promise<PersonId | null> {
  return write(async (tx) => {
    const address = email.toLowerCase();
    await lockAddress(tx, address);
    const pending = await lockPendingInvitations(tx, address);
    const invited = await lockPersons(tx, pending.map(({ personId }) => personId));
    const isFree = new Map(invited.map((person) => [person.id, person.subject === null || person.subject === subject]));
    // Someone else's account, under another subject, is not this bearer's to take.
    const claimable = pending.filter(({ personId }) => isFree.get(personId));
    const bearer = (await findPersonBySubject(tx, subject))?.id ?? claimable[0]?.personId;
    if (!bearer || claimable.length === 0) return null;
    if (!(await findPersonBySubject(tx, subject))) await setSubject(tx, bearer, subject);
    for (const invitation of claimable) await claim(tx, invitation, bearer, now);
    await tell(tx, messaging, [domainEvent("ActorChanged", bearer, { subject }, now)]);
    return bearer;
  });
}

async function claim(tx: Transaction, invitation: Invitation, bearer: PersonId, now: Temporal.Instant): Promise<void> {
  const { personId: invited, schoolUai, function: held } = invitation;
  await markClaimed(tx, invitation, bearer, now);
  const role = ROLE_OF_FUNCTION[held];
  if (role) await insertGrant(tx, bearer, { role, schoolUai });
  if (invited === bearer) return;
  // The bearer was known otherwise, as a host's manager may be: what was written of the invited person is theirs.
  await movePost(tx, invited, bearer, schoolUai, held);
  const followed = await moveDuties(tx, invited, bearer);
  const days = (await findExamDuties(tx, [bearer])).map(({ day }) => day.toString());
  await tell(tx, messaging, [
    ...(await appointment(tx, bearer, schoolUai, held, now)),
    ...(days.length > 0 ? [domainEvent("ExamDutiesRecorded", bearer, { personId: bearer, days }, now)] : []),
    ...followed.map((studentId) => domainEvent("ReferentTeacherAssigned", studentId, { studentId, teacherId: bearer }, now)),
  ]);
}
