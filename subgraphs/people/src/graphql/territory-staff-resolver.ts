import "reflect-metadata";
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, Resolver, Root } from "type-graphql";
import { ACADEMIES } from "@stages/reference/academies.ts";
import type { PeopleContext } from "../context.ts";
import type { InvitedTerritoryStaff, TerritoryRole } from "../domain/territory-staff.ts";
import { inviteTerritoryStaff } from "../operations/invite-territory-staff.ts";
import type { TerritoryInvitation } from "../persistence/sign-ins.ts";
import { TerritoryRoleEnum } from "./enums.ts";
import { AcademyType } from "./school-type.ts";

@InputType("InviteTerritoryStaffInput", { description: "Someone of a rectorat or of the ministry to invite." })
export class InviteTerritoryStaffInput implements InvitedTerritoryStaff {
  @Field(() => String, { description: "The professional address: whoever signs in with it, verified, has the role. Error: INVALID_EMAIL." })
  readonly email!: string;

  @Field(() => TerritoryRoleEnum, { description: "The role. Error: FORBIDDEN for MINISTRY, which the ministry alone gives." })
  readonly role!: TerritoryRole;

  @Field(() => ID, { nullable: true, defaultValue: null, description: "The two-digit code of the rectorat's académie: the viewer's own, any for the ministry; null for the ministry's staff. Errors: TEXT_REQUIRED, NOT_FOUND." })
  readonly academy!: string | null;
}

@ObjectType("TerritoryInvitation", { description: "A role of the State's staff that waits for the bearer of an address, or has found them." })
export class TerritoryInvitationType {
  @Field(() => String, { description: "The address, in lower case." })
  readonly email!: string;

  @Field(() => TerritoryRoleEnum, { description: "The role." })
  readonly role!: TerritoryRole;

  @Field(() => Temporal.Instant, { description: "When it was first made." })
  readonly invitedAt!: Temporal.Instant;

  @Field(() => Temporal.Instant, { nullable: true, description: "When its bearer first signed in; null while it waits." })
  readonly claimedAt!: Temporal.Instant | null;
}

@Resolver(() => TerritoryInvitationType)
export class TerritoryStaffResolver {
  @Mutation(() => TerritoryInvitationType, {
    nullable: true,
    description: "The ministry invites staff of any rectorat or its own, a rectorat its own colleagues: they have the role after signing in with that address. Inviting again changes nothing. Errors: INVALID_EMAIL, NOT_FOUND, TEXT_REQUIRED, FORBIDDEN.",
  })
  inviteTerritoryStaff(@Arg("input", () => InviteTerritoryStaffInput) input: InviteTerritoryStaffInput, @Ctx() { act }: PeopleContext) {
    return inviteTerritoryStaff(act, input);
  }

  @FieldResolver(() => AcademyType, { nullable: true, description: "The académie of a rectorat's staff; null for the ministry's." })
  academy(@Root() { academy }: TerritoryInvitation) {
    return ACADEMIES.find(({ code }) => code === academy) ?? null;
  }
}
