import { type ContentsOf, sealFor } from "@stages/database/sealed.ts";
import type { PgColumn } from "drizzle-orm/pg-core";

/** Bytes on a line of COPY. */
export const bytea = (bytes: Uint8Array): string => `\\\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;

/** A value sealed for its column of that row, on a line of COPY. */
export const sealedText = <C extends PgColumn>(column: C, row: Readonly<Record<string, unknown>>, value: ContentsOf<C>): string => bytea(sealFor(column, row, value));
