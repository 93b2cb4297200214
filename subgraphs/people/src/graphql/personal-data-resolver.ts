import "reflect-metadata";
import { personOf } from "@stages/kernel/actor.ts";
import { JsonScalar, type OfPerson, personalDataEntity } from "@stages/subgraph/personal-data-entity.ts";
import { Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import { exportMyData } from "../operations/export-my-data.ts";

const PersonalDataType = personalDataEntity();

@Resolver(() => PersonalDataType)
export class PersonalDataResolver {
  @Query(() => PersonalDataType, {
    nullable: true,
    description: "Everything that the platform holds of the viewer, to read and to keep, and of the student for a family. Someone with several roles asks once in each. Null for someone who has just been erased. Errors: UNAUTHENTICATED.",
  })
  async exportMyData(@Ctx() { actor, loaders }: PeopleContext): Promise<OfPerson | null> {
    const personId = personOf(actor);
    return personId && (await loaders.person.load(personId)) ? { personId } : null;
  }

  @FieldResolver(() => JsonScalar, {
    nullable: true,
    description: "Who they are: identity, account, roles; of a student, the enrolment, home, legal representatives, referent teacher, who was told of them and which staff read; of staff, posts, invitations, examination duties.",
  })
  people(@Root() { personId }: OfPerson, @Ctx() { actor, db }: PeopleContext) {
    return exportMyData(db, actor, personId);
  }
}
