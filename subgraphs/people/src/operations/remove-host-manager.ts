import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { type HostId, parseId } from "@stages/kernel/ids.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { refusalsToRemove } from "../domain/host-managers.ts";
import { deleteManagerGrant, deleteWaitingInvitations } from "../persistence/host-managers.ts";
import { forgetMailsTo } from "../persistence/outgoing-mails.ts";
import { findPerson } from "../persistence/persons.ts";
import { messaging } from "../persistence/tables.ts";
import { type ActOnHosts, lockOwnManagers, type OnHost, ownHost } from "./invite-host-manager.ts";

/** A colleague, or oneself, but never the last: their role for this host ends at once, and the invitations that they made. */
export function removeHostManager({ write, actor, now, takeOver }: ActOnHosts, { hostId: text, personId }: OnHost & { readonly personId: string }): Promise<HostId> {
  return write(async (tx) => {
    const hostId = await ownHost(tx, text, actor);
    await takeOver(tx);
    const managers = await lockOwnManagers(tx, hostId, actor);
    const removed = managers.find(({ id }) => id === parseId("person", personId));
    if (!removed) throw refused("NOT_FOUND", { what: "Responsable" }, "personId");
    insist(refusalsToRemove(managers));

    await deleteManagerGrant(tx, hostId, removed.id);
    // Otherwise whoever is removed could have let themselves in again beforehand.
    for (const recipientId of await deleteWaitingInvitations(tx, hostId, { invitedBy: removed.id })) await forgetMailsTo(tx, recipientId);
    const subject = (await findPerson(tx, removed.id))?.subject;
    await tell(tx, messaging, [
      domainEvent("HostManagerRemoved", hostId, { hostId, personId: removed.id }, now),
      ...(subject ? [domainEvent("ActorChanged", removed.id, { subject, about: removed.id }, now)] : []),
    ]);
    return hostId;
  });
}
