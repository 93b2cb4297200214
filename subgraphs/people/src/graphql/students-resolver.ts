import "reflect-metadata";
import { civilDateOf, isMinorOn } from "@stages/kernel/civil-time.ts";
import { parseId } from "@stages/kernel/ids.ts";
import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import type { Student } from "../domain/student.ts";
import { SchoolType } from "./school-type.ts";
import { StaffMemberType } from "./staff-member-type.ts";
import { LegalRepresentativeType, StudentType } from "./student-type.ts";

@Resolver(() => StudentType)
export class StudentsResolver {
  @Query(() => StudentType, { nullable: true, description: "A student by its id; null when unknown or not visible to the viewer." })
  student(@Arg("id", () => ID, { description: "Its identifier." }) id: string, @Ctx() { loaders }: PeopleContext) {
    const parsed = parseId("student", id);
    return parsed && loaders.student.load(parsed);
  }

  @FieldResolver(() => Boolean, { nullable: true, description: "Whether the student is under 18 today. FORBIDDEN where the birth date is." })
  isMinor(@Root() { birthDate }: Student, @Ctx() { now }: PeopleContext) {
    return isMinorOn(birthDate, civilDateOf(now));
  }

  @FieldResolver(() => SchoolType, { nullable: true, description: "Where the student is enrolled. FORBIDDEN to tutors, and to a host that has not accepted the student." })
  school(@Root() { schoolUai }: Student, @Ctx() { loaders }: PeopleContext) {
    return loaders.school.load(schoolUai);
  }

  @FieldResolver(() => StaffMemberType, { nullable: true, description: "Who follows the student during the stage; null until the school has assigned someone. FORBIDDEN to hosts." })
  async referentTeacher(@Root() { id }: Student, @Ctx() { loaders }: PeopleContext) {
    const assigned = await loaders.referentTeacher.load(id);
    return assigned && loaders.staffMember.load(assigned.teacherId);
  }

  @FieldResolver(() => [LegalRepresentativeType], { nullable: true, description: "Those who answer for the student, whom to call first first. FORBIDDEN to hosts and tutors." })
  legalRepresentatives(@Root() { id }: Student, @Ctx() { loaders }: PeopleContext) {
    return loaders.legalRepresentatives.load(id);
  }
}
