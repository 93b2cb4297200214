import { randomInt } from "node:crypto";
import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { ofName } from "@stages/kernel/elision.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import { receivesSms } from "@stages/kernel/phone.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import type { Channel } from "../domain/evidence.ts";
import { documentsHashOf, MOST_DOCUMENTS, SIGNATURE_CODES } from "../domain/signature-code.ts";
import { countUnused, holdIssuing, insertCode } from "../persistence/signature-codes.ts";
import { messaging } from "../persistence/tables.ts";
import { ceremonyOf } from "./ceremonies.ts";
import { loadStudent } from "./load.ts";
import { seeSignable, type Signable } from "./load-signable.ts";
import type { SigningAct } from "./signing-act.ts";
import { findSigner, type Signer } from "./signer-name.ts";

export interface CodeRequest {
  readonly documentIds: readonly string[];
  readonly channel: Channel;
}

export interface IssuedCode {
  readonly expiresAt: Temporal.Instant;
  readonly channel: Channel;
  readonly sentTo: string | null;
  readonly documentIds: readonly string[];
}

/** Sends a code that signs exactly these documents, by this person, once; the code itself is told in the same transaction and not kept. */
export function requestSignatureCode({ write, actor, now, offersSms }: Pick<SigningAct, keyof Act | "offersSms">, { documentIds, channel }: CodeRequest): Promise<IssuedCode> {
  const ids = [...new Set(documentIds)].toSorted();
  if (ids.length === 0 || ids.length > MOST_DOCUMENTS) throw refused("TOO_MANY_DOCUMENTS", { max: MOST_DOCUMENTS }, "documentIds");
  if (channel === "SMS" && !offersSms) throw refused("SMS_NOT_OFFERED", "channel");
  return write(async (tx) => {
    const signables: Signable[] = [];
    for (const id of ids) {
      const signable = await seeSignable(tx, id, actor, now);
      insist(signable.refusals);
      signables.push(signable);
    }
    const [first] = signables as [Signable];
    const { personId } = actor as { personId: PersonId };
    const { capacity } = first.standing!;
    // One code, one capacity: two of them are two acts.
    if (signables.some(({ standing }) => standing!.capacity !== capacity)) throw refused("NOT_A_SIGNATORY", "documentIds");
    const signer = await findSigner(tx, first.convention, actor, first.standing!);
    if (channel === "SMS" && !receivesSms(signer.phone)) throw refused("SMS_UNAVAILABLE", "channel");

    await holdIssuing(tx, personId);
    const { unusedAnHour, minutes, digits } = SIGNATURE_CODES;
    if ((await countUnused(tx, personId, now.subtract({ hours: 1 }))) >= unusedAnHour) throw refused("TOO_MANY_SIGNATURE_CODES", { max: unusedAnHour });
    const expiresAt = now.add({ minutes });
    const code = String(randomInt(10 ** digits)).padStart(digits, "0");
    const documentsHash = documentsHashOf(signables.map(({ document }) => document.sha256));
    await insertCode(tx, { id: newId("code"), personId, capacity, documentsHash, channel, issuedAt: now, expiresAt, tries: 0, usedAt: null }, code);
    const { studentId } = first.convention;
    await tell(tx, messaging, [domainEvent("SignatureCodeIssued", personId, { personId, studentId, channel, code, about: await aboutOf(tx, signables), expiresAt: expiresAt.toString() }, now)]);
    return { expiresAt, channel, sentTo: maskedOf(signer, channel), documentIds: ids };
  });
}

async function aboutOf(tx: Transaction, signables: readonly Signable[]): Promise<string> {
  const [first, ...others] = signables as [Signable, ...Signable[]];
  if (others.length > 0) return `${signables.length} documents`;
  const { firstName, lastName } = await loadStudent(tx, first.convention);
  return `${ceremonyOf(first.document.kind).named} ${ofName(firstName)} ${lastName.slice(0, 1)}.`;
}

/** Enough to recognise one's own, too little for anyone else. */
function maskedOf({ email, phone }: Signer, channel: Channel): string | null {
  if (channel === "SMS") return phone && `•••• ${phone.replaceAll(/\D/g, "").slice(-2)}`;
  if (!email) return null;
  const [name, domain] = email.split("@") as [string, string];
  return `${name.slice(0, 1)}•••@${domain}`;
}
