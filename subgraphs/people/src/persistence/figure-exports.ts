import { randomBytes } from "node:crypto";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import { sha256 } from "@stages/kernel/digest.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { desc, eq, sql } from "drizzle-orm";
import type { FigureExport } from "../domain/figure-export.ts";
import { figureExports } from "./export-tables.ts";

type Row = typeof figureExports.$inferSelect;

const exportOf = ({ variables, ...row }: Row): FigureExport => ({ ...row, ...variables, on: variables.on ? Temporal.PlainDate.from(variables.on) : null });

/** 256 bits at random, as 43 characters that an address can hold. */
export const newToken = (): string => randomBytes(32).toString("base64url");

export const hashOfToken = (token: string): string => sha256(token);

export async function insertExport(tx: Transaction, { academy, department, schoolUai, by, on, ...row }: FigureExport): Promise<void> {
  await tx.insert(figureExports).values({ ...row, variables: { academy, department, schoolUai, by, on: on?.toString() ?? null } });
}

/** Locked: its uses are counted. */
export async function lockExport(tx: Transaction, tokenHash: string): Promise<FigureExport | null> {
  const [row] = await tx.select().from(figureExports).where(eq(figureExports.tokenHash, tokenHash)).for("update");
  return row ? exportOf(row) : null;
}

export async function spendExport(tx: Transaction, tokenHash: string): Promise<void> {
  await tx.update(figureExports).set({ usesLeft: sql`${figureExports.usesLeft} - 1` }).where(eq(figureExports.tokenHash, tokenHash));
}

/** The newest first. */
export async function findExportsOf(db: Reader, personId: PersonId): Promise<readonly FigureExport[]> {
  return (await db.select().from(figureExports).where(eq(figureExports.personId, personId)).orderBy(desc(figureExports.askedAt))).map(exportOf);
}
