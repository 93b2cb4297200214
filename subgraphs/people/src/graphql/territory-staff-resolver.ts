import "reflect-metadata";
import { IDEMPOTENCY_KEY } from "@stages/subgraph/idempotency-key.ts";
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, Resolver, Root } from "type-graphql";
import { academyByCode } from "@stages/reference/academies.ts";
import { departmentByCode } from "@stages/reference/communes.ts";
import type { PeopleContext } from "../context.ts";
import type { InvitedTerritoryStaff, TerritoryRole } from "../domain/territory-staff.ts";
import { inviteTerritoryStaff } from "../operations/invite-territory-staff.ts";
import type { TerritoryInvitation } from "../persistence/sign-ins.ts";
import { TerritoryRoleEnum } from "./enums.ts";
import { AcademyType, DepartmentType } from "./school-type.ts";

@InputType("InviteTerritoryStaffInput", { description: "Someone of a rectorat, of a DASEN or of the ministry to invite." })
export class InviteTerritoryStaffInput implements InvitedTerritoryStaff {
  @Field(() => String, { description: "The professional address: whoever signs in with it, verified, has the role. Error: INVALID_EMAIL." })
  readonly email!: string;

  @Field(() => TerritoryRoleEnum, { description: "The role. Error: FORBIDDEN for MINISTRY, which the ministry alone gives." })
  readonly role!: TerritoryRole;

  @Field(() => ID, { nullable: true, defaultValue: null, description: "The two-digit code of the rectorat's académie: the viewer's own, any for the ministry; null for a DASEN's and the ministry's staff. Errors: TEXT_REQUIRED when there is no `department` either, NOT_FOUND." })
  readonly academy!: string | null;

  @Field(() => ID, { nullable: true, defaultValue: null, description: "The code of the DASEN's département, such as `19` or `2A`: the viewer's own, any for the ministry; null for a rectorat's and the ministry's staff. Schools of `977` and `978` are of `971`. Errors: ACADEMY_OR_DEPARTMENT, NOT_FOUND." })
  readonly department!: string | null;

  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey!: string | null;
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
    description: "The ministry invites staff of any rectorat or DASEN or its own, a rectorat and a DASEN their own colleagues: they have the role after signing in with that address. Inviting again changes nothing. Errors: INVALID_EMAIL, NOT_FOUND, TEXT_REQUIRED, ACADEMY_OR_DEPARTMENT, FORBIDDEN.",
  })
  inviteTerritoryStaff(@Arg("input", () => InviteTerritoryStaffInput) input: InviteTerritoryStaffInput, @Ctx() { act }: PeopleContext) {
    return inviteTerritoryStaff(act, input);
  }

  @FieldResolver(() => AcademyType, { nullable: true, description: "The académie of a rectorat's staff; null for a DASEN's and the ministry's." })
  academy(@Root() { academy }: TerritoryInvitation) {
    return academy && academyByCode(academy);
  }

  @FieldResolver(() => DepartmentType, { nullable: true, description: "The département of a DASEN's staff; null for a rectorat's and the ministry's." })
  department(@Root() { department }: TerritoryInvitation) {
    return department && departmentByCode(department);
  }
}
