import type { Act } from "@stages/database/act.ts";
import { personOf } from "@stages/kernel/actor.ts";
import { newId, parseId } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import type { Convention, FrozenConvention } from "../domain/convention.ts";
import { nextRecord } from "../domain/evidence.ts";
import { recordPaper, refusalsOfSignedOn, refusalsToRecordPaper } from "../domain/paper.ts";
import { refusalsToUse } from "../domain/uploaded-file.ts";
import { saveConvention } from "../persistence/conventions.ts";
import { findChain, insertEvidence } from "../persistence/evidence.ts";
import { lockFile, markFileUsed } from "../persistence/files.ts";
import { findStaffMember } from "../persistence/mirror.ts";
import { insertPaperCopy } from "../persistence/paper-copies.ts";
import { loadConvention } from "./load.ts";

export interface RecordPaperConvention {
  readonly conventionId: string;
  readonly fileId: string;
  readonly signedOn: Temporal.PlainDate;
}

/** The head deposited the scan of what all have signed by hand: the convention is signed, and its chain says how. */
export function recordPaperConvention({ write, actor, now }: Act, address: string | null, input: RecordPaperConvention): Promise<Convention> {
  return write(async (tx) => {
    const convention = await loadConvention(tx, input.conventionId, actor);
    insist(refusalsToRecordPaper(convention, actor));
    const frozen = convention as FrozenConvention;
    const personId = personOf(actor)!;
    const fileId = parseId("file", input.fileId);
    const file = fileId && (await lockFile(tx, fileId));
    insist([...refusalsToUse(file, { purpose: "PAPER_CONVENTION", conventionIds: [convention.id], personId }), ...refusalsOfSignedOn(input.signedOn, frozen, now)]);

    const { id, sha256: scanSha256 } = file!;
    const head = await findStaffMember(tx, personId, convention.schoolUai, "SCHOOL_HEAD");
    const record = nextRecord({ ...frozen.document, conventionId: convention.id }, await findChain(tx, frozen.document.id), {
      id: newId("evidence"), kind: "PAPER", capacity: "SCHOOL_HEAD", signerId: personId, at: now,
      // The hash of the record covers the day on which it was signed.
      detail: { signerName: head?.name ?? "", channel: null, address, delegationId: null, reason: `Signée sur papier le ${input.signedOn.toString()}`, batchHash: null, scanHash: scanSha256 },
    });
    const signed = recordPaper(frozen);
    await insertEvidence(tx, record);
    await insertPaperCopy(tx, { conventionId: convention.id, fileId: id, scanSha256, signedOn: input.signedOn, recordedAt: now, recordedBy: personId });
    await markFileUsed(tx, id, now);
    await saveConvention(tx, convention, signed, { actor, now });
    return signed;
  });
}
