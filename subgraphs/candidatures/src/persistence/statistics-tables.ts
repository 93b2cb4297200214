import { statisticsTables } from "@stages/statistics/tables.ts";
import { pgSchema } from "drizzle-orm/pg-core";
import { MEASURES } from "./measures.ts";

export const { statistics, countedStudents, rollups, dailyRollups, delayRollups, recounts } = statisticsTables(pgSchema("candidatures"), MEASURES);
