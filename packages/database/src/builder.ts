import { drizzle } from "drizzle-orm/postgres-js";
import type { Database } from "./connection.ts";

/** Builds statements without asking anyone. */
export const builder: Database = drizzle.mock({ casing: "snake_case" });
