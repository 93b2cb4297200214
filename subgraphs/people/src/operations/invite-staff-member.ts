import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import { byId, type Keyed } from "@stages/database/idempotency.ts";
import { type DomainEvent, domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { personOf } from "@stages/kernel/actor.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { type Invited, refusalsOfInvitation, ROLE_OF_FUNCTION, TITLE_OF_FUNCTION } from "../domain/appointment.ts";
import { displayNameOf } from "../domain/person.ts";
import type { StaffFunction, StaffMember } from "../domain/staff-member.ts";
import { once } from "../persistence/once.ts";
import { findPerson, findStaffMembers } from "../persistence/persons.ts";
import { findStaffByEmail, insertInvitation, insertPerson, insertPost, lockAddress } from "../persistence/staff.ts";
import { messaging } from "../persistence/tables.ts";
import { loadOwnSchool } from "./load.ts";

export interface InviteStaffMember extends Invited, Keyed {
  readonly schoolUai: string;
}

/**
 * A colleague gets a post at once, and its role when a bearer with that verified address signs in. Who has the post already
 * keeps it as it is.
 */
export function inviteStaffMember(act: Act, invited: InviteStaffMember): Promise<StaffMember> {
  const { actor, now } = act;
  return once(act, "inviteStaffMember", invited, byId(findStaffMembers), async (tx) => {
    const { uai } = await loadOwnSchool(tx, invited.schoolUai, actor);
    insist(refusalsOfInvitation(invited));
    const email = invited.email.toLowerCase();
    await lockAddress(tx, email);
    const known = await findStaffByEmail(tx, email);
    const personId = known ?? newId("person");
    const { firstName, lastName, title } = invited;
    if (!known) await insertPerson(tx, { id: personId, subject: null, firstName, lastName, email: invited.email, phone: null });
    const held = invited.function;
    if (await insertPost(tx, { personId, schoolUai: uai, function: held, title: title ?? TITLE_OF_FUNCTION[held] })) {
      await insertInvitation(tx, { personId, schoolUai: uai, function: held, email, invitedAt: now, invitedBy: personOf(actor)!, claimedAt: null });
      await tell(tx, messaging, await appointment(tx, personId, uai, held, now));
    }
    return (await findStaffMembers(tx, [personId]))[0]!;
  });
}

/** The fact that others hear; none for a post without a role. */
export async function appointment(tx: Transaction, personId: PersonId, schoolUai: Uai, held: StaffFunction, now: Temporal.Instant): Promise<readonly DomainEvent[]> {
  const role = ROLE_OF_FUNCTION[held];
  if (!role) return [];
  const person = (await findPerson(tx, personId))!;
  const { email, phone } = person;
  return [domainEvent("StaffMemberAppointed", schoolUai, { personId, schoolUai, role, name: displayNameOf(person), email, phone }, now)];
}
