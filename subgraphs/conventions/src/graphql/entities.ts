import "reflect-metadata";
import { entity } from "@stages/subgraph/entity.ts";
import { Directive, Field, ID, ObjectType } from "type-graphql";

/** What other subgraphs own; this one adds its fields in `contributions.ts`. */
export const StudentEntity = entity("Student", { isExtended: true });
export const HostEntity = entity("Host", { isExtended: true });
export const CandidatureEntity = entity("Candidature", { isExtended: true });
export const OfferEntity = entity("Offer", { isExtended: false });
export const StaffMemberEntity = entity("StaffMember", { isExtended: false });

@ObjectType("School")
@Directive('@key(fields: "uai")')
export class SchoolEntity {
  @Field(() => ID, { description: "The school's national identifier (UAI)." })
  readonly uai!: string;
}

@ObjectType("Academy")
@Directive('@key(fields: "code")')
export class AcademyEntity {
  @Field(() => ID, { description: "The ministry's two-digit code of the académie." })
  readonly code!: string;
}

@ObjectType("Department")
@Directive('@key(fields: "code")')
export class DepartmentEntity {
  @Field(() => ID, { description: "The INSEE code of the département." })
  readonly code!: string;
}

export const CampaignEntity = entity("Campaign", { isExtended: true });

@ObjectType("Sector")
@Directive('@key(fields: "code")')
export class SectorEntity {
  @Field(() => String, { description: "The NAF section, a letter from A to U." })
  readonly code!: string;
}
