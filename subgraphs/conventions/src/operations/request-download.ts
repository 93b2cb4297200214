import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import { type Actor, personOf } from "@stages/kernel/actor.ts";
import { firstDayOf } from "@stages/kernel/campaign.ts";
import { EXTENSIONS } from "@stages/kernel/file-bytes.ts";
import { type ConventionId, parseId } from "@stages/kernel/ids.ts";
import { refused } from "@stages/kernel/refusal.ts";
import type { Convention } from "../domain/convention.ts";
import { DOWNLOAD, type DownloadLink, mayDownloadDocument, mayDownloadFile } from "../domain/download.ts";
import { documentFileName, fileName, type NamedStage } from "../domain/file-name.ts";
import type { DepositedFile } from "../domain/uploaded-file.ts";
import { findByIds } from "../persistence/conventions.ts";
import { type DocumentLine, findDocumentLine, readDocumentBytes } from "../persistence/document-files.ts";
import { hashOfToken, insertDownloadLink, newToken } from "../persistence/download-links.ts";
import { findFile } from "../persistence/files.ts";
import { findCampaign, findStudent } from "../persistence/mirror.ts";

/** What someone is given to fetch, and of whose stage. */
export interface Download {
  readonly url: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly expiresAt: Temporal.Instant;
  readonly convention: Convention;
}

/** A way to the document, for two minutes: to the one that all have signed, once there is one. */
export function requestDownload({ write, actor, now }: Act, input: { readonly documentId: string }): Promise<Download> {
  return write(async (tx) => {
    const id = parseId("document", input.documentId);
    const document = id && (await findDocumentLine(tx, id));
    const convention = document && (await conventionOf(tx, document.conventionId));
    if (!document || !convention || !mayDownloadDocument(actor, convention)) throw refused("NOT_FOUND", { what: "Document" }, "documentId");
    const version = document.isSealed ? "SEALED" : "FROZEN";
    const { length: bytes } = (await readDocumentBytes(tx, document.id, version))!;
    return issue(tx, actor, now, convention, { documentId: document.id, fileId: null, version }, { bytes, fileName: await nameOfDocument(tx, document, convention) });
  });
}

/** A way to what someone deposited: the scan of a convention signed on paper, an attestation of insurance. */
export function requestFileDownload({ write, actor, now }: Act, input: { readonly fileId: string }): Promise<Download> {
  return write(async (tx) => {
    const id = parseId("file", input.fileId);
    const file = id && (await findFile(tx, id));
    const convention = file && (await conventionOf(tx, file.conventionId));
    if (!file?.usedAt || !convention || !mayDownloadFile(actor, convention, file.purpose)) throw refused("NOT_FOUND", { what: "Fichier" }, "fileId");
    return issue(tx, actor, now, convention, { documentId: null, fileId: file.id, version: "FILE" }, { bytes: file.bytes, fileName: await nameOfFile(tx, file, convention) });
  });
}

async function issue(tx: Transaction, actor: Actor, now: Temporal.Instant, convention: Convention, to: Pick<DownloadLink, "documentId" | "fileId" | "version">, shown: Pick<Download, "bytes" | "fileName">): Promise<Download> {
  const token = newToken();
  const expiresAt = now.add(DOWNLOAD.life);
  await insertDownloadLink(tx, { ...to, tokenHash: hashOfToken(token), conventionId: convention.id, personId: personOf(actor)!, actor, usesLeft: DOWNLOAD.uses, expiresAt });
  return { ...shown, url: `/documents/${token}`, expiresAt, convention };
}

export async function conventionOf(tx: Transaction, id: ConventionId): Promise<Convention | null> {
  return (await findByIds(tx, [id]))[0] ?? null;
}

export async function nameOfDocument(tx: Transaction, { kind, rank }: DocumentLine, convention: Convention): Promise<string> {
  return documentFileName(kind, rank, await namedStage(tx, convention));
}

const TITLES = { PAPER_CONVENTION: "Convention de stage signée sur papier", INSURANCE: "Attestation d'assurance" } as const;

export async function nameOfFile(tx: Transaction, { purpose, type }: DepositedFile, convention: Convention): Promise<string> {
  return fileName(TITLES[purpose], await namedStage(tx, convention), EXTENSIONS[type]);
}

async function namedStage(tx: Transaction, { studentId, campaignId, period }: Convention): Promise<NamedStage | null> {
  const student = await findStudent(tx, studentId);
  const campaign = await findCampaign(tx, campaignId);
  return student && campaign && { ...student, firstDay: firstDayOf(campaign, period) };
}
