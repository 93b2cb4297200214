import "reflect-metadata";
import { oversees, personOf, type Role } from "@stages/kernel/actor.ts";
import type { HostId, PersonId } from "@stages/kernel/ids.ts";
import { ACADEMIES } from "@stages/reference/academies.ts";
import { departmentByCode } from "@stages/reference/communes.ts";
import { RoleEnum } from "@stages/subgraph/common-enums.ts";
import { Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import { displayNameOf } from "../domain/person.ts";
import { findRoles } from "../persistence/actors.ts";
import { HostEntity } from "./entities.ts";
import { AcademyType, DepartmentType, SchoolType } from "./school-type.ts";
import { StudentType } from "./student-type.ts";

@ObjectType("Viewer", { description: "Who is asking, in the role they act in, and what that role is about." })
export class ViewerType {
  @Field(() => ID, { description: 'The person, such as "person_01kz…".' })
  readonly personId!: PersonId;

  @Field(() => RoleEnum, { description: "The role they act in." })
  readonly role!: Role;
}

@Resolver(() => ViewerType)
export class ViewerResolver {
  @Query(() => ViewerType, { nullable: true, description: "Who is asking; null for a visitor." })
  viewer(@Ctx() { actor }: PeopleContext): ViewerType | null {
    const personId = personOf(actor);
    return personId && { personId, role: actor.role };
  }

  @FieldResolver(() => String, { nullable: true, description: "First and last name; null when the person has just been erased." })
  async displayName(@Root() { personId }: ViewerType, @Ctx() { loaders }: PeopleContext) {
    const person = await loaders.person.load(personId);
    return person && displayNameOf(person);
  }

  @FieldResolver(() => String, { nullable: true, description: "The verified address of the account: what a tutor is known by." })
  async email(@Root() { personId }: ViewerType, @Ctx() { loaders }: PeopleContext) {
    return (await loaders.person.load(personId))?.email;
  }

  @FieldResolver(() => [RoleEnum], { description: "The roles that the viewer has, to choose from: `x-stages-role` with a request, or `role` in the parameters of a WebSocket connection, says in which one to act; without it, the first." })
  roles(@Root() { personId }: ViewerType, @Ctx() { db }: PeopleContext) {
    return findRoles(db, personId);
  }

  @FieldResolver(() => StudentType, { nullable: true, description: "A student's own enrolment; null in the other roles." })
  student(@Ctx() { actor, loaders }: PeopleContext) {
    return actor.role === "STUDENT" ? loaders.student.load(actor.studentId) : null;
  }

  @FieldResolver(() => [StudentType], { description: "A legal representative's children on the platform; empty in the other roles." })
  async students(@Ctx() { actor, loaders }: PeopleContext) {
    if (actor.role !== "LEGAL_REPRESENTATIVE") return [];
    return (await Promise.all(actor.studentIds.map((id) => loaders.student.load(id)))).filter((student) => student !== null);
  }

  @FieldResolver(() => [SchoolType], { description: "Where the viewer works, or is enrolled; empty in the other roles." })
  async schools(@Ctx() { actor, loaders }: PeopleContext) {
    const uais = "schoolUais" in actor ? actor.schoolUais : actor.role === "STUDENT" ? [actor.schoolUai] : [];
    return (await Promise.all(uais.map((uai) => loaders.school.load(uai)))).filter((school) => school !== null);
  }

  @FieldResolver(() => [ID], { description: "The hosts that the viewer manages; empty in the other roles, and until the first is registered." })
  hostIds(@Ctx() { actor }: PeopleContext): readonly HostId[] {
    return actor.role === "HOST_MANAGER" ? actor.hostIds : [];
  }

  @FieldResolver(() => [HostEntity], { nullable: true, description: "The hosts of `hostIds`." })
  hosts(@Ctx() context: PeopleContext) {
    return this.hostIds(context).map((id) => ({ id }));
  }

  @FieldResolver(() => [AcademyType], { description: "The académies that the viewer is in charge of: one's own for a rectorat's staff, all for the ministry's; empty for a DASEN's, and in the other roles." })
  academies(@Ctx() { actor }: PeopleContext) {
    return ACADEMIES.filter(({ code }) => oversees(actor, code));
  }

  @FieldResolver(() => [DepartmentType], { description: "The départements that the viewer is in charge of, whole: one's own for a DASEN's staff; empty for a rectorat's and the ministry's, who have whole académies, and in the other roles." })
  departments(@Ctx() { actor }: PeopleContext) {
    return actor.role === "RECTORAT" ? actor.departments.map(departmentByCode).filter((department) => department !== null) : [];
  }
}
