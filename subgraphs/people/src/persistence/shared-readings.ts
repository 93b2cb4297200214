import type { Transaction } from "@stages/database/connection.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { sql } from "drizzle-orm";
import { sharedReadings } from "./shared-reading-tables.ts";
import { accessRecords } from "./tables.ts";

/**
 * Until the end of the transaction nothing else is written down of this request. What was read and who read it are told apart,
 * by different ways: without it, each of two that come at once would miss the other.
 */
export async function lockRecordOf(tx: Transaction, requestId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`people.access_records ${requestId}`}, 0))`);
}

/** From now on they have read whatever that request reads: what is recorded already, at once. */
export async function noteSharedReading(tx: Transaction, requestId: string, readerIds: readonly PersonId[], notedAt: Temporal.Instant): Promise<void> {
  await lockRecordOf(tx, requestId);
  await tx.insert(sharedReadings).values(readerIds.map((readerId) => ({ requestId, readerId, notedAt }))).onConflictDoNothing();
  // The request is one, and so is what it read: each reader's lines are the same.
  await tx.execute(sql`
    insert into ${accessRecords} (request_id, student_id, reader_id, reader_role, school_uai, academy, at, coordinates, categories)
    select known.request_id, known.student_id, noted.reader_id, known.reader_role, known.school_uai, known.academy, known.at, known.coordinates, known.categories
    from (select distinct on (student_id) * from ${accessRecords} where request_id = ${requestId} order by student_id, id) known
    cross join (select reader_id from ${sharedReadings} where request_id = ${requestId}) noted
    order by known.student_id, noted.reader_id
    on conflict (request_id, student_id, reader_id) do nothing`);
}
