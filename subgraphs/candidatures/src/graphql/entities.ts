import "reflect-metadata";
import { entity } from "@stages/subgraph/entity.ts";
import { Directive, Field, ID, ObjectType } from "type-graphql";

/** What other subgraphs own; this one adds its fields in `contributions.ts`. */
export const OfferEntity = entity("Offer", { isExtended: true });
export const StudentEntity = entity("Student", { isExtended: true });
export const HostEntity = entity("Host", { isExtended: true });

@ObjectType("School")
@Directive('@key(fields: "uai", resolvable: false)')
export class SchoolEntity {
  @Field(() => ID, { description: "The school's national identifier (UAI)." })
  readonly uai!: string;
}
