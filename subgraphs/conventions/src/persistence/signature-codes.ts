import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { PersonId, SignatureCodeId } from "@stages/kernel/ids.ts";
import { blindIndex } from "@stages/vault/vault.ts";
import { and, count, desc, eq, getTableColumns, gt, inArray, isNull, sql } from "drizzle-orm";
import type { Capacity } from "../domain/evidence.ts";
import type { SignatureCode } from "../domain/signature-code.ts";
import { signatureCodes } from "./tables.ts";

/** A code is kept as its HMAC, with its own id: the same six digits are never the same twice. */
export const codeMac = (id: SignatureCodeId, code: string): string => blindIndex("SIGNATURE_CODE", `${id}\0${code}`);

const { code: mac, ...columns } = getTableColumns(signatureCodes);

/** Until the end of the transaction, no other code of that person is issued. */
export async function holdIssuing(tx: Transaction, personId: PersonId): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`signature codes of ${personId}`}, 0))`);
}

export async function countUnused(tx: Transaction, personId: PersonId, since: Temporal.Instant): Promise<number> {
  const [row] = await tx
    .select({ codes: count() })
    .from(signatureCodes)
    .where(and(eq(signatureCodes.personId, personId), gt(signatureCodes.issuedAt, since), isNull(signatureCodes.usedAt)));
  return row!.codes;
}

export async function insertCode(tx: Transaction, issued: SignatureCode, code: string): Promise<void> {
  await tx.insert(signatureCodes).values({ ...issued, code: codeMac(issued.id, code) });
}

export interface CodeBinding {
  readonly personId: PersonId;
  readonly capacity: Capacity;
  readonly documentsHash: string;
}

/** The last one that was issued for exactly this, locked: whoever tries it at the same time waits, and sees what became of this try. */
export async function lockCode(tx: Transaction, { personId, capacity, documentsHash }: CodeBinding): Promise<{ readonly code: SignatureCode; readonly mac: string } | null> {
  const [row] = await tx
    .select({ code: columns, mac })
    .from(signatureCodes)
    .where(and(eq(signatureCodes.personId, personId), eq(signatureCodes.capacity, capacity), eq(signatureCodes.documentsHash, documentsHash)))
    .orderBy(desc(signatureCodes.id))
    .limit(1)
    .for("update");
  return row ?? null;
}

export async function countTry(tx: Transaction, id: SignatureCodeId): Promise<void> {
  await tx.update(signatureCodes).set({ tries: sql`${signatureCodes.tries} + 1` }).where(eq(signatureCodes.id, id));
}

/** False when it has served already. */
export async function useCode(tx: Transaction, id: SignatureCodeId, now: Temporal.Instant): Promise<boolean> {
  const used = await tx.update(signatureCodes).set({ usedAt: now }).where(and(eq(signatureCodes.id, id), isNull(signatureCodes.usedAt))).returning({ id: signatureCodes.id });
  return used.length > 0;
}

export async function deleteCodesOf(tx: Reader, personIds: readonly PersonId[]): Promise<void> {
  if (personIds.length > 0) await tx.delete(signatureCodes).where(inArray(signatureCodes.personId, [...personIds]));
}
