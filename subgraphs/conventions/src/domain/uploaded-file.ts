import { type Actor, actsForStudent, worksAtSchool } from "@stages/kernel/actor.ts";
import { sha256 } from "@stages/kernel/digest.ts";
import { faultOfFile, type FileFault, type FileType, typeOfBytes } from "@stages/kernel/file-bytes.ts";
import type { ConventionId, FileId, PersonId } from "@stages/kernel/ids.ts";
import { type Refusal, type RefusalCode, refuse } from "@stages/kernel/refusal.ts";
import type { Convention } from "./convention.ts";

/** What a file is deposited for. */
export const UPLOAD_PURPOSES = ["PAPER_CONVENTION", "INSURANCE"] as const;
export type UploadPurpose = (typeof UPLOAD_PURPOSES)[number];

export const ACCEPTED: Readonly<Record<UploadPurpose, readonly FileType[]>> = { PAPER_CONVENTION: ["PDF"], INSURANCE: ["PDF", "JPEG", "PNG"] };
const ACCEPTED_IN_FRENCH: Readonly<Record<UploadPurpose, string>> = { PAPER_CONVENTION: "un PDF est attendu", INSURANCE: "un PDF, ou une photo JPEG ou PNG, est attendu" };

export const MAX_FILE_BYTES = 5 * 1024 * 1024;
export const MAX_FILE_IN_FRENCH = "5 Mo";

/** What was allowed to be deposited: by whom, for what, and how large. */
export interface UploadPermit {
  readonly purpose: UploadPurpose;
  readonly conventionId: ConventionId;
  readonly personId: PersonId;
  readonly bytes: number;
  readonly sha256: string | null;
}

export interface DepositedFile {
  readonly id: FileId;
  readonly conventionId: ConventionId;
  readonly purpose: UploadPurpose;
  readonly type: FileType;
  readonly bytes: number;
  readonly sha256: string;
  readonly uploadedBy: PersonId;
  readonly uploadedAt: Temporal.Instant;
  /** Null until an act has made something of it; purged after a day if none does. */
  readonly usedAt: Temporal.Instant | null;
}

/** A paper convention by the head who will record it, an attestation of insurance by the family or the school. */
export function refusalsToDeposit(purpose: UploadPurpose, convention: Convention, actor: Actor): readonly Refusal[] {
  const isOfSchool = worksAtSchool(actor, convention.schoolUai);
  const may = purpose === "PAPER_CONVENTION" ? actor.role === "SCHOOL_HEAD" && isOfSchool : isOfSchool || actsForStudent(actor, convention.studentId);
  return may ? [] : [refuse("FORBIDDEN")];
}

export function refusalsOfSize(bytes: number): readonly Refusal[] {
  if (bytes > MAX_FILE_BYTES) return [refuse("FILE_TOO_LARGE", { max: MAX_FILE_IN_FRENCH }, "bytes")];
  return bytes > 0 ? [] : [refuse("FILE_EMPTY", "bytes")];
}

const OF_FAULT = { DAMAGED: "FILE_DAMAGED", ENCRYPTED: "FILE_ENCRYPTED", ACTIVE: "FILE_ACTIVE", HIDING: "FILE_HIDES_ANOTHER", ENORMOUS: "IMAGE_TOO_LARGE" } as const satisfies Record<FileFault, RefusalCode>;

/** What is wrong with the bytes that came, beside what was announced. */
export function refusalsOfContent(content: Uint8Array, { purpose, bytes, sha256: announced }: Pick<UploadPermit, "purpose" | "bytes" | "sha256">): readonly Refusal[] {
  const ofSize = refusalsOfSize(content.length);
  if (ofSize.length > 0) return ofSize;
  if (content.length !== bytes || (announced !== null && announced !== sha256(content))) return [refuse("FILE_DIFFERS")];
  const type = typeOfBytes(content);
  if (type === null || !ACCEPTED[purpose].includes(type)) return [refuse("FILE_TYPE_REFUSED", { accepted: ACCEPTED_IN_FRENCH[purpose] })];
  const fault = faultOfFile(type, content);
  if (fault === "DAMAGED" && type !== "PDF") return [refuse("IMAGE_DAMAGED")];
  return fault ? [refuse(OF_FAULT[fault])] : [];
}

/** A file serves once, for what it was deposited for, by whoever deposited it. */
export function refusalsToUse(file: DepositedFile | null, { purpose, conventionIds, personId }: { readonly purpose: UploadPurpose; readonly conventionIds: readonly ConventionId[]; readonly personId: PersonId | null }): readonly Refusal[] {
  const isGood = file !== null && file.purpose === purpose && conventionIds.includes(file.conventionId) && file.uploadedBy === personId && file.usedAt === null;
  return isGood ? [] : [refuse("FILE_UNKNOWN", "fileId")];
}
