import { readersBy } from "@stages/database/compiled.ts";
import type { Transaction } from "@stages/database/connection.ts";
import { openFrom, sealFor } from "@stages/database/sealed.ts";
import { asc } from "drizzle-orm";
import type { FollowUp } from "../domain/follow-up.ts";
import { followUps } from "./tables.ts";

const opened = ({ text, ...row }: typeof followUps.$inferSelect): FollowUp => ({ ...row, text: openFrom(followUps.text, row, text) });
const readBy = readersBy((db, among) => db.select().from(followUps).where(among).orderBy(asc(followUps.id)), opened);

export const findFollowUps = readBy(followUps.conventionId);
export const findFollowUpsByIds = readBy(followUps.id);

export async function insertFollowUp(tx: Transaction, { text, ...followUp }: FollowUp): Promise<void> {
  await tx.insert(followUps).values({ ...followUp, text: sealFor(followUps.text, followUp, text) });
}
