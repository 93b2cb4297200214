import type { Reader } from "@stages/database/connection.ts";
import type { ConventionId } from "@stages/kernel/ids.ts";
import { asc, gt } from "drizzle-orm";
import { documents } from "./tables.ts";

/** In the order of their ids, after that one. */
export async function conventionsWithDocuments(db: Reader, after: ConventionId | null, limit: number): Promise<readonly ConventionId[]> {
  const rows = await db
    .selectDistinct({ id: documents.conventionId })
    .from(documents)
    .where(after === null ? undefined : gt(documents.conventionId, after))
    .orderBy(asc(documents.conventionId))
    .limit(limit);
  return rows.map(({ id }) => id);
}
