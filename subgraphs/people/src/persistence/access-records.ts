import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { StudentsReadFact } from "@stages/events/contracts.ts";
import { type StudentId, uuidOf } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { and, desc, eq, sql } from "drizzle-orm";
import type { AccessRecord } from "../domain/access-record.ts";
import type { KeysetPage } from "./keyset-page.ts";
import { sharedReadings } from "./shared-reading-tables.ts";
import { lockRecordOf } from "./shared-readings.ts";
import { accessRecords, erasedStudents, schools, students } from "./tables.ts";

/**
 * One row a student and a reader of this request: made by whichever subgraph is heard first, completed by the others. Its
 * readers are who asked, and those to whom the same answer was handed. `lateral … limit 1`: the planner, which cannot count
 * the rows of JSON, would rather read all the students of the country once than find a hundred of them by their key.
 */
export async function recordAccess(tx: Transaction, { requestId, readerId, role, reads }: StudentsReadFact, at: Temporal.Instant): Promise<void> {
  await lockRecordOf(tx, requestId);
  const told = reads.map((alike) => ({
    ...alike,
    students: alike.students.map(({ studentId, schoolUai }) => ({ student_id: uuidOf(studentId), school_uai: schoolUai })),
  }));
  await tx.execute(sql`
    insert into ${accessRecords} (request_id, student_id, reader_id, reader_role, school_uai, academy, at, coordinates, categories)
    select ${requestId}, read.student_id, reader.id, ${role}, coalesce(s.school_uai, read.school_uai), coalesce(s.academy, known.academy),
           ${at.toString()}::timestamptz, alike.coordinates, alike.categories
    from jsonb_to_recordset(${JSON.stringify(told)}::text::jsonb) as alike(students jsonb, coordinates text[], categories text[])
    cross join jsonb_to_recordset(alike.students) as read(student_id uuid, school_uai varchar)
    cross join (select ${uuidOf(readerId)}::uuid as id union select reader_id from ${sharedReadings} where request_id = ${requestId}) reader
    left join lateral (select school_uai, academy from ${students} where id = read.student_id limit 1) s on true
    left join lateral (select academy from ${schools} where uai = read.school_uai limit 1) known on s.academy is null
    where not exists (select from ${erasedStudents} where student_id = read.student_id)
    order by read.student_id, reader.id
    on conflict (request_id, student_id, reader_id) do update set
      coordinates = array(select distinct unnest(access_records.coordinates || excluded.coordinates) order by 1),
      categories = array(select distinct unnest(access_records.categories || excluded.categories) order by 1)
    where not access_records.coordinates @> excluded.coordinates`);
}

export interface AccessRecordsOf {
  readonly schoolUai: Uai;
  readonly studentId: StudentId | null;
}

/** Newest first: after an instant, and within it a number. */
export function findAccessRecords(db: Reader, { schoolUai, studentId }: AccessRecordsOf, { after, limit }: KeysetPage): Promise<readonly AccessRecord[]> {
  const { id, readerId, readerRole, at, coordinates, categories } = accessRecords;
  return db
    .select({ id, studentId: accessRecords.studentId, readerId, readerRole, at, coordinates, categories })
    .from(accessRecords)
    .where(
      and(
        eq(accessRecords.schoolUai, schoolUai),
        studentId ? eq(accessRecords.studentId, studentId) : undefined,
        after ? sql`(${at}, ${id}) < (${after[0]}::timestamptz, ${after[1]}::bigint)` : undefined,
      ),
    )
    .orderBy(desc(at), desc(id))
    .limit(limit);
}
