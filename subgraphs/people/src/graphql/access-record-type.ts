import "reflect-metadata";
import type { Role } from "@stages/kernel/actor.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { RoleEnum } from "@stages/subgraph/common-enums.ts";
import { connectionOf } from "@stages/subgraph/connection.ts";
import { Field, ID, ObjectType } from "type-graphql";

@ObjectType("AccessReader", { description: "Who was shown a student's personal data: staff of the school, of a rectorat, or of the ministry." })
export class AccessReaderType {
  @Field(() => ID, { description: 'The person, such as "person_01kz…".' })
  readonly personId!: PersonId;

  @Field(() => RoleEnum, { description: "The role in which they read." })
  readonly role!: Role;
}

@ObjectType("AccessRecord", {
  description:
    "That a member of staff was shown personal data of a student by one request, or by one event of a subscription: one record, whatever the number of fields. What families, hosts and tutors read is not recorded.",
})
export class AccessRecordType {
  @Field(() => Temporal.Instant, { description: "When." })
  readonly at!: Temporal.Instant;

  @Field(() => [String], { description: 'What was read, as coordinates of this schema, such as "Student.home", in alphabetical order. A part of an object is told by the field that leads to it.' })
  readonly coordinates!: readonly string[];
}

export const { ConnectionType: AccessRecordConnectionType } = connectionOf("AccessRecord", () => AccessRecordType);
