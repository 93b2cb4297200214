import "reflect-metadata";
import type { PersonId } from "@stages/kernel/ids.ts";
import { Directive, Field, ID, ObjectType } from "type-graphql";
import type { StaffMember } from "../domain/staff-member.ts";

@ObjectType("StaffMember", { description: "Someone who works in a school. Name and function are for whoever is signed in; how to reach them, for the staff of the school." })
@Directive('@key(fields: "id")')
export class StaffMemberType implements Omit<StaffMember, "posts"> {
  @Field(() => ID, { description: 'The person, such as "person_01kz…".' })
  readonly id!: PersonId;

  @Field(() => String, { description: "First name." })
  readonly firstName!: string;

  @Field(() => String, { description: "Last name." })
  readonly lastName!: string;

  @Field(() => String, { nullable: true, description: "Electronic mail address. FORBIDDEN outside of the school's staff." })
  readonly email!: string;

  @Field(() => String, { nullable: true, description: "Telephone; null when unknown. FORBIDDEN outside of the school's staff." })
  readonly phone!: string | null;
}
