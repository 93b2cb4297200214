import "reflect-metadata";
import { JsonScalar, type OfPerson, personalDataEntity } from "@stages/subgraph/personal-data-entity.ts";
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { OffersContext } from "../context.ts";
import { exportMyData } from "../operations/export-my-data.ts";

export const PersonalDataEntity = personalDataEntity();

@Resolver(() => PersonalDataEntity)
export class PersonalDataContribution {
  @FieldResolver(() => JsonScalar, {
    nullable: true,
    description: "What is offered: the hosts that the viewer manages, with their offers and intentions; of the ministry's staff, what they changed of campaigns; empty for everyone else, of whom nothing is kept here.",
  })
  offers(@Root() { personId }: OfPerson, @Ctx() { actor, db }: OffersContext) {
    return exportMyData(db, actor, personId);
  }
}
