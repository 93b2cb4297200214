import "reflect-metadata";
import { Arg, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Resolver, Root } from "type-graphql";
import type { Refusal } from "@stages/kernel/refusal.ts";
import { RefusalType } from "@stages/subgraph/refusal-type.ts";
import type { ConventionsContext } from "../context.ts";
import type { CancellationCause } from "../domain/cancel.ts";
import type { Convention, HostParty, Origin } from "../domain/convention.ts";
import { hostFieldsOf, type Written } from "../domain/draft.ts";
import { OPEN } from "../domain/lifecycle.ts";
import { editableFields, FIELDS, mayEdit, type Part } from "../domain/who-edits.ts";
import { createConvention } from "../operations/create-convention.ts";
import { remindSchoolHead } from "../operations/remind-school-head.ts";
import { saveConventionDraft } from "../operations/save-convention-draft.ts";
import { validateConventions } from "../operations/validate-conventions.ts";
import { ConventionType } from "./convention-type.ts";
import { ConventionDraftType } from "./draft-types.ts";
import { CancellationCauseEnum, ConventionOriginEnum } from "./enums.ts";
import { CreateConventionInput, RemindSchoolHeadInput, SaveConventionDraftInput, ValidateConventionsInput } from "./filling-inputs.ts";

@ObjectType("HostParty", { description: "A host that the platform does not know, as the school wrote it, or any host as the frozen text names it." })
export class HostPartyType implements HostParty {
  @Field(() => String, { description: "Its name." })
  readonly legalName!: string;

  @Field(() => String, { nullable: true, description: "14 digits; null abroad." })
  readonly siret!: string | null;

  @Field(() => String, { nullable: true, description: "ISO 3166-1 in two letters; null in France." })
  readonly country!: string | null;

  @Field(() => String, { description: "Its seat." })
  readonly address!: string;
}

@ObjectType("ConventionPresenceRules", { description: "The rules by which the timetable was checked." })
export class ConventionPresenceRulesType {
  @Field(() => String, { description: "Their version." })
  readonly version!: string;

  @Field(() => String, { nullable: true, description: "The texts that they come from, as one would cite them; null where the campaign has others since, and then the frozen text says it." })
  readonly source!: string | null;
}

@ObjectType("ConventionValidation", { description: "What came of one convention among many." })
export class ConventionValidationType {
  @Field(() => ID, { description: "As it was given." })
  readonly conventionId!: string;

  @Field(() => ConventionType, { nullable: true, description: "As it is now, validated or not; null where the viewer may see none of this id." })
  readonly convention!: Convention | null;

  @Field(() => [RefusalType], { description: "Why it was not validated; empty when it is, now or already. Codes: those of `validateConvention`." })
  readonly refusals!: readonly Refusal[];
}

const RESULT = { nullable: true } as const;

/** `tutor.name` of flat values becomes `{ tutor: { name } }`. */
function nested(values: Written): object {
  const whole: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(values)) {
    const names = path.split(".");
    const last = names.pop()!;
    const within = names.reduce<Record<string, unknown>>((object, name) => (object[name] ??= {}) as Record<string, unknown>, whole);
    within[last] = value;
  }
  return whole;
}

@Resolver(() => ConventionType)
export class FillingResolver {
  @Mutation(() => ConventionType, {
    ...RESULT,
    description: "Keeps what is written so far, field by field: what others wrote stays, and lengths alone are checked. `editableFields` says which fields are the viewer's. Errors: FIELD_NOT_YOURS, CONVENTION_FROZEN, WRONG_STATE, TEXT_TOO_LONG, TOO_MANY_ITEMS.",
  })
  saveConventionDraft(@Arg("input", () => SaveConventionDraftInput) input: SaveConventionDraftInput, @Ctx() { act }: ConventionsContext) {
    return saveConventionDraft(act, input);
  }

  @Mutation(() => ConventionType, {
    ...RESULT,
    description: "The school writes down a stage that a student found outside of the platform, also abroad. A host known by its SIRET fills and signs it; another gets a personal link, and the school may fill its part. Errors: CONVENTION_SAME_WEEKS, STAGE_OVER, INVALID_SIRET, UNKNOWN_COUNTRY, SIRET_ABROAD, TEXT_*, INVALID_EMAIL.",
  })
  createConvention(@Arg("input", () => CreateConventionInput) input: CreateConventionInput, @Ctx() { act, platform }: ConventionsContext) {
    return createConvention(act, platform, input);
  }

  @Mutation(() => ConventionType, { ...RESULT, description: "The host reminds the school head, who is told first of it in the morning; once a civil day. Errors: REMINDED_TODAY, CANDIDATURE_NOT_CONFIRMED, WRONG_STATE." })
  remindSchoolHead(@Arg("input", () => RemindSchoolHeadInput) input: RemindSchoolHeadInput, @Ctx() { act }: ConventionsContext) {
    return remindSchoolHead(act, input);
  }

  @Mutation(() => [ConventionValidationType], {
    ...RESULT,
    description: "The school head validates up to 500 conventions whose school part is drafted, each decided as if alone: a refusal undoes none of the others. One result for each, in the same order; asked again, it goes on where it was left. `validationProgress` follows it.",
  })
  validateConventions(@Arg("input", () => ValidateConventionsInput) input: ValidateConventionsInput, @Ctx() { signing, db, bus }: ConventionsContext) {
    return validateConventions(signing, db, bus, input);
  }

  @FieldResolver(() => ConventionOriginEnum, { description: "How it came to be." })
  origin(@Root() { origin }: Convention): Origin {
    return origin;
  }

  @FieldResolver(() => HostPartyType, { nullable: true, description: "The host, where it is not of the platform; null where `host` says who it is." })
  hostParty(@Root() { hostParty }: Convention) {
    return hostParty;
  }

  @FieldResolver(() => CancellationCauseEnum, { nullable: true, description: "Why it was cancelled; null when it was not, or when it went with its candidature." })
  cancellationCause(@Root() { status, endCause }: Convention) {
    return status === "CANCELLED" ? (endCause as CancellationCause | null) : null;
  }

  @FieldResolver(() => ConventionPresenceRulesType, { nullable: true, description: "The rules by which the timetable was checked; null until the host's part is complete." })
  async presenceRules(@Root() { presenceRulesVersion: version, campaignId }: Convention, @Ctx() { loaders }: ConventionsContext) {
    if (version === null) return null;
    const rules = (await loaders.campaign.load(campaignId))?.presenceRules;
    return { version, source: rules?.version === version ? rules.source : null };
  }

  @FieldResolver(() => [String], { description: "The fields that this viewer writes now, as paths in the input of `saveConventionDraft`, such as `host.tutor.email`. Empty once it is validated." })
  editableFields(@Root() convention: Convention, @Ctx() { actor }: ConventionsContext) {
    return editableFields(convention, actor);
  }

  @FieldResolver(() => ConventionDraftType, { nullable: true, description: "What is written so far, to each what is theirs to write; null once it is validated, and to who writes nothing." })
  draft(@Root() convention: Convention, @Ctx() { actor }: ConventionsContext) {
    if (!OPEN.includes(convention.status)) return null;
    const values: Readonly<Record<Part, Written>> = { host: hostFieldsOf(convention), school: convention.draft?.school ?? {} };
    const theirs = (part: Part) => {
      const rules = FIELDS.filter((rule) => rule.part === part && mayEdit(rule, convention, actor));
      return rules.length === 0 ? null : nested(Object.fromEntries(rules.filter(({ path }) => path in values[part]).map(({ path }) => [path, values[part][path]])));
    };
    return { host: theirs("host"), school: theirs("school") };
  }

  @FieldResolver(() => Temporal.PlainDate, { nullable: true, description: "The last civil day on which the host reminded the school head; null when it never did." })
  async schoolRemindedOn(@Root() { id }: Convention, @Ctx() { loaders }: ConventionsContext) {
    return (await loaders.schoolReminders.load(id)).at(-1)?.day ?? null;
  }
}
