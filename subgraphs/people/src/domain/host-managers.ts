import type { HostId, PersonId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { refusalsOfEmail } from "@stages/kernel/text.ts";

/** Someone who manages a host: known to the others who do. */
export interface HostManager {
  readonly hostId: HostId;
  readonly id: PersonId;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
}

export interface HostInvitation {
  readonly hostId: HostId;
  readonly email: string;
  readonly invitedAt: Temporal.Instant;
}

/** With those who wait: more is no structure's need, and each invitation is a mail to an address that anyone can write. */
export const MOST_MANAGERS = 20;

/** Of someone who manages the host. `email` in lower case. */
export function refusalsToInvite(email: string, managers: readonly Pick<HostManager, "email">[], waiting: readonly Pick<HostInvitation, "email">[]): readonly Refusal[] {
  const wrong = refusalsOfEmail(email, "email");
  if (wrong.length > 0) return wrong;
  if (managers.some((manager) => manager.email.toLowerCase() === email)) return [refuse("ALREADY_HOST_MANAGER", "email")];
  const isNew = waiting.every((one) => one.email !== email);
  return isNew && managers.length + waiting.length >= MOST_MANAGERS ? [refuse("TOO_MANY_ITEMS", { max: MOST_MANAGERS })] : [];
}

/** A host always has someone who answers for it: whoever leaves last invites another first. */
export function refusalsToRemove(managers: readonly Pick<HostManager, "id">[]): readonly Refusal[] {
  return managers.length > 1 ? [] : [refuse("LAST_HOST_MANAGER", "personId")];
}
