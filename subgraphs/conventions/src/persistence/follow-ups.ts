import type { Reader, Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { ConventionId, FollowUpId } from "@stages/kernel/ids.ts";
import { asc, inArray, type SQL } from "drizzle-orm";
import type { FollowUp } from "../domain/follow-up.ts";
import { followUps } from "./tables.ts";

async function find(db: Reader, where: SQL): Promise<readonly FollowUp[]> {
  const rows = await db.select().from(followUps).where(where).orderBy(asc(followUps.id));
  return rows.map(({ text, ...row }) => ({ ...row, text: openFrom(followUps.text, row, text) }));
}

export const findFollowUps = (db: Reader, ids: readonly ConventionId[]) => find(db, inArray(followUps.conventionId, [...ids]));
export const findFollowUpsByIds = (db: Reader, ids: readonly FollowUpId[]) => find(db, inArray(followUps.id, [...ids]));

export async function insertFollowUp(tx: Transaction, { text, ...followUp }: FollowUp): Promise<void> {
  await tx.insert(followUps).values({ ...followUp, text: sealFor(followUps.text, followUp, text) });
}
