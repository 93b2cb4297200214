import "reflect-metadata";
import type { Role } from "@stages/kernel/actor.ts";
import type { ConventionId, LinkId } from "@stages/kernel/ids.ts";
import type { LinkPurpose } from "@stages/kernel/link-purpose.ts";
import { RoleEnum } from "@stages/subgraph/common-enums.ts";
import { IDEMPOTENCY_KEY } from "@stages/subgraph/idempotency-key.ts";
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, Resolver, Root } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import { displayNameOf } from "../domain/person.ts";
import { type LinkState, type PersonalLink, type RevocationReason, stateOf } from "../domain/personal-link.ts";
import type { Student } from "../domain/student.ts";
import { type LinkSession, openPersonalLink, type OpenPersonalLink } from "../operations/open-personal-link.ts";
import { requestPersonalLink } from "../operations/request-personal-link.ts";
import { revokePersonalLink, sendPersonalLink, type SendPersonalLink } from "../operations/send-personal-link.ts";
import { LinkPurposeEnum, LinkStateEnum, RevocationReasonEnum } from "./link-enums.ts";
import { StudentType } from "./student-type.ts";

@ObjectType("PersonalLink", { description: "A link sent to someone without an account: one purpose, one convention, opened once, for a short time. Its token is never shown." })
export class PersonalLinkType {
  @Field(() => ID, { description: 'Identifier, such as "link_01kz…".' })
  readonly id!: LinkId;

  @Field(() => LinkPurposeEnum, { description: "What it lets its holder do." })
  readonly purpose!: LinkPurpose;

  @Field(() => ID, { description: "The one convention that it is about." })
  readonly conventionId!: ConventionId;

  @Field(() => Temporal.Instant, { description: "When it was sent." })
  readonly createdAt!: Temporal.Instant;

  @Field(() => Temporal.Instant, { description: "Until when it could be opened." })
  readonly expiresAt!: Temporal.Instant;

  @Field(() => Temporal.Instant, { nullable: true, description: "When it was opened; null when it was not." })
  readonly openedAt!: Temporal.Instant | null;

  @Field(() => Temporal.Instant, { nullable: true, description: "When it was revoked; null when it was not." })
  readonly revokedAt!: Temporal.Instant | null;

  @Field(() => RevocationReasonEnum, { nullable: true, description: "Why it was revoked; null when it was not." })
  readonly revokedWhy!: RevocationReason | null;
}

@ObjectType("LinkSession", { description: "What whoever opened a personal link may act with." })
export class LinkSessionType implements LinkSession {
  @Field(() => String, { description: "To present as `Authorization: Bearer …`. It gives the purpose's acts alone, on this convention alone, and is shown once." })
  readonly accessToken!: string;

  @Field(() => Temporal.Instant, { description: "From when on it is refused: 30 minutes to sign, 2 hours to follow or to act for a host." })
  readonly expiresAt!: Temporal.Instant;

  @Field(() => LinkPurposeEnum, { description: "What it is for." })
  readonly purpose!: LinkPurpose;

  @Field(() => ID, { description: "The convention." })
  readonly conventionId!: ConventionId;

  @Field(() => RoleEnum, { description: "The role it acts in." })
  readonly role!: Role;
}

@ObjectType("LinkRequested", { description: "The same answer for everyone." })
export class LinkRequestedType {
  @Field(() => String, { description: "One sentence in French, for people." })
  readonly message!: string;
}

@InputType("OpenPersonalLinkInput", { description: "A personal link to open." })
export class OpenPersonalLinkInput implements OpenPersonalLink {
  @Field(() => String, { description: "What follows `#` in its address. Errors: LINK_UNKNOWN, LINK_EXPIRED." })
  readonly token!: string;
}

@InputType("RequestPersonalLinkInput", { description: "Who asks for new links." })
export class RequestPersonalLinkInput {
  @Field(() => String, { description: "The address at which the school, or the host, knows them. Error: INVALID_EMAIL." })
  readonly email!: string;
}

@InputType("SendPersonalLinkInput", { description: "A link to send to someone without an account." })
export class SendPersonalLinkInput implements SendPersonalLink {
  @Field(() => ID, { description: "A convention of the viewer's school, or host. Errors: NOT_FOUND, WRONG_STATE." })
  readonly conventionId!: string;

  @Field(() => LinkPurposeEnum, { description: "SIGN_CONVENTION for a legal representative, FOLLOW_INTERN for the tutor that the convention names, ACT_FOR_HOST for who speaks for a host that the platform does not know. Error: LINK_NOT_NEEDED when the convention names nobody so." })
  readonly purpose!: LinkPurpose;

  @Field(() => ID, { nullable: true, defaultValue: null, description: "To sign: one of `Student.legalRepresentatives`. Errors: NOT_FOUND, LINK_NOT_NEEDED." })
  readonly personId!: string | null;

  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey!: string | null;
}

@InputType("RevokePersonalLinkInput", { description: "A link to withdraw." })
export class RevokePersonalLinkInput {
  @Field(() => ID, { description: "One of `Student.personalLinks`. Error: NOT_FOUND." })
  readonly linkId!: string;
}

const REQUESTED: LinkRequestedType = {
  message: "Si cette adresse est celle d'un représentant légal ou d'un tuteur qui a quelque chose à faire, un courriel lui parvient dans les minutes qui viennent. Regardez aussi dans les indésirables.",
};

const RESULT = { nullable: true } as const;

@Resolver(() => PersonalLinkType)
export class PersonalLinksResolver {
  @Mutation(() => LinkSessionType, { ...RESULT, description: "A visitor opens a personal link, once; a second time it is unknown. Errors: LINK_UNKNOWN, LINK_EXPIRED." })
  openPersonalLink(@Arg("input", () => OpenPersonalLinkInput) input: OpenPersonalLinkInput, @Ctx() { act, writeAsPlatform, links }: PeopleContext) {
    return openPersonalLink({ ...act, write: writeAsPlatform }, links, input);
  }

  @Mutation(() => LinkRequestedType, { ...RESULT, description: "A visitor asks for the links that wait for an address: a mail leaves if any does, at most one in five minutes. The answer does not depend on it. Error: INVALID_EMAIL." })
  async requestPersonalLink(@Arg("input", () => RequestPersonalLinkInput) input: RequestPersonalLinkInput, @Ctx() { act, writeAsPlatform }: PeopleContext) {
    await requestPersonalLink({ ...act, write: writeAsPlatform }, input);
    return REQUESTED;
  }

  @Mutation(() => PersonalLinkType, { ...RESULT, description: "The school's staff send a link to a legal representative or to the tutor, the host's manager to its tutor. The former one of that person, purpose and convention is revoked. Errors: NOT_FOUND, FORBIDDEN, WRONG_STATE, LINK_NOT_NEEDED, TRY_AGAIN." })
  sendPersonalLink(@Arg("input", () => SendPersonalLinkInput) input: SendPersonalLinkInput, @Ctx() { act, takeOver, links }: PeopleContext) {
    return sendPersonalLink({ ...act, takeOver }, links, input);
  }

  @Mutation(() => PersonalLinkType, { ...RESULT, description: "Those who may send it withdraw it: whoever has opened it is stopped at once. Doing it again changes nothing. Error: NOT_FOUND." })
  revokePersonalLink(@Arg("input", () => RevokePersonalLinkInput) input: RevokePersonalLinkInput, @Ctx() { act, takeOver }: PeopleContext) {
    return revokePersonalLink({ ...act, takeOver }, input);
  }

  @FieldResolver(() => LinkStateEnum, { description: "Where it stands, as of now." })
  state(@Root() link: PersonalLink, @Ctx() { now }: PeopleContext): LinkState {
    return stateOf(link, now);
  }

  @FieldResolver(() => String, { description: "Whom it was sent to: a legal representative's name; the address of a tutor, or of who speaks for a host." })
  async recipient(@Root() { address, personId }: PersonalLink, @Ctx() { loaders }: PeopleContext) {
    if (address !== null) return address;
    const person = await loaders.person.load(personId);
    return person ? displayNameOf(person) : "";
  }
}

@Resolver(() => StudentType)
export class StudentLinksResolver {
  @FieldResolver(() => [PersonalLinkType], { nullable: true, description: "The personal links sent for this student's conventions, newest first. FORBIDDEN to all but the school's staff." })
  personalLinks(@Root() { id }: Student, @Ctx() { loaders }: PeopleContext) {
    return loaders.personalLinks.load(id);
  }
}
