import "reflect-metadata";
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import { mainPostOf, type StaffMember } from "../domain/staff-member.ts";
import { StaffFunctionEnum } from "./enums.ts";
import { SchoolType } from "./school-type.ts";
import { StaffMemberType } from "./staff-member-type.ts";

@Resolver(() => StaffMemberType)
export class StaffResolver {
  @FieldResolver(() => StaffFunctionEnum, { description: "What they do there; for someone with several posts, the first in the order of the enum." })
  function(@Root() member: StaffMember) {
    return mainPostOf(member).function;
  }

  @FieldResolver(() => String, { description: 'The same in French, as printed in a convention: "Professeure d\'histoire-géographie".' })
  title(@Root() member: StaffMember) {
    return mainPostOf(member).title;
  }

  @FieldResolver(() => [Temporal.PlainDate], { nullable: true, description: "Days on which they are called up for the baccalauréat, in order. FORBIDDEN outside of the school's staff." })
  async examDuties(@Root() { id }: StaffMember, @Ctx() { loaders }: PeopleContext) {
    return (await loaders.examDuties.load(id)).map(({ day }) => day);
  }

  @FieldResolver(() => [SchoolType], { description: "Where they work." })
  async schools(@Root() { posts }: StaffMember, @Ctx() { loaders }: PeopleContext) {
    const uais = [...new Set(posts.map(({ schoolUai }) => schoolUai))];
    return (await Promise.all(uais.map((uai) => loaders.school.load(uai)))).filter((school) => school !== null);
  }
}
