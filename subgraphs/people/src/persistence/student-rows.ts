import { openFrom, sealFor } from "@stages/database/sealed.ts";
import { getTableColumns } from "drizzle-orm";
import type { Student } from "../domain/student.ts";
import { identityOf } from "./person-rows.ts";
import { persons, type PrivateLife, students } from "./tables.ts";

type StudentRow = typeof students.$inferSelect;

/** Without the names, which are the person's. */
export type StudentRecord = Omit<Student, "firstName" | "lastName">;

/** The one place where a student is sealed: the commune that stays in clear goes with the home. */
export function sealedStudent({ id, personId, campaignId, schoolUai, academy, className, birthDate, home }: StudentRecord): typeof students.$inferInsert {
  const life = sealFor(students.private, { id }, { birthDate: birthDate.toString(), home });
  return { id, personId, campaignId, schoolUai, academy, className, private: life, homeCommuneCode: home.isApproximate ? null : home.communeCode };
}

/** The one place where a student is opened. */
export const privateLifeOf = (row: Pick<StudentRow, "id" | "private">): PrivateLife => openFrom(students.private, { id: row.id }, row.private);

/** Of a query that joins their person. */
export const STUDENT_COLUMNS = { ...getTableColumns(students), identity: persons.identity };

export function openedStudent({ identity, homeCommuneCode: _, department: __, private: life, ...row }: StudentRow & Pick<typeof persons.$inferSelect, "identity">): Student {
  const { firstName, lastName } = identityOf({ id: row.personId, identity });
  const { birthDate, home } = privateLifeOf({ id: row.id, private: life });
  return { ...row, firstName, lastName, birthDate: Temporal.PlainDate.from(birthDate), home };
}
