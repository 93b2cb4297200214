import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import type { ConventionId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { and, asc, eq, exists, inArray, or, type SQL, sql } from "drizzle-orm";
import { OPEN_STEPS } from "../domain/absence.ts";
import type { Convention } from "../domain/convention.ts";
import { FOLLOWED } from "../domain/stage-to-follow.ts";
import { findByIds } from "./conventions.ts";
import { absences, conventions } from "./tables.ts";

/** The weeks of a campaign that a day is of. */
export interface StageWeeks {
  readonly campaignId: string;
  readonly periods: readonly Period[];
}

/** Where a page ends: those with an open absence come first, then by id. */
export interface FollowKey {
  readonly isCalm: 0 | 1;
  readonly id: ConventionId;
}

export interface StageLine extends FollowKey {
  readonly convention: Convention;
}

const isCalm = (db: Reader) =>
  sql<0 | 1>`case when ${exists(db.select({ one: sql`1` }).from(absences).where(and(eq(absences.conventionId, conventions.id), inArray(absences.step, [...OPEN_STEPS]))))} then 0 else 1 end`;

/** The stages that name this teacher, or this tutor: an index finds them, and there are a few dozen at most. */
export async function findStagesToFollow(db: Reader, actor: Actor, weeks: StageWeeks, { after, limit }: { readonly after: FollowKey | null; readonly limit: number }): Promise<readonly StageLine[]> {
  const calm = isCalm(db);
  const rows = await db
    .select({ id: conventions.id, isCalm: calm })
    .from(conventions)
    .where(
      and(
        namedIn(actor),
        eq(conventions.campaignId, weeks.campaignId),
        inArray(conventions.period, [...weeks.periods]),
        inArray(conventions.status, [...FOLLOWED]),
        after ? or(sql`${calm} > ${after.isCalm}`, and(sql`${calm} = ${after.isCalm}`, sql`${conventions.id} > ${sql.param(after.id, conventions.id)}`)) : undefined,
      ),
    )
    .orderBy(asc(calm), asc(conventions.id))
    .limit(limit);
  const found = new Map((await findByIds(db, rows.map(({ id }) => id))).map((convention) => [convention.id, convention]));
  return rows.flatMap((row) => {
    const convention = found.get(row.id);
    return convention ? [{ ...row, convention }] : [];
  });
}

function namedIn(actor: Actor): SQL {
  if (actor.role === "REFERENT_TEACHER") return and(eq(conventions.referentTeacherId, actor.personId), inArray(conventions.schoolUai, [...actor.schoolUais]))!;
  return actor.role === "TUTOR" ? eq(conventions.tutor, emailIndex(actor.email)) : sql`false`;
}

/** Signed ones whose period is over, locked; those that someone else is at are left to them. */
export async function lockOver(tx: Transaction, over: readonly StageWeeks[], limit: number): Promise<readonly Convention[]> {
  if (over.length === 0) return [];
  const ofTheseWeeks = or(...over.map(({ campaignId, periods }) => and(eq(conventions.campaignId, campaignId), inArray(conventions.period, [...periods]))));
  const rows = await tx
    .select({ id: conventions.id })
    .from(conventions)
    .where(and(eq(conventions.status, "SIGNED"), ofTheseWeeks))
    .orderBy(asc(conventions.id))
    .limit(limit)
    .for("update", { skipLocked: true });
  return findByIds(tx, rows.map(({ id }) => id));
}
