import "reflect-metadata";
import { JsonScalar, type OfPerson, personalDataEntity } from "@stages/subgraph/personal-data-entity.ts";
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import { exportMyData } from "../operations/export-my-data.ts";

export const PersonalDataEntity = personalDataEntity();

@Resolver(() => PersonalDataEntity)
export class PersonalDataContribution {
  @FieldResolver(() => JsonScalar, {
    nullable: true,
    description: "What was agreed: of a student, every convention with its parts, text, signatures, history, and the absences that the family was told of; of anyone else, what they signed, decided and reported, and the conventions that name them as tutor.",
  })
  conventions(@Root() { personId }: OfPerson, @Ctx() { actor, db }: ConventionsContext) {
    return exportMyData(db, actor, personId);
  }
}
