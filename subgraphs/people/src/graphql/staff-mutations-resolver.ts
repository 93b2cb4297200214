import "reflect-metadata";
import type { RefusalCode } from "@stages/kernel/refusal.ts";
import { ErrorCode } from "@stages/subgraph/refusal-type.ts";
import { IDEMPOTENCY_KEY } from "@stages/subgraph/idempotency-key.ts";
import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import type { StaffFunction } from "../domain/staff-member.ts";
import { assignReferentTeachers, type AssignReferentTeachers, type Assignment, type RefusedAssignment, type ReferentTeachersAssigned } from "../operations/assign-referent-teachers.ts";
import { correctRepresentativeEmail, type CorrectRepresentativeEmail } from "../operations/correct-representative-email.ts";
import { inviteStaffMember, type InviteStaffMember } from "../operations/invite-staff-member.ts";
import { recordExamDuties, type RecordExamDuties } from "../operations/record-exam-duties.ts";
import { StaffFunctionEnum } from "./enums.ts";
import { StaffMemberType } from "./staff-member-type.ts";
import { StudentType } from "./student-type.ts";

@InputType("InviteStaffMemberInput", { description: "A colleague to invite." })
export class InviteStaffMemberInput implements InviteStaffMember {
  @Field(() => ID, { description: "The viewer's school. Errors: INVALID_UAI, NOT_FOUND." })
  readonly schoolUai!: string;

  @Field(() => String, { description: "The professional address: whoever signs in with it, verified, has the role. Error: INVALID_EMAIL." })
  readonly email!: string;

  @Field(() => String, { description: "First name, at most 80 characters." })
  readonly firstName!: string;

  @Field(() => String, { description: "Last name, at most 80 characters." })
  readonly lastName!: string;

  @Field(() => StaffFunctionEnum, { description: "What they do there; SCHOOL_HEAD for a deputy who has the head's delegation." })
  readonly function!: StaffFunction;

  @Field(() => String, { nullable: true, defaultValue: null, description: 'The same in French, as printed in a convention, such as "Proviseure adjointe", at most 120 characters; the function\'s own words when null.' })
  readonly title!: string | null;

  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey!: string | null;
}

@InputType("CorrectRepresentativeEmailInput", { description: "The right address of a legal representative." })
export class CorrectRepresentativeEmailInput implements CorrectRepresentativeEmail {
  @Field(() => ID, { description: "A student of the viewer's school. Error: NOT_FOUND." })
  readonly studentId!: string;

  @Field(() => ID, { description: "One of `Student.legalRepresentatives`. Errors: NOT_FOUND, REPRESENTATIVE_HAS_ACCOUNT." })
  readonly representativeId!: string;

  @Field(() => String, { description: "The address. Errors: INVALID_EMAIL, REPRESENTATIVE_TWICE." })
  readonly email!: string;
}

@InputType("RecordExamDutiesInput", { description: "On which days a teacher is called up for the baccalauréat." })
export class RecordExamDutiesInput implements RecordExamDuties {
  @Field(() => ID, { description: "A teacher of the viewer's school. Errors: NOT_FOUND, NOT_A_TEACHER." })
  readonly staffId!: string;

  @Field(() => [Temporal.PlainDate], { description: "All the days, in place of those recorded before; at most 60. Error: TOO_MANY_ITEMS." })
  readonly dates!: readonly Temporal.PlainDate[];
}

@InputType("ReferentTeacherInput", { description: "Who follows whom." })
export class ReferentTeacherInput implements Assignment {
  @Field(() => ID, { description: "A student of the school, enrolled for the running campaign." })
  readonly studentId!: string;

  @Field(() => ID, { description: "A teacher of the school." })
  readonly teacherId!: string;
}

@InputType("AssignReferentTeachersInput", { description: "The referent teachers of many students at once." })
export class AssignReferentTeachersInput implements AssignReferentTeachers {
  @Field(() => ID, { description: "The viewer's school. Errors: INVALID_UAI, NOT_FOUND." })
  readonly schoolUai!: string;

  @Field(() => [ReferentTeacherInput], { description: "At most 1 000. Error: TOO_MANY_ITEMS." })
  readonly assignments!: readonly ReferentTeacherInput[];
}

@ObjectType("RefusedAssignment", { description: "A line that was not assigned, and why." })
export class RefusedAssignmentType implements RefusedAssignment {
  @Field(() => ID, { description: "The student, as it was written." })
  readonly studentId!: string;

  @Field(() => ID, { description: "The teacher, as it was written." })
  readonly teacherId!: string;

  @Field(() => ErrorCode, { description: "Stable code: NOT_FOUND, STUDENT_TWICE, NOT_A_TEACHER, REFERENT_TEACHER_MOBILISED." })
  readonly code!: RefusalCode;

  @Field(() => String, { description: "One sentence in French, for people; it names the days of a teacher who is called up." })
  readonly message!: string;

  @Field(() => String, { nullable: true, description: "Where it stands in the input, such as `assignments.3.teacherId`." })
  readonly field!: string | null;
}

@ObjectType("ReferentTeachersAssigned", { description: "What became of each line." })
export class ReferentTeachersAssignedType implements ReferentTeachersAssigned {
  @Field(() => Int, { description: "Students who have this referent teacher from now on." })
  readonly assigned!: number;

  @Field(() => Int, { description: "Students who had this one already." })
  readonly unchanged!: number;

  @Field(() => [RefusedAssignmentType], { description: "The lines refused, in the order of the input." })
  readonly refused!: readonly RefusedAssignmentType[];
}

const RESULT = { nullable: true } as const;

@Resolver()
export class StaffMutationsResolver {
  @Mutation(() => StaffMemberType, {
    ...RESULT,
    description: "The head invites a colleague, who has a post at once and its role after signing in with that address. Inviting again changes nothing. Errors: INVALID_EMAIL, TEXT_*.",
  })
  inviteStaffMember(@Arg("input", () => InviteStaffMemberInput) input: InviteStaffMemberInput, @Ctx() { act, writeAsPlatform }: PeopleContext) {
    return inviteStaffMember({ ...act, write: writeAsPlatform }, input);
  }

  @Mutation(() => StudentType, { ...RESULT, description: "The school's staff corrects the address of a legal representative who has not signed in yet; what it was is kept. A class list made before does not bring it back. Personal links sent to the former one are revoked, and those that nobody had opened are sent to the right one. Errors: REPRESENTATIVE_HAS_ACCOUNT, REPRESENTATIVE_TWICE, INVALID_EMAIL." })
  correctRepresentativeEmail(@Arg("input", () => CorrectRepresentativeEmailInput) input: CorrectRepresentativeEmailInput, @Ctx() { act, takeOver, links }: PeopleContext) {
    return correctRepresentativeEmail({ ...act, takeOver }, links, input);
  }

  @Mutation(() => StaffMemberType, { ...RESULT, description: "The head records a teacher's baccalauréat duties. Whom the teacher follows already is for the head to look at: no convention is validated against them. Errors: NOT_A_TEACHER, TOO_MANY_ITEMS." })
  recordExamDuties(@Arg("input", () => RecordExamDutiesInput) input: RecordExamDutiesInput, @Ctx() { act }: PeopleContext) {
    return recordExamDuties(act, input);
  }

  @Mutation(() => ReferentTeachersAssignedType, { ...RESULT, description: "The head gives students their referent teachers: lines that can be are assigned, the others are told with their reason, as for a teacher called up for the baccalauréat on days of the campaign's weeks." })
  assignReferentTeachers(@Arg("input", () => AssignReferentTeachersInput) input: AssignReferentTeachersInput, @Ctx() { act }: PeopleContext) {
    return assignReferentTeachers(act, input);
  }
}
