import "reflect-metadata";
import { codedEntity } from "@stages/subgraph/coded-entity.ts";
import { Directive, Field, Float, ID, ObjectType } from "type-graphql";

/** What `people` owns; this subgraph points at it, or adds a field to it. */

export const AcademyEntity = codedEntity("Academy", "The ministry's two-digit code of the académie.");
export const DepartmentEntity = codedEntity("Department", "Code of the département.");

@ObjectType("School")
@Directive('@key(fields: "uai", resolvable: false)')
export class SchoolEntity {
  @Field(() => ID, { description: "The school's national identifier (UAI)." })
  readonly uai!: string;
}

@ObjectType("Home")
export class HomeType {
  @Directive("@external")
  @Field(() => Float)
  readonly latitude!: number;

  @Directive("@external")
  @Field(() => Float)
  readonly longitude!: number;
}

@ObjectType("Student")
@Directive('@key(fields: "id")')
export class StudentEntity {
  @Field(() => ID, { description: "The Student's identifier; the subgraph that owns it describes it." })
  readonly id!: string;

  /** Brought by the gateway for `offersNearby`. */
  @Directive("@external")
  @Field(() => HomeType, { nullable: true })
  readonly home!: HomeType | null;
}
