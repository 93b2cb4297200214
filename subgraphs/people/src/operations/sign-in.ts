import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { blindIndex } from "@stages/vault/vault.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { TITLE_OF_FUNCTION } from "../domain/appointment.ts";
import type { Grant } from "../domain/grant.ts";
import { type Attachment, type Found, judgeSignIn, type Presented } from "../domain/sign-in.ts";
import { insertGrant } from "../persistence/actors.ts";
import { findStudentsOfRepresentatives } from "../persistence/catch-ups.ts";
import { findIdentified, lockSchool } from "../persistence/class-lists.ts";
import { claimHostInvitation, lockHostInvitations } from "../persistence/host-managers.ts";
import { findStaffMembers } from "../persistence/persons.ts";
import { findSchools } from "../persistence/schools.ts";
import {
  claimTerritoryInvitations, findHeadsWithAccount, hasRole, keepSignIns, lockRepresentatives, lockSubject, lockTerritoryInvitations, mergeRepresentative,
} from "../persistence/sign-ins.ts";
import { findPersonBySubject, findStaffByEmail, insertPerson, insertPost, lockPersons, setAddress, setSubject } from "../persistence/staff.ts";
import { messaging } from "../persistence/tables.ts";
import { claimInvitations, lockInvitations } from "./claim-invitations.ts";
import { appointment } from "./invite-staff-member.ts";
import { tellRepresentatives } from "./list-representatives.ts";
import { tellManager } from "./tell-manager.ts";

/**
 * What waits for the bearer of a verified token becomes theirs: asked at each token, and nothing happens when nothing waits.
 * Says whether anything was given; throws why not to someone who has no role at all.
 */
export function signIn({ write, now }: Pick<Act, "write" | "now">, presented: Presented): Promise<boolean> {
  return write(async (tx) => {
    await lockSubject(tx, presented.subject);
    const found = await lockWhatWaits(tx, presented);
    await learnAddress(tx, presented);
    const { attachments, refusals } = judgeSignIn(presented, found);
    if (!found.bearer?.hasRole && attachments.length === 0) insist(refusals);
    if (attachments.length === 0) return false;

    const [issuer] = presented.subject.split("|") as [string];
    let bearer = found.bearer?.id ?? null;
    for (const attachment of attachments) {
      bearer = await attach(tx, attachment, bearer, presented, now);
      await keepSignIns(tx, [{ personId: bearer, issuer, match: attachment.match, at: now }]);
    }
    await tell(tx, messaging, [domainEvent("ActorChanged", bearer!, { subject: presented.subject, about: bearer! }, now)]);
    return true;
  });
}

/** In one order for everyone: the subject, the address, the school, then persons, so that two sign-ins never cross. */
async function lockWhatWaits(tx: Transaction, { subject, speaksFor, ine, address, headOf }: Presented): Promise<Found> {
  const speaks = (whom: Presented["speaksFor"][number]) => speaksFor.includes(whom);
  const known = await findPersonBySubject(tx, subject);
  const invitations = address !== null && speaks("SCHOOL_STAFF") ? await lockInvitations(tx, { email: address, subject }) : { pending: [], claimable: [] };
  const school = headOf !== null && speaks("SCHOOL_STAFF") ? await lockSchoolOf(tx, headOf, address) : null;
  const [identified] = ine !== null && speaks("STUDENT") ? await findIdentified(tx, [blindIndex("INE", ine)]) : [];
  const [enrolled] = identified ? await lockPersons(tx, [identified.personId]) : [];
  return {
    bearer: known && { id: known.id, hasRole: await hasRole(tx, known.id) },
    enrolled: enrolled ?? null,
    representatives: address !== null && ine === null && speaks("LEGAL_REPRESENTATIVE") ? await lockRepresentatives(tx, address) : [],
    invitations: { pending: invitations.pending.length, claimable: invitations.claimable.length },
    school,
    hostInvitations: address !== null && speaks("HOST_MANAGER") ? (await lockHostInvitations(tx, address)).length : 0,
    stateInvitations: address !== null && speaks("STATE") ? (await lockTerritoryInvitations(tx, address)).length : 0,
  };
}

/** Two who say that they head the same school take turns: the second finds the first. */
async function lockSchoolOf(tx: Transaction, uai: NonNullable<Presented["headOf"]>, address: string | null): Promise<Found["school"]> {
  await lockSchool(tx, uai);
  const [school] = await findSchools(tx, [uai]);
  if (!school) return null;
  const entered = address === null ? null : await findStaffByEmail(tx, address);
  const [member] = entered ? await findStaffMembers(tx, [entered]) : [];
  const [account] = member?.posts.some(({ schoolUai }) => schoolUai === uai) ? await lockPersons(tx, [member.id]) : [];
  return { name: school.name, heads: await findHeadsWithAccount(tx, uai), awaitedHead: account && account.subject === null ? account.id : null };
}

/** Answers who the bearer is from then on. */
async function attach(tx: Transaction, attachment: Attachment, bearer: PersonId | null, presented: Presented, now: Temporal.Instant): Promise<PersonId> {
  switch (attachment.match) {
    case "INE":
      return known(tx, attachment.personId, presented);
    case "REPRESENTATIVE_ADDRESS": {
      const [first, ...others] = attachment.personIds;
      const one = bearer ?? (await known(tx, first, presented));
      for (const other of bearer ? attachment.personIds : others) await mergeRepresentative(tx, other, one);
      await tellRepresentatives(tx, await findStudentsOfRepresentatives(tx, [one]), now);
      return one;
    }
    case "INVITATION":
      return (await claimInvitations(tx, { email: presented.address!, subject: presented.subject }, now))!;
    case "HEAD_OF_SCHOOL": {
      const uai = presented.headOf!;
      const one = bearer ?? (attachment.awaited ? await known(tx, attachment.awaited, presented) : await entered(tx, presented));
      await insertPost(tx, { personId: one, schoolUai: uai, function: "SCHOOL_HEAD", title: TITLE_OF_FUNCTION.SCHOOL_HEAD });
      await insertGrant(tx, one, { role: "SCHOOL_HEAD", schoolUai: uai });
      await tell(tx, messaging, await appointment(tx, one, uai, "SCHOOL_HEAD", now));
      return one;
    }
    case "STATE_INVITATION": {
      const one = bearer ?? (await entered(tx, presented));
      const invitations = await lockTerritoryInvitations(tx, presented.address!);
      for (const { role, academy, department } of invitations) await insertGrant(tx, one, (role === "RECTORAT" ? { role, academy, department } : { role }) as Grant);
      await claimTerritoryInvitations(tx, invitations.map(({ id }) => id), one, now);
      return one;
    }
    case "HOST_INVITATION": {
      const one = bearer ?? (await entered(tx, presented));
      for (const { id, hostId } of await lockHostInvitations(tx, presented.address!)) {
        await claimHostInvitation(tx, id, one, now);
        const isNew = await insertGrant(tx, one, { role: "HOST_MANAGER", hostId });
        if (!isNew) continue;
        await tell(tx, messaging, [domainEvent("HostManagerAdded", hostId, { hostId, personId: one }, now)]);
        await tellManager(tx, hostId, one, now);
      }
      return one;
    }
    case "SIRET": {
      const one = bearer ?? (await entered(tx, presented));
      await insertGrant(tx, one, { role: "HOST_MANAGER", hostId: null });
      return one;
    }
  }
}

async function known(tx: Transaction, personId: PersonId, presented: Presented): Promise<PersonId> {
  await setSubject(tx, personId, presented.subject);
  await learnAddress(tx, presented);
  return personId;
}

/** No class list tells the address of a student: that of their own account is where a student of age gets the code to sign with. */
async function learnAddress(tx: Transaction, { subject, ine, address }: Presented): Promise<void> {
  // With an INE, one is a student: no representative is locked then, whom someone else may hold who waits for this person.
  const person = ine === null || address === null ? null : await findPersonBySubject(tx, subject);
  if (!person || person.email !== "") return;
  const [locked] = await lockPersons(tx, [person.id]);
  if (locked?.email === "") await setAddress(tx, locked, address!);
}

async function entered(tx: Transaction, { subject, name, address }: Presented): Promise<PersonId> {
  const id = newId("person");
  await insertPerson(tx, { id, subject, ...name!, email: address!, phone: null });
  return id;
}
