import { type Actor, ROLES, type Role } from "@stages/kernel/actor.ts";
import type { ConventionId, DocumentId, FileId, PersonId } from "@stages/kernel/ids.ts";
import { concernedBy, isConcerned } from "./audience.ts";
import type { Convention } from "./convention.ts";
import type { UploadPurpose } from "./uploaded-file.ts";

/** Which bytes: what was frozen, what all have signed under the seal, or what someone deposited. */
export const DOWNLOAD_VERSIONS = ["FROZEN", "SEALED", "FILE"] as const;
export type DownloadVersion = (typeof DOWNLOAD_VERSIONS)[number];

/** A way to one document or file, for someone, for a short time. */
export interface DownloadLink {
  readonly tokenHash: string;
  readonly conventionId: ConventionId;
  readonly documentId: DocumentId | null;
  readonly fileId: FileId | null;
  readonly version: DownloadVersion;
  /** Null for a student's copy: as which person they are known, this subgraph is not told. */
  readonly personId: PersonId | null;
  readonly actor: Actor | null;
  readonly usesLeft: number;
  readonly expiresAt: Temporal.Instant;
}

/** Some browsers ask twice for what they save. */
export const DOWNLOAD = { life: { minutes: 2 }, uses: 3 } as const;
/** Of the copy that each signer is sent. In hours: an instant knows no days. */
export const COPY = { life: { hours: 7 * 24 }, uses: 5 } as const;

/** What was agreed is for those it binds and those who follow the student, not for the territory's staff. */
export const PARTIES: readonly Role[] = ROLES.filter((role) => !["ANONYMOUS", "PLATFORM", "RECTORAT", "MINISTRY"].includes(role));
/** What says how a student is insured is no business of the host's. */
export const FAMILY_AND_SCHOOL: readonly Role[] = PARTIES.filter((role) => role !== "HOST_MANAGER" && role !== "TUTOR");

export function mayDownloadDocument(actor: Actor, convention: Convention): boolean {
  return PARTIES.includes(actor.role) && isConcerned(actor, concernedBy(convention));
}

export function mayDownloadFile(actor: Actor, convention: Convention, purpose: UploadPurpose): boolean {
  const roles = purpose === "INSURANCE" ? FAMILY_AND_SCHOOL : PARTIES;
  return roles.includes(actor.role) && isConcerned(actor, concernedBy(convention));
}

export const isUsable = ({ usesLeft, expiresAt }: Pick<DownloadLink, "usesLeft" | "expiresAt">, now: Temporal.Instant): boolean =>
  usesLeft > 0 && Temporal.Instant.compare(now, expiresAt) < 0;
