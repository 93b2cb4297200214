import type { Reader } from "@stages/database/connection.ts";
import type { ConventionId } from "@stages/kernel/ids.ts";
import { and, eq, inArray } from "drizzle-orm";
import { documents } from "./tables.ts";

/** Those whose attestation is established: what it says of the hours done does not change any more. */
export async function findAttested(db: Reader, ids: readonly ConventionId[]): Promise<readonly { readonly conventionId: ConventionId }[]> {
  return db.select({ conventionId: documents.conventionId }).from(documents).where(and(inArray(documents.conventionId, [...ids]), eq(documents.kind, "ATTESTATION")));
}

export const hasAttestation = async (db: Reader, id: ConventionId): Promise<boolean> => (await findAttested(db, [id])).length > 0;
