import "reflect-metadata";
import { codedEntity } from "@stages/subgraph/coded-entity.ts";
import { entity } from "@stages/subgraph/entity.ts";
import { Directive, Field, ID, ObjectType } from "type-graphql";

/** What other subgraphs own; this one adds its fields in `contributions.ts`. */
export const OfferEntity = entity("Offer", { isExtended: true });
export const StudentEntity = entity("Student", { isExtended: true });
export const HostEntity = entity("Host", { isExtended: true });
export const CampaignEntity = entity("Campaign", { isExtended: true });
export const AcademyEntity = codedEntity("Academy", "The ministry's two-digit code of the académie.");
export const DepartmentEntity = codedEntity("Department", "Code of the département.");
export const SectorEntity = codedEntity("Sector", "The section of the NAF, a letter from A to U.");

@ObjectType("School")
@Directive('@key(fields: "uai")')
export class SchoolEntity {
  @Field(() => ID, { description: "The school's national identifier (UAI)." })
  readonly uai!: string;
}
