import type { Transaction } from "@stages/database/connection.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { firstDayOf } from "@stages/kernel/campaign.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import { concernedBy } from "../domain/audience.ts";
import type { Convention } from "../domain/convention.ts";
import { type Capacity, nextRecord } from "../domain/evidence.ts";
import { refusalsToRefuse } from "../domain/sign.ts";
import { awaitedEvent } from "../persistence/awaited.ts";
import type { StoredDocument } from "../persistence/documents.ts";
import { insertEvidence } from "../persistence/evidence.ts";
import { messaging } from "../persistence/tables.ts";
import { loadCampaign, loadHostName, loadStudent } from "./load.ts";
import { loadSignable } from "./load-signable.ts";
import { findSigner } from "./signer-name.ts";
import type { SigningAct } from "./signing-act.ts";

interface Refused {
  readonly document: StoredDocument;
  readonly convention: Convention;
  readonly capacity: Capacity;
}

/** Live to whoever follows the convention; by the next digest to those who can do something about it. */
async function tellRefusal(tx: Transaction, { document, convention, capacity }: Refused, now: Temporal.Instant): Promise<void> {
  const { conventionId, studentId, schoolUai, academy, hostId, tutorEmail, referentTeacherId } = concernedBy(convention);
  const refused = domainEvent("SignatureRefused", conventionId, { documentId: document.id, conventionId, kind: document.kind, capacity, status: convention.status, studentId, schoolUai, academy, hostId, tutorEmail, referentTeacherId }, now);
  const startsOn = firstDayOf(await loadCampaign(tx, convention), convention.period);
  const capacities = (["SCHOOL_HEAD", "HOST_MANAGER"] as const).filter((one) => one !== capacity);
  const awaited = awaitedEvent({ convention, awaited: "REFUSAL", capacities, hostName: await loadHostName(tx, convention), student: await loadStudent(tx, convention), startsOn, askedByHost: false }, now);
  await tell(tx, messaging, [refused, awaited]);
}

/** A signatory says no, with a reason, in the chain of evidence; the document stays open, and they may still sign it. */
export function refuseToSign({ write, actor, now, address }: Pick<SigningAct, "write" | "actor" | "now" | "address">, { documentId, reason }: { readonly documentId: string; readonly reason: string }): Promise<Convention> {
  return write(async (tx) => {
    const { document, convention, frame, standing, refusals } = await loadSignable(tx, documentId, actor, now);
    insist(refusals);
    insist([...refusalsToRefuse(actor, frame), ...refusalsOfText(reason, 500, "reason")]);
    const { name } = await findSigner(tx, convention, actor, standing!);
    const record = nextRecord(document, frame.evidence, {
      id: newId("evidence"),
      kind: "REFUSED",
      capacity: standing!.capacity,
      signerId: (actor as { readonly personId: PersonId }).personId,
      at: now,
      detail: { signerName: name, channel: null, address, delegationId: standing!.delegationId, reason, batchHash: null, scanHash: null },
    });
    await insertEvidence(tx, record);
    await tellRefusal(tx, { document, convention, capacity: standing!.capacity }, now);
    return convention;
  });
}
