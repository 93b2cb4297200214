import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import { type Actor, actsForHost, personOf, worksAtSchool } from "@stages/kernel/actor.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { newId, type PersonId, parseId } from "@stages/kernel/ids.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { refusalsOfEmail } from "@stages/kernel/text.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { type Delegate, type Delegation, type Principal, refusalsOfTerm, refusalsToWithdraw } from "../domain/delegation.ts";
import { insertDelegation, lockDelegation, withdrawDelegationAt } from "../persistence/delegations.ts";
import { findPost } from "../persistence/mirror.ts";

export interface DelegateSignature {
  /** One of the two says whose signature is delegated, and one of the two to whom. */
  readonly schoolUai: string | null;
  readonly hostId: string | null;
  readonly toPersonId: string | null;
  readonly toTutorEmail: string | null;
  readonly until: Temporal.PlainDate;
}

/** A school head hands their signature on to someone of the staff, a host to a tutor that its conventions name: explicitly, until a day. */
export function delegateSignature({ write, actor, now }: Act, input: DelegateSignature): Promise<Delegation> {
  return write(async (tx) => {
    const principal = principalOf(actor, input);
    const byPersonId = personOf(actor) as PersonId;
    insist(refusalsOfTerm(input.until, civilDateOf(now)));
    const to = principal.capacity === "SCHOOL_HEAD" ? await staffDelegate(tx, principal.schoolUai, input.toPersonId, byPersonId) : tutorDelegate(input.toTutorEmail);
    const delegation: Delegation = { ...principal, id: newId("delegation"), byPersonId, to, until: input.until, givenAt: now, withdrawnAt: null };
    await insertDelegation(tx, delegation);
    return delegation;
  });
}

/** In whose name this actor may give: their own school's, or their own host's. */
function principalOf(actor: Actor, { schoolUai, hostId }: DelegateSignature): Principal {
  const host = hostId === null ? null : parseId("host", hostId);
  if (actor.role === "SCHOOL_HEAD") {
    if (schoolUai === null || hostId !== null || !worksAtSchool(actor, schoolUai as Uai)) throw refused("NOT_FOUND", { what: "Établissement" }, "schoolUai");
    return { capacity: "SCHOOL_HEAD", schoolUai: schoolUai as Uai, hostId: null };
  }
  if (host === null || schoolUai !== null || !actsForHost(actor, host)) throw refused("NOT_FOUND", { what: "Structure" }, "hostId");
  return { capacity: "HOST_MANAGER", schoolUai: null, hostId: host };
}

async function staffDelegate(tx: Transaction, schoolUai: Uai, toPersonId: string | null, byPersonId: PersonId): Promise<Delegate> {
  const personId = toPersonId === null ? null : parseId("person", toPersonId);
  const isStaff = personId !== null && personId !== byPersonId && (await findPost(tx, personId, schoolUai)) !== null;
  if (!isStaff) throw refused("DELEGATE_UNKNOWN", "toPersonId");
  return { personId, tutorEmail: null };
}

function tutorDelegate(toTutorEmail: string | null): Delegate {
  if (toTutorEmail === null) throw refused("DELEGATE_UNKNOWN", "toTutorEmail");
  insist(refusalsOfEmail(toTutorEmail, "toTutorEmail"));
  return { personId: null, tutorEmail: toTutorEmail.toLowerCase() };
}

/** By whoever signs in that capacity; what was signed under it stays signed. */
export function withdrawDelegation({ write, actor, now }: Act, { delegationId }: { readonly delegationId: string }): Promise<Delegation> {
  return write(async (tx) => {
    const id = parseId("delegation", delegationId);
    const delegation = id && (await lockDelegation(tx, id));
    if (!delegation || !givesFor(actor, delegation)) throw refused("NOT_FOUND", { what: "Délégation" }, "delegationId");
    insist(refusalsToWithdraw(delegation, now));
    await withdrawDelegationAt(tx, delegation.id, now);
    return { ...delegation, withdrawnAt: now };
  });
}

const givesFor = (actor: Actor, delegation: Delegation): boolean =>
  delegation.capacity === "SCHOOL_HEAD" ? actor.role === "SCHOOL_HEAD" && worksAtSchool(actor, delegation.schoolUai) : actsForHost(actor, delegation.hostId);
