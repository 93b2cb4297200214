import type { Act } from "@stages/database/act.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { personOf } from "@stages/kernel/actor.ts";
import { refusalsOfMobilised } from "@stages/kernel/campaign.ts";
import { parseId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse, refused } from "@stages/kernel/refusal.ts";
import { findStaffMembers } from "../persistence/persons.ts";
import { assignTeachers, findExamDuties, lockPersons, type ReferentTeacher } from "../persistence/staff.ts";
import { findStudents } from "../persistence/students.ts";
import { messaging } from "../persistence/tables.ts";
import { loadCurrentCampaign, loadOwnSchool } from "./load.ts";

export interface Assignment {
  readonly studentId: string;
  readonly teacherId: string;
}

export interface AssignReferentTeachers {
  readonly schoolUai: string;
  readonly assignments: readonly Assignment[];
}

export interface RefusedAssignment extends Assignment, Refusal {}

export interface ReferentTeachersAssigned {
  readonly assigned: number;
  readonly unchanged: number;
  readonly refused: readonly RefusedAssignment[];
}

const MOST = 1_000;

/** Each line for itself: those that can be are assigned, the others told with their reason. */
export function assignReferentTeachers({ write, actor, now }: Act, { schoolUai, assignments }: AssignReferentTeachers): Promise<ReferentTeachersAssigned> {
  if (assignments.length > MOST) throw refused("TOO_MANY_ITEMS", { max: MOST }, "assignments");
  return write(async (tx) => {
    const { uai } = await loadOwnSchool(tx, schoolUai, actor);
    const campaign = await loadCurrentCampaign(tx, now);
    const read = assignments.map(({ studentId, teacherId }) => ({ student: parseId("student", studentId), teacher: parseId("person", teacherId) }));
    const teacherIds = [...new Set(read.flatMap(({ teacher }) => teacher ?? []))];
    // Their duties may be being written: whoever comes second sees what the first did.
    await lockPersons(tx, teacherIds);
    const students = new Map((await findStudents(tx, read.flatMap(({ student }) => student ?? []))).map((student) => [student.id, student]));
    const teachers = new Set((await findStaffMembers(tx, teacherIds)).filter(({ posts }) => posts.some((post) => post.schoolUai === uai && post.function === "TEACHER")).map(({ id }) => id));
    const duties = Map.groupBy(await findExamDuties(tx, teacherIds), ({ personId }) => personId);

    const accepted = new Map<string, ReferentTeacher>();
    const refusedLines: RefusedAssignment[] = [];
    read.forEach(({ student: studentId, teacher: teacherId }, index) => {
      const at = (field: keyof Assignment) => `assignments.${index}.${field}`;
      const student = studentId && students.get(studentId);
      const isOurs = student && student.schoolUai === uai && student.campaignId === campaign.id;
      const isTeacher = teacherId !== null && teachers.has(teacherId);
      const refusals = [
        ...(isOurs ? [] : [refuse("NOT_FOUND", { what: "Élève" }, at("studentId"))]),
        ...(studentId && accepted.has(studentId) ? [refuse("STUDENT_TWICE", at("studentId"))] : []),
        ...(isTeacher
          ? refusalsOfMobilised((duties.get(teacherId) ?? []).map(({ day }) => day), campaign, "BOTH_WEEKS", at("teacherId"))
          : [refuse("NOT_A_TEACHER", at("teacherId"))]),
      ];
      const [first] = refusals;
      if (first) refusedLines.push({ ...assignments[index]!, ...first });
      else accepted.set(studentId!, { studentId: studentId!, teacherId: teacherId!, assignedAt: now, assignedBy: personOf(actor)! });
    });
    const changed = await assignTeachers(tx, [...accepted.values()]);
    await tell(tx, messaging, changed.map((fact) => domainEvent("ReferentTeacherAssigned", fact.studentId, fact, now)));
    return { assigned: changed.length, unchanged: accepted.size - changed.length, refused: refusedLines };
  });
}
