import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import type { Again, Keyed } from "@stages/database/idempotency.ts";
import { type Actor, personOf } from "@stages/kernel/actor.ts";
import { type HostId, parseId, type PersonId } from "@stages/kernel/ids.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { mailOf } from "@stages/mail/letter.ts";
import { displayNameOf } from "../domain/person.ts";
import { type HostInvitation, type HostManager, refusalsToInvite } from "../domain/host-managers.ts";
import {
  deleteWaitingInvitations, findHostManagers, findHostName, findWaitingInvitations, insertHostInvitation, lockManagersOf,
} from "../persistence/host-managers.ts";
import { once } from "../persistence/once.ts";
import { forgetMailsTo, queueMail } from "../persistence/outgoing-mails.ts";
import { lockAddress } from "../persistence/staff.ts";
import { hostInvitationLetter } from "./host-invitation-letter.ts";
import type { LinkDesk } from "./link-desk.ts";

export interface OnHost {
  readonly hostId: string;
}

/** Who may is decided under the row policies; a mail, another's role and the end of one are the platform's to write. */
export interface ActOnHosts extends Act {
  readonly takeOver: (tx: Transaction) => Promise<void>;
}

/** Later nobody would know what the mail is about. The invitation itself waits for 90 days (`retention.ts`). */
const MAIL_LEAVES_WITHIN = { hours: 30 * 24 };

export interface InviteHostManager extends OnHost, Keyed {
  readonly email: string;
}

/** Its host and address name it, as long as it waits. */
const standing: Again<HostInvitation, Pick<HostInvitation, "hostId" | "email">> = {
  keep: ({ hostId, email }) => ({ hostId, email }),
  find: async (tx, { hostId, email }) => (await findWaitingInvitations(tx, [hostId])).find((one) => one.email === email) ?? null,
};

/** The colleague manages the host once a bearer with that verified address signs in. Inviting again changes nothing. */
export function inviteHostManager(act: ActOnHosts, desk: LinkDesk, input: InviteHostManager): Promise<HostInvitation> {
  const { actor, now, takeOver } = act;
  const email = input.email.toLowerCase();
  return once(act, "inviteHostManager", input, standing, async (tx) => {
    const hostId = await ownHost(tx, input.hostId, actor);
    insist(refusalsToInvite(email, [], []));
    await takeOver(tx);
    await lockAddress(tx, email);
    const managers = await lockOwnManagers(tx, hostId, actor);
    const waiting = await findWaitingInvitations(tx, [hostId]);
    insist(refusalsToInvite(email, managers, waiting));
    const same = waiting.find((one) => one.email === email);
    if (same) return same;

    const invitation = { hostId, email, invitedAt: now };
    const inviter = managers.find(({ id }) => id === personOf(actor))!;
    const recipientId = await insertHostInvitation(tx, invitation, inviter.id);
    const letter = hostInvitationLetter({ to: email, host: await findHostName(tx, hostId), inviter: displayNameOf(inviter), publicUrl: desk.publicUrl });
    if (recipientId) await queueMail(tx, { recipientId, mail: mailOf(letter), writtenAt: now, expiresAt: now.add(MAIL_LEAVES_WITHIN) });
    return invitation;
  });
}

/** A wrong address gets nothing: neither the role nor, if it has not left yet, the mail. */
export function withdrawHostInvitation({ write, actor, takeOver }: ActOnHosts, { hostId: text, email }: OnHost & { readonly email: string }): Promise<HostId> {
  return write(async (tx) => {
    const hostId = await ownHost(tx, text, actor);
    await takeOver(tx);
    await lockOwnManagers(tx, hostId, actor);
    const [recipientId] = await deleteWaitingInvitations(tx, hostId, { email: email.toLowerCase() });
    if (!recipientId) throw refused("NOT_FOUND", { what: "Invitation" }, "email");
    await forgetMailsTo(tx, recipientId);
    return hostId;
  });
}

/** A host that the actor manages, as far as the row policies know. That one exists is public, whose it is is not. */
export async function ownHost(tx: Transaction, text: string, actor: Actor): Promise<HostId> {
  const hostId = parseId("host", text);
  const isTheirs = hostId && isAmong(await findHostManagers(tx, [hostId]), personOf(actor));
  if (isTheirs) return hostId;
  throw hostId && (await findHostName(tx, hostId)) !== null ? refused("FORBIDDEN") : refused("NOT_FOUND", { what: "Structure" }, "hostId");
}

/** As of now and until the end of the transaction: what an actor brings may be half a minute old. */
export async function lockOwnManagers(tx: Transaction, hostId: HostId, actor: Actor): Promise<readonly HostManager[]> {
  await lockManagersOf(tx, hostId);
  const managers = await findHostManagers(tx, [hostId]);
  if (!isAmong(managers, personOf(actor))) throw refused("FORBIDDEN");
  return managers;
}

const isAmong = (managers: readonly HostManager[], personId: PersonId | null) => managers.some(({ id }) => id === personId);
