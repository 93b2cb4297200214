import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import { type Actor, personOf } from "@stages/kernel/actor.ts";
import { parseId, type PersonId } from "@stages/kernel/ids.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import type { Candidature } from "../domain/candidature.ts";
import { refusalsToTransfer, transfer } from "../domain/transfer.ts";
import { findManagers, holdManager, type HostManager, lockAssignedTo, withdrawManager } from "../persistence/managers.ts";
import { saveTransfers } from "../persistence/transfers.ts";
import { loadCandidature } from "./load.ts";

/**
 * The host gives it to one of its managers, who is reminded from then on; the deadlines stay. Giving it to who has it
 * already changes nothing. The colleague is held first: one who is being withdrawn is waited for, and found no more.
 */
export function transferCandidature({ write, actor, now }: Act, input: { candidatureId: string; toPersonId: string }): Promise<Candidature> {
  return write(async (tx) => {
    const to = parseId("person", input.toPersonId);
    const held = to ? await holdManager(tx, to, hostsOf(actor)) : [];
    const candidature = await loadCandidature(tx, input.candidatureId, actor);
    const managers = (await findManagers(tx, [candidature.hostId])).map(({ personId }) => personId);
    insist(refusalsToTransfer(candidature, actor, now, managers));
    if (!to || !held.some(({ hostId }) => hostId === candidature.hostId)) throw refused("NOT_A_COLLEAGUE", "toPersonId");
    if (candidature.assignedTo === to) return candidature;
    await saveTransfers(tx, [{ candidatureId: candidature.id, at: now, byPersonId: personOf(actor), fromPersonId: candidature.assignedTo, toPersonId: to }]);
    return transfer(candidature, to);
  });
}

const hostsOf = (actor: Actor) => (actor.role === "HOST_MANAGER" ? actor.hostIds : []);

/** Someone who manages the host no more answers for none of its candidatures: they are any manager's again. */
export async function releaseCandidatures(tx: Transaction, manager: HostManager, now: Temporal.Instant): Promise<void> {
  await withdrawManager(tx, manager);
  const theirs = await lockAssignedTo(tx, manager);
  await saveTransfers(tx, theirs.map(({ id, assignedTo }) => ({ candidatureId: id, at: now, byPersonId: null, fromPersonId: assignedTo as PersonId, toPersonId: null })));
}
