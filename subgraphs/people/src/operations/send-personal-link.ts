import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import type { Keyed } from "@stages/database/idempotency.ts";
import { type Actor, actsForHost, personOf, worksAtSchool } from "@stages/kernel/actor.ts";
import { type PersonId, parseId } from "@stages/kernel/ids.ts";
import type { LinkPurpose } from "@stages/kernel/link-purpose.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { type LinkedConvention, type PersonalLink, refusalsToSend } from "../domain/personal-link.ts";
import { findConvention, lockConvention } from "../persistence/linked-conventions.ts";
import { once } from "../persistence/once.ts";
import { findLink } from "../persistence/personal-links.ts";
import { findLegalRepresentatives } from "../persistence/students.ts";
import { issueLinks, type Recipient, revoke } from "./issue-links.ts";
import type { LinkDesk } from "./link-desk.ts";
import { lockSignatories, knownByAddress } from "./recipients.ts";

export interface SendPersonalLink extends Keyed {
  readonly conventionId: string;
  readonly purpose: LinkPurpose;
  /** Which legal representative; of no use for the tutor and the host's representative, whom the convention names. */
  readonly personId: string | null;
}

/** Who may is decided under the row policies; what comes of it (a mail, the end of a session) is the platform's to write. */
export interface ActOnLinks extends Act {
  readonly takeOver: (tx: Transaction) => Promise<void>;
}

/** The school's staff for anyone of the convention, the host's manager for its tutor alone. */
export function sendPersonalLink(act: ActOnLinks, desk: LinkDesk, input: SendPersonalLink): Promise<PersonalLink> {
  const { actor, now, takeOver } = act;
  const { conventionId, purpose, personId } = input;
  return once(act, "sendPersonalLink", input, { keep: ({ id }) => id, find: findLink }, async (tx) => {
    const id = parseId("convention", conventionId);
    const known = id && (await findConvention(tx, id));
    if (!known || !isTheirs(actor, known)) throw refused("NOT_FOUND", { what: "Convention" }, "conventionId");
    if (!maySend(actor, known, purpose)) throw refused("FORBIDDEN");
    const wanted = purpose === "SIGN_CONVENTION" ? await representative(tx, known, personId) : null;
    await takeOver(tx);
    const recipient = wanted && (await signatory(tx, known, wanted, now));
    const convention = (await lockConvention(tx, known.id))!;
    insist(refusalsToSend(purpose, convention));
    const { personId: to, address } = recipient ?? (await knownByAddress(tx, addressIn(convention, purpose)));
    const [link] = await issueLinks(tx, desk, address, [{ purpose, personId: to, convention }], { now, by: personOf(actor) });
    if (!link) throw refused("TRY_AGAIN");
    return link;
  });
}

/** Withdraws a link, opened or not; doing it again changes nothing. */
export function revokePersonalLink({ write, actor, now, takeOver }: ActOnLinks, { linkId }: { readonly linkId: string }): Promise<PersonalLink> {
  return write(async (tx) => {
    const id = parseId("link", linkId);
    const link = id && (await findLink(tx, id));
    if (!link || !maySend(actor, link, link.purpose)) throw refused("NOT_FOUND", { what: "Lien personnel" }, "linkId");
    await takeOver(tx);
    await revoke(tx, { id: link.id }, "WITHDRAWN", now);
    return (await findLink(tx, link.id))!;
  });
}

type Place = Pick<LinkedConvention, "schoolUai" | "hostId">;

const isTheirs = (actor: Actor, { schoolUai, hostId }: Place) => worksAtSchool(actor, schoolUai) || actsForHost(actor, hostId);
const maySend = (actor: Actor, { schoolUai, hostId }: Place, purpose: LinkPurpose) =>
  worksAtSchool(actor, schoolUai) || (purpose === "FOLLOW_INTERN" && actsForHost(actor, hostId));

function addressIn({ tutorEmail, representativeEmail }: LinkedConvention, purpose: LinkPurpose): string {
  const address = purpose === "ACT_FOR_HOST" ? representativeEmail : tutorEmail;
  if (address === null) throw refused("LINK_NOT_NEEDED", "purpose");
  return address;
}

async function representative(tx: Transaction, { studentId }: LinkedConvention, text: string | null): Promise<PersonId> {
  const personId = text === null ? null : parseId("person", text);
  const known = (await findLegalRepresentatives(tx, [studentId])).find(({ id }) => id === personId);
  if (!known) throw refused("NOT_FOUND", { what: "Représentant légal" }, "personId");
  return known.id;
}

async function signatory(tx: Transaction, { studentId }: LinkedConvention, personId: PersonId, now: Temporal.Instant): Promise<Recipient> {
  const found = (await lockSignatories(tx, studentId, now)).find((one) => one.personId === personId);
  if (!found) throw refused("LINK_NOT_NEEDED", "personId");
  return found;
}
