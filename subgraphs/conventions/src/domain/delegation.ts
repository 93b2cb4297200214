import { type Actor, personOf } from "@stages/kernel/actor.ts";
import { civilDateOf, isOnOrBefore } from "@stages/kernel/civil-time.ts";
import type { DelegationId, HostId, PersonId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import type { Capacity } from "./evidence.ts";

/** The capacities that someone may hand on; a family's is nobody else's. */
export type DelegableCapacity = Extract<Capacity, "SCHOOL_HEAD" | "HOST_MANAGER">;

/** On whose behalf: a school's or a host's. */
export type Principal =
  | { readonly capacity: "SCHOOL_HEAD"; readonly schoolUai: Uai; readonly hostId: null }
  | { readonly capacity: "HOST_MANAGER"; readonly schoolUai: null; readonly hostId: HostId };

/** To whom: staff of the school by their person, a tutor by the address that conventions name. */
export type Delegate =
  | { readonly personId: PersonId; readonly tutorEmail: null }
  | { readonly personId: null; readonly tutorEmail: string };

/** The right to sign in someone's capacity, which they gave explicitly, until a day. */
export type Delegation = Principal & {
  readonly id: DelegationId;
  readonly byPersonId: PersonId;
  readonly to: Delegate;
  /** The last day on which it holds. */
  readonly until: Temporal.PlainDate;
  readonly givenAt: Temporal.Instant;
  readonly withdrawnAt: Temporal.Instant | null;
};

export const MOST_DAYS = 365;

export function refusalsOfTerm(until: Temporal.PlainDate, today: Temporal.PlainDate): readonly Refusal[] {
  const isWithinTerm = isOnOrBefore(today, until) && isOnOrBefore(until, today.add({ days: MOST_DAYS }));
  return isWithinTerm ? [] : [refuse("DELEGATION_TOO_LONG", { days: MOST_DAYS }, "until")];
}

export function refusalsToWithdraw(delegation: Delegation, now: Temporal.Instant): readonly Refusal[] {
  return holds(delegation, now) ? [] : [refuse("DELEGATION_OVER")];
}

export function holds({ until, withdrawnAt }: Delegation, now: Temporal.Instant): boolean {
  return withdrawnAt === null && isOnOrBefore(civilDateOf(now), until);
}

export function concerns(delegation: Delegation, { schoolUai, hostId }: { readonly schoolUai: Uai; readonly hostId: HostId }): boolean {
  return delegation.capacity === "SCHOOL_HEAD" ? delegation.schoolUai === schoolUai : delegation.hostId === hostId;
}

export function isDelegate({ to }: Delegation, actor: Actor): boolean {
  if (to.personId !== null) return to.personId === personOf(actor);
  return actor.role === "TUTOR" && actor.email.toLowerCase() === to.tutorEmail;
}
