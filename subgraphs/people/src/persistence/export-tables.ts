import { campaignId, instant, typeId } from "@stages/database/columns.ts";
import type { Role } from "@stages/kernel/actor.ts";
import type { ExportFigure } from "@stages/kernel/export-figure.ts";
import { index, jsonb, pgSchema, smallint, text } from "drizzle-orm/pg-core";
import type { ExportedFigure } from "../domain/figure-export.ts";

const schema = pgSchema("people");

/** The ways to a file of figures, for a short time; of the token, its SHA-256 alone. */
export const figureExports = schema.table(
  "figure_exports",
  {
    tokenHash: text().primaryKey(),
    /** Who asked and in which role: what they have charge of is looked up anew when it is used, so it is not kept. */
    personId: typeId("person").notNull(),
    role: text().$type<Role>().notNull(),
    figure: text().$type<ExportFigure>().notNull(),
    campaignId: campaignId().notNull(),
    variables: jsonb().$type<Pick<ExportedFigure, "academy" | "department" | "schoolUai" | "by"> & { readonly on?: string | null }>().notNull(),
    askedAt: instant().notNull(),
    expiresAt: instant().notNull(),
    usesLeft: smallint().notNull(),
  },
  (table) => [index().on(table.expiresAt), index().on(table.personId)],
);
