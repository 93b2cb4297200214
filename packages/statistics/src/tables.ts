import { academy, campaignId, civilDate, department, instant } from "@stages/database/columns.ts";
import { sql } from "drizzle-orm";
import { bigint, index, integer, jsonb, type PgSchema, primaryKey, smallint, text, uuid, varchar } from "drizzle-orm/pg-core";
import type { Measures } from "./measures.ts";

const each = <Name extends string, Column>(names: readonly Name[], make: () => Column): Record<Name, Column> =>
  Object.fromEntries(names.map((name) => [name, make()])) as Record<Name, Column>;

const total = () => integer().notNull().default(0);

/** One row a territory, and a breakdown of it. Empty is all: of the country no code is set, of a school all three are. */
const place = {
  campaignId: campaignId().notNull(),
  academy: academy().notNull(),
  department: department().notNull(),
  schoolUai: varchar({ length: 8 }).notNull(),
  breakdown: text().notNull(),
};

/**
 * The tables by which a subgraph counts, in its own Postgres schema.
 * - statistics: what each fact changes, appended by triggers in the fact's own transaction; the fold empties it.
 * - counted_students: of each student and campaign, what was added up so far, from which it follows whether they are covered.
 * - rollups: what stands now. daily_rollups: by how much each day changed it.
 * - delay_rollups: how many took so many days, or minutes: medians are exact.
 * - recounts: when everything was counted again from the facts, and what was found to differ.
 */
export function statisticsTables<F extends string, C extends string, G extends string, D extends string>(schema: PgSchema<string>, { facts, counters, flags }: Measures<F, C, G, D>) {
  const counted = () => ({ ...each(facts, total), ...each(Object.keys(flags) as G[], total) }) as Record<F | G, ReturnType<typeof total>>;
  return {
    statistics: schema.table("statistics", {
      id: bigint({ mode: "number" }).notNull().generatedAlwaysAsIdentity(),
      campaignId: campaignId().notNull(),
      /** Null abroad. */
      academy: academy(),
      department: department(),
      schoolUai: varchar({ length: 8 }),
      sector: varchar({ length: 1 }),
      hostKind: text(),
      period: text(),
      day: civilDate().notNull(),
      studentId: uuid(),
      ...each([...facts, ...counters], () => integer()),
      delay: text().$type<D>(),
      delayValue: integer(),
      delayTimes: smallint(),
    }),
    countedStudents: schema.table(
      "counted_students",
      { studentId: uuid().notNull(), campaignId: campaignId().notNull(), academy: academy(), department: department(), schoolUai: varchar({ length: 8 }), ...each(counters, total) },
      (table) => [primaryKey({ columns: [table.studentId, table.campaignId] }), index().on(table.campaignId)],
    ),
    rollups: schema.table(
      "rollups",
      { ...place, ...counted() },
      (table) => [
        primaryKey({ columns: [table.campaignId, table.schoolUai, table.department, table.academy, table.breakdown] }),
        // Whole schools alone, of which the least covered are looked for: the parts of each are ten times as many.
        index().on(table.campaignId, table.academy, table.department).where(sql`breakdown = '' and school_uai <> ''`),
      ],
    ),
    dailyRollups: schema.table(
      "daily_rollups",
      { ...place, day: civilDate().notNull(), ...counted() },
      (table) => [primaryKey({ columns: [table.campaignId, table.schoolUai, table.department, table.academy, table.breakdown, table.day] })],
    ),
    delayRollups: schema.table(
      "delay_rollups",
      { ...place, delay: text().$type<D>().notNull(), value: integer().notNull(), times: total() },
      (table) => [primaryKey({ columns: [table.campaignId, table.schoolUai, table.department, table.academy, table.breakdown, table.delay, table.value] })],
    ),
    recounts: schema.table("recounts", {
      at: instant().primaryKey(),
      campaignIds: text().array().$type<readonly string[]>().notNull(),
      /** Cells compared; 0 where the rollups were made anew. */
      cells: integer().notNull(),
      differences: jsonb().$type<readonly Difference[]>().notNull(),
    }),
  };
}

/** A cell that said something else than the facts. */
export interface Difference {
  readonly campaignId: string;
  readonly academy: string;
  readonly department: string;
  readonly schoolUai: string;
  readonly breakdown: string;
  readonly measure: string;
  readonly told: number;
  readonly counted: number;
}
