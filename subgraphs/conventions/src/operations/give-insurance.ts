import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { type Actor, personOf } from "@stages/kernel/actor.ts";
import { parseId } from "@stages/kernel/ids.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { concernedBy, isConcerned } from "../domain/audience.ts";
import type { Convention } from "../domain/convention.ts";
import { check, type Insurance, type Insured, insuredBy, isInsuranceMissing, refusalsOfReason, refusalsToCheck, refusalsToSubmit, submit } from "../domain/insurance.ts";
import { refusalsToUse } from "../domain/uploaded-file.ts";
import { findByStudents } from "../persistence/conventions.ts";
import { lockFile, markFileUsed } from "../persistence/files.ts";
import { lockInsurance, saveInsurance } from "../persistence/insurances.ts";
import { messaging } from "../persistence/tables.ts";

export interface OfStudent {
  readonly studentId: string;
  readonly campaignId: string;
}

/** What an attestation stands for now, and of whom. */
export interface GivenInsurance {
  readonly insurance: Insurance;
  readonly insured: Insured;
}

/** The family or the school gives the attestation; another one takes its place until the school has checked it off. */
export function submitInsurance({ write, actor, now }: Act, input: OfStudent & { readonly fileId: string }): Promise<GivenInsurance> {
  return write(async (tx) => {
    const { insured, conventions } = await loadInsured(tx, input, actor);
    const before = await lockInsurance(tx, insured.studentId, insured.campaignId);
    insist(refusalsToSubmit(before, insured, actor));
    const personId = personOf(actor)!;
    const fileId = parseId("file", input.fileId);
    const file = fileId && (await lockFile(tx, fileId));
    insist(refusalsToUse(file, { purpose: "INSURANCE", conventionIds: conventions.map(({ id }) => id), personId }));

    const insurance = submit(insured, file!.id, personId, now);
    if (before) await markFileUsed(tx, before.fileId, null);
    await markFileUsed(tx, file!.id, now);
    await saveInsurance(tx, insurance);
    if (isInsuranceMissing(before)) await tellGiven(tx, insured, conventions, now);
    return { insurance, insured };
  });
}

/** The school has looked at it. */
export function checkInsurance({ write, actor, now }: Act, input: OfStudent & { readonly accepted: boolean; readonly reason: string | null }): Promise<GivenInsurance> {
  return write(async (tx) => {
    const { insured, conventions } = await loadInsured(tx, input, actor);
    const before = await lockInsurance(tx, insured.studentId, insured.campaignId);
    insist(refusalsToCheck(before, insured, actor));
    insist(refusalsOfReason(input.accepted, input.reason));
    const insurance = check(before!, input.accepted, input.reason, personOf(actor)!, now);
    await saveInsurance(tx, insurance);
    if (isInsuranceMissing(before) && !isInsuranceMissing(insurance)) await tellGiven(tx, insured, conventions, now);
    return { insurance, insured };
  });
}

/** Whoever was asked for it is asked no more. */
function tellGiven(tx: Transaction, { studentId, schoolUai, campaignId }: Insured, conventions: readonly Convention[], now: Temporal.Instant): Promise<void> {
  const theirs = conventions.filter((convention) => convention.campaignId === campaignId);
  const [{ academy }] = theirs as [Convention];
  return tell(tx, messaging, [domainEvent("InsuranceGiven", studentId, { studentId, schoolUai, academy, campaignId, conventionIds: theirs.map(({ id }) => id) }, now)]);
}

/** Known by their stages of the campaign, as far as this actor is concerned by one. */
async function loadInsured(tx: Transaction, { studentId, campaignId }: OfStudent, actor: Actor): Promise<{ readonly insured: Insured; readonly conventions: readonly Convention[] }> {
  const id = parseId("student", studentId);
  const conventions = id ? (await findByStudents(tx, [id])).filter((convention) => isConcerned(actor, concernedBy(convention))) : [];
  const insured = insuredBy(conventions, campaignId);
  if (!insured) throw refused("NOT_FOUND", { what: "Élève" }, "studentId");
  return { insured, conventions };
}
