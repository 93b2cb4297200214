import "reflect-metadata";
import { JsonScalar, type OfPerson, personalDataEntity } from "@stages/subgraph/personal-data-entity.ts";
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { CandidaturesContext } from "../context.ts";
import { exportMyData } from "../operations/export-my-data.ts";

export const PersonalDataEntity = personalDataEntity();

@Resolver(() => PersonalDataEntity)
export class PersonalDataContribution {
  @FieldResolver(() => JsonScalar, {
    nullable: true,
    description: "What was applied for: of a student, every candidature with its motivation, its history and the reasons given; of anyone else, the answers they gave.",
  })
  candidatures(@Root() { personId }: OfPerson, @Ctx() { actor, db, now }: CandidaturesContext) {
    return exportMyData(db, actor, personId, now);
  }
}
