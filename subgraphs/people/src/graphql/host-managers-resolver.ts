import "reflect-metadata";
import { type HostId, type PersonId } from "@stages/kernel/ids.ts";
import { viewerAction, ViewerActionType } from "@stages/subgraph/refusal-type.ts";
import { IDEMPOTENCY_KEY } from "@stages/subgraph/idempotency-key.ts";
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, Resolver, Root } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import { type HostManager, refusalsToRemove } from "../domain/host-managers.ts";
import { inviteHostManager, withdrawHostInvitation } from "../operations/invite-host-manager.ts";
import { removeHostManager } from "../operations/remove-host-manager.ts";
import { HostEntity } from "./entities.ts";

@ObjectType("HostManager", { description: "Someone who manages a host, as the others who do know them." })
export class HostManagerType {
  readonly hostId!: HostId;

  @Field(() => ID, { name: "personId", description: 'The person, such as "person_01kz…".' })
  readonly id!: PersonId;

  @Field(() => String, { description: "First name." })
  readonly firstName!: string;

  @Field(() => String, { description: "Last name." })
  readonly lastName!: string;

  @Field(() => String, { description: "The professional address of their account." })
  readonly email!: string;
}

@ObjectType("HostInvitation", { description: "A colleague who is invited to manage a host, and has not signed in since." })
export class HostInvitationType {
  @Field(() => String, { description: "The address, in lower case." })
  readonly email!: string;

  @Field(() => Temporal.Instant, { description: "When it was made. It waits for 90 days." })
  readonly invitedAt!: Temporal.Instant;
}

@InputType("InviteHostManagerInput", { description: "A colleague to invite." })
export class InviteHostManagerInput {
  @Field(() => ID, { description: "A host that the viewer manages. Errors: FORBIDDEN, NOT_FOUND." })
  readonly hostId!: string;

  @Field(() => String, { description: "The professional address: whoever signs in with it, verified, manages the host. Errors: INVALID_EMAIL, ALREADY_HOST_MANAGER." })
  readonly email!: string;

  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey!: string | null;
}

@InputType("WithdrawHostInvitationInput", { description: "An invitation to take back." })
export class WithdrawHostInvitationInput {
  @Field(() => ID, { description: "A host that the viewer manages. Errors: FORBIDDEN, NOT_FOUND." })
  readonly hostId!: string;

  @Field(() => String, { description: "The address that was invited, whatever its case. Error: NOT_FOUND, once it has signed in too." })
  readonly email!: string;
}

@InputType("RemoveHostManagerInput", { description: "Who shall not manage a host any more." })
export class RemoveHostManagerInput {
  @Field(() => ID, { description: "A host that the viewer manages. Errors: FORBIDDEN, NOT_FOUND." })
  readonly hostId!: string;

  @Field(() => ID, { description: "One of its managers, the viewer included. Errors: NOT_FOUND, LAST_HOST_MANAGER." })
  readonly personId!: string;
}

const RESULT = { nullable: true } as const;

@Resolver(() => HostEntity)
export class HostManagersResolver {
  @FieldResolver(() => [HostManagerType], { ...RESULT, description: "Who manages it, whoever registered it first: for themselves alone. Error: FORBIDDEN." })
  managers(@Root() { id }: { id: HostId }, @Ctx() { loaders }: PeopleContext) {
    return loaders.hostManagers.load(id);
  }

  @FieldResolver(() => [HostInvitationType], { ...RESULT, description: "Colleagues who are invited to manage it, oldest first: for its managers alone. Error: FORBIDDEN." })
  managerInvitations(@Root() { id }: { id: HostId }, @Ctx() { loaders }: PeopleContext) {
    return loaders.hostInvitations.load(id);
  }

  @Mutation(() => HostInvitationType, { ...RESULT, description: "A manager invites a colleague, by mail: they manage the host after signing in with that address. Inviting again changes nothing. Errors: INVALID_EMAIL, ALREADY_HOST_MANAGER, TOO_MANY_ITEMS, NOT_FOUND, FORBIDDEN." })
  inviteHostManager(@Arg("input", () => InviteHostManagerInput) input: InviteHostManagerInput, @Ctx() { act, takeOver, links }: PeopleContext) {
    return inviteHostManager({ ...act, takeOver }, links, input);
  }

  @Mutation(() => HostEntity, { ...RESULT, description: "A manager takes an invitation back before its bearer has signed in. Errors: NOT_FOUND, FORBIDDEN." })
  async withdrawHostInvitation(@Arg("input", () => WithdrawHostInvitationInput) input: WithdrawHostInvitationInput, @Ctx() { act, takeOver }: PeopleContext) {
    return { id: await withdrawHostInvitation({ ...act, takeOver }, input) };
  }

  @Mutation(() => HostEntity, { ...RESULT, description: "A manager takes the host from a colleague, or leaves it; the last one cannot. Its rights end at once, and with them the invitations that this person made. Errors: LAST_HOST_MANAGER, NOT_FOUND, FORBIDDEN." })
  async removeHostManager(@Arg("input", () => RemoveHostManagerInput) input: RemoveHostManagerInput, @Ctx() { act, takeOver }: PeopleContext) {
    return { id: await removeHostManager({ ...act, takeOver }, input) };
  }
}

@Resolver(() => HostManagerType)
export class HostManagerResolver {
  @FieldResolver(() => [ViewerActionType], { description: "What this viewer may do with it now, and why not." })
  async viewerActions(@Root() { hostId }: HostManager, @Ctx() { loaders }: PeopleContext) {
    return [viewerAction("removeHostManager", refusalsToRemove(await loaders.hostManagers.load(hostId)))];
  }
}
