import "reflect-metadata";
import { parseId, type StudentId } from "@stages/kernel/ids.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { Arg, Ctx, FieldResolver, ID, Int, Resolver, Root } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import { type AccessRecord, labelsOf } from "../domain/access-record.ts";
import { displayNameOf } from "../domain/person.ts";
import type { School } from "../domain/school.ts";
import { findAccessRecords } from "../persistence/access-records.ts";
import type { KeysetPage } from "../persistence/keyset-page.ts";
import { AccessReaderType, AccessRecordConnectionType, AccessRecordType } from "./access-record-type.ts";
import { AFTER, FIRST, pageIn, type SortedList } from "./pages.ts";
import { SchoolType } from "./school-type.ts";
import { StudentType } from "./student-type.ts";

const ACCESS_RECORDS: SortedList<AccessRecord> = { name: "accessRecords", keyOf: ({ at, id }) => [at.toString(), String(id)] };

@Resolver(() => SchoolType)
export class AccessRecordsResolver {
  @FieldResolver(() => AccessRecordConnectionType, {
    nullable: true,
    description: "Which staff were shown personal data of this school's students, newest first: for the head. FORBIDDEN to everyone else.",
  })
  accessRecords(
    @Root() { uai }: School,
    @Arg("first", () => Int, FIRST) first: number,
    @Arg("after", () => String, AFTER) after: string | null = null,
    @Arg("studentId", () => ID, { nullable: true, description: "Only those of this student; all when null. None for a student of another school. Error: NOT_FOUND for what is no student's id." }) studentId: string | null = null,
    @Ctx() { db }: PeopleContext,
  ) {
    return pageIn(ACCESS_RECORDS, { first, after }, (page) => findAccessRecords(db, { schoolUai: uai, studentId: studentIdOf(studentId) }, checked(page)));
  }
}

/** Both parts of this list's key have a form, which the database would insist upon. */
function checked(page: KeysetPage): KeysetPage {
  if (page.after && !(isInstant(page.after[0]) && Number.isSafeInteger(Number(page.after[1])))) throw refused("INVALID_CURSOR", "after");
  return page;
}

function isInstant(text: string): boolean {
  try {
    return Boolean(Temporal.Instant.from(text));
  } catch {
    return false;
  }
}

function studentIdOf(text: string | null): StudentId | null {
  const parsed = text === null ? null : parseId("student", text);
  if (text !== null && !parsed) throw refused("NOT_FOUND", { what: "Élève" }, "studentId");
  return parsed;
}

@Resolver(() => AccessRecordType)
export class AccessRecordResolver {
  @FieldResolver(() => AccessReaderType, { description: "Who read." })
  reader(@Root() { readerId, readerRole }: AccessRecord): AccessReaderType {
    return { personId: readerId, role: readerRole };
  }

  @FieldResolver(() => StudentType, { nullable: true, description: "Of whom; null once the student has been erased, or has left the school. Reading more than its id is a read of its own." })
  student(@Root() { studentId }: AccessRecord, @Ctx() { loaders }: PeopleContext) {
    return loaders.student.load(studentId);
  }

  @FieldResolver(() => [String], { description: 'What was read, in the words of the record, in French: "Identité", "Scolarité", "Domicile", "Représentants légaux", "Candidature", "Convention", "Absence".' })
  categories(@Root() record: AccessRecord) {
    return labelsOf(record);
  }
}

@Resolver(() => AccessReaderType)
export class AccessReaderResolver {
  @FieldResolver(() => String, { nullable: true, description: "First and last name; null when the person has been erased." })
  async displayName(@Root() { personId }: AccessReaderType, @Ctx() { loaders }: PeopleContext) {
    const person = await loaders.person.load(personId);
    return person && displayNameOf(person);
  }
}
