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

export interface WaitingInvitations {
  readonly pending: readonly Invitation[];
  /** Without those of someone else's account, under another subject: they are not this bearer's to take. */
  readonly claimable: readonly Invitation[];
}

/** What waits for this bearer; locked. */
export async function lockInvitations(tx: Transaction, { email, subject }: VerifiedBearer): Promise<WaitingInvitations> {
  const address = email.toLowerCase();
  await lockAddress(tx, address);
  const pending = await lockPendingInvitations(tx, address);
  const invited = await lockPersons(tx, pending.map(({ personId }) => personId));
  const isFree = new Map(invited.map((person) => [person.id, person.subject === null || person.subject === subject]));
  return { pending, claimable: pending.filter(({ personId }) => isFree.get(personId)) };
}

/**
 * The posts that wait for this address get their roles, and the person their subject. Nothing happens the second time.
 * Answers who the bearer is, null when nothing waited; whoever calls tells that they have changed.
 */
export async function claimInvitations(tx: Transaction, { email, subject }: VerifiedBearer, now: Temporal.Instant): Promise<PersonId | null> {
  const { claimable } = await lockInvitations(tx, { email, subject });
  const known = (await findPersonBySubject(tx, subject))?.id;
  const bearer = known ?? claimable[0]?.personId;
  if (!bearer || claimable.length === 0) return null;
  if (!known) await setSubject(tx, bearer, subject);
  for (const invitation of claimable) await claim(tx, invitation, bearer, now);
  return bearer;
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
