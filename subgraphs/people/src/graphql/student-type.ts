import "reflect-metadata";
import type { StudentId } from "@stages/kernel/ids.ts";
import { connectionOf } from "@stages/subgraph/connection.ts";
import { Directive, Field, Float, ID, Int, ObjectType } from "type-graphql";
import type { Home, LegalRepresentative, Relationship, Student } from "../domain/student.ts";
import { RelationshipEnum } from "./enums.ts";

@ObjectType("Home", { description: "Where a student lives." })
export class HomeType implements Home {
  @Field(() => String, { description: "Number and street." })
  readonly addressLine!: string;

  @Field(() => String, { description: "Postcode." })
  readonly postcode!: string;

  @Field(() => String, { description: "INSEE code of the commune." })
  readonly communeCode!: string;

  @Field(() => String, { description: "Name of the commune." })
  readonly communeName!: string;

  @Field(() => Float, { description: "Degrees north." })
  readonly latitude!: number;

  @Field(() => Float, { description: "Degrees east." })
  readonly longitude!: number;
}

@ObjectType("LegalRepresentative", { description: "Someone who answers for a student; seen by the family and the staff of the school." })
export class LegalRepresentativeType implements Omit<LegalRepresentative, "studentId"> {
  @Field(() => ID, { description: 'The person, such as "person_01kz…"; the same for all their children.' })
  readonly id!: LegalRepresentative["id"];

  @Field(() => String, { description: "First name." })
  readonly firstName!: string;

  @Field(() => String, { description: "Last name." })
  readonly lastName!: string;

  @Field(() => String, { description: "Electronic mail address." })
  readonly email!: string;

  @Field(() => String, { nullable: true, description: "Telephone; null when unknown." })
  readonly phone!: string | null;

  @Field(() => RelationshipEnum, { description: "What they are to this student." })
  readonly relationship!: Relationship;

  @Field(() => Int, { description: "Whom to call first: 1, 2…" })
  readonly contactOrder!: number;

  @Field(() => Boolean, { description: "Whether they may sign this student's conventions." })
  readonly maySign!: boolean;
}

@ObjectType("Student", {
  description:
    "A student in the year of seconde. Seen by the family, the staff of the school, the hosts applied to and the tutors of the conventions; a host knows the first name and the class until it has accepted. Fields refused to the viewer are null, with the error FORBIDDEN.",
})
@Directive('@key(fields: "id")')
export class StudentType implements Omit<Student, "personId" | "schoolUai" | "academy"> {
  @Field(() => ID, { description: 'Identifier, such as "student_01kz…".' })
  readonly id!: StudentId;

  @Field(() => String, { description: "First name." })
  readonly firstName!: string;

  @Field(() => String, { nullable: true, description: "Last name. FORBIDDEN to a host that has not accepted the student." })
  readonly lastName!: string;

  @Field(() => Temporal.PlainDate, { nullable: true, description: "FORBIDDEN to tutors, and to a host that has not accepted the student." })
  readonly birthDate!: Temporal.PlainDate;

  @Field(() => String, { description: 'Class, such as "2de 3".' })
  readonly className!: string;

  @Field(() => String, { description: 'The campaign of this year of seconde, such as "2027".' })
  readonly campaignId!: string;

  @Field(() => HomeType, { nullable: true, description: "Address and coordinates, from which distances are counted. FORBIDDEN to hosts and tutors." })
  readonly home!: HomeType;
}

export const { ConnectionType: StudentConnectionType } = connectionOf("Student", () => StudentType);
