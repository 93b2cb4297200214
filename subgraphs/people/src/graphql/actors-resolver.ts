import "reflect-metadata";
import type { Role } from "@stages/kernel/actor.ts";
import { RoleEnum } from "@stages/subgraph/common-enums.ts";
import { GraphQLScalarType, parse, type ScalarTypeDefinitionNode } from "graphql";
import { Arg, Ctx, Directive, Query, Resolver, Root, Subscription } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import { findLinkActor, findLinkBearer, isSubjectOfLink } from "../operations/link-actor.ts";
import { findActor } from "../persistence/actors.ts";
import { PlatformDocument } from "@stages/subgraph/platform-document.ts";

/** The directive stands on the definition: `@inaccessible` keeps the scalar, like its field, out of the public graph. */
const definition = parse("scalar ActorDocument @inaccessible").definitions[0] as ScalarTypeDefinitionNode;

const ActorDocument = new GraphQLScalarType({
  name: "ActorDocument",
  description: "Who acts and within which bounds, as JSON: the platform's own form, between the gateway and this subgraph.",
  astNode: definition,
});

interface ActorChange {
  readonly subject: string;
  readonly cursor: string;
}

/** From where the gateway left off, if it says so: it would rather forget everyone than have missed one. */
async function changes({ live, resumeFrom }: PeopleContext): Promise<AsyncIterable<ActorChange>> {
  return live().follow("ActorChanged", resumeFrom, ({ payload, cursor }) => ({ subject: payload.subject, cursor }));
}

@Resolver()
export class ActorsResolver {
  @Directive("@inaccessible")
  @Query(() => ActorDocument, { nullable: true, description: "Who bears this subject: asked by the gateway for each token; null when nobody does, or not in that role." })
  actor(
    @Arg("subject", () => String, { description: "The token's subject." }) subject: string,
    @Arg("role", () => RoleEnum, { nullable: true, description: "The role that the bearer chooses to act in; by default the first they have." }) role: Role | null = null,
    @Ctx() { db, now }: PeopleContext,
  ) {
    return isSubjectOfLink(subject) ? findLinkActor(db, subject, role, now) : findActor(db, subject, role);
  }

  @Directive("@inaccessible")
  @Query(() => PlatformDocument, { nullable: true, description: "Whose session of a personal link this is: a subject for `actor`, and until when; asked by the gateway for each such token. Null when it is nobody's, or over." })
  linkBearer(@Arg("secretHash", () => String, { description: "SHA-256 of the token, hexadecimal." }) secretHash: string, @Ctx() { db, now }: PeopleContext) {
    return findLinkBearer(db, secretHash, now);
  }

  @Directive("@inaccessible")
  @Subscription(() => String, {
    description: "The subjects whose actor has changed, as it happens: what was remembered of them is to be asked again.",
    subscribe: (options) => changes((options as unknown as { readonly context: PeopleContext }).context),
  })
  actorsChanged(@Root() { subject }: ActorChange) {
    return subject;
  }
}
