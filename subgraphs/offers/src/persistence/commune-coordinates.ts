import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import { eq, inArray, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { communeCoordinates } from "./tables.ts";

export async function findCommuneCoordinates(db: Reader, communeCode: string): Promise<Coordinates | null> {
  const { latitude, longitude } = communeCoordinates;
  const [row] = await db.select({ latitude, longitude }).from(communeCoordinates).where(eq(communeCoordinates.communeCode, communeCode));
  return row ?? null;
}

/** Of those whose place is known. */
export async function coordinatesOfCommunes(db: Reader, codes: readonly string[]): Promise<ReadonlyMap<string, Coordinates>> {
  const { communeCode, latitude, longitude } = communeCoordinates;
  const rows = await db.select({ communeCode, latitude, longitude }).from(communeCoordinates).where(inArray(communeCode, [...codes]));
  return new Map(rows.map(({ communeCode: code, ...point }) => [code, point]));
}

/** A host or a place told where it is: the commune's mean takes it in. */
export async function addCommunePoint(tx: Transaction, communeCode: string, { latitude, longitude }: Coordinates): Promise<void> {
  const { points } = communeCoordinates;
  const mean = (known: AnyPgColumn, added: number) => sql`(${known} * ${points} + ${added}::float8) / (${points} + 1)`;
  await tx
    .insert(communeCoordinates)
    .values({ communeCode, latitude, longitude, points: 1 })
    .onConflictDoUpdate({
      target: communeCoordinates.communeCode,
      set: {
        latitude: mean(communeCoordinates.latitude, latitude),
        longitude: mean(communeCoordinates.longitude, longitude),
        points: sql`${points} + 1`,
      },
    });
}
