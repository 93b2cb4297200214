import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { ConventionId } from "@stages/kernel/ids.ts";
import { asc, inArray } from "drizzle-orm";
import type { Signature } from "../domain/sign.ts";
import { signatures } from "./tables.ts";

/** The chains of evidence of these conventions, each in its order. */
export function findSignatures(db: Reader, ids: readonly ConventionId[]): Promise<readonly Signature[]> {
  return db
    .select()
    .from(signatures)
    .where(inArray(signatures.conventionId, [...ids]))
    .orderBy(asc(signatures.signedAt), asc(signatures.id));
}

/** The unique constraints refuse a second signature of a party even where the check before was passed. */
export async function insertSignature(tx: Transaction, signature: Signature): Promise<void> {
  await tx.insert(signatures).values(signature);
}
