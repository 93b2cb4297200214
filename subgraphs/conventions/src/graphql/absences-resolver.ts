import "reflect-metadata";
import { IDEMPOTENCY_KEY } from "@stages/subgraph/idempotency-key.ts";
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, Resolver, Root } from "type-graphql";
import { viewerAction, ViewerActionType } from "@stages/subgraph/refusal-type.ts";
import type { ConventionsContext } from "../context.ts";
import { type Absence, type AbsenceKind, refusalsToTake } from "../domain/absence.ts";
import { concernedBy } from "../domain/audience.ts";
import { reportAbsence } from "../operations/report-absence.ts";
import { closeAbsence, informFamily, relayAbsence } from "../operations/take-absence-step.ts";
import { AbsenceType } from "./absence-type.ts";
import { ConventionType } from "./convention-type.ts";
import { AbsenceKindEnum } from "./enums.ts";

@InputType()
export class ReportAbsenceInput {
  @Field(() => ID, { description: "The signed convention." })
  readonly conventionId!: string;

  @Field(() => Temporal.PlainDate, { description: "A day of its timetable, today or before. Errors: ABSENCE_*." })
  readonly day!: Temporal.PlainDate;

  @Field(() => AbsenceKindEnum, { description: "What was noticed." })
  readonly kind!: AbsenceKind;

  @Field(() => String, { nullable: true, defaultValue: null, description: "At most 500 characters." })
  readonly note!: string | null;

  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey!: string | null;
}

@InputType()
export class AbsenceStepInput {
  @Field(() => ID, { description: "The absence." })
  readonly absenceId!: string;

  @Field(() => String, { nullable: true, defaultValue: null, description: "At most 500 characters." })
  readonly note!: string | null;
}

@InputType()
export class CloseAbsenceInput {
  @Field(() => ID, { description: "The absence." })
  readonly absenceId!: string;

  @Field(() => String, { description: "The cause, at most 500 characters." })
  readonly cause!: string;
}

const RESULT = { nullable: true } as const;

@Resolver(() => AbsenceType)
export class AbsencesResolver {
  @Mutation(() => AbsenceType, { ...RESULT, description: "The tutor, or the host's manager, tells the school at once; the referent teacher is alerted. Errors: ABSENCE_*, WRONG_STATE." })
  reportAbsence(@Arg("input", () => ReportAbsenceInput) input: ReportAbsenceInput, @Ctx() { act }: ConventionsContext) {
    return reportAbsence(act, input);
  }

  @Mutation(() => AbsenceType, { ...RESULT, description: "The referent teacher tells the CPE, who is alerted. Errors: WRONG_STATE." })
  relayAbsence(@Arg("input", () => AbsenceStepInput) input: AbsenceStepInput, @Ctx() { act }: ConventionsContext) {
    return relayAbsence(act, input);
  }

  @Mutation(() => AbsenceType, { ...RESULT, description: "The CPE informs the family, which is alerted. Errors: WRONG_STATE." })
  informFamily(@Arg("input", () => AbsenceStepInput) input: AbsenceStepInput, @Ctx() { act }: ConventionsContext) {
    return informFamily(act, input);
  }

  @Mutation(() => AbsenceType, { ...RESULT, description: "The CPE closes the chain with the cause. Errors: WRONG_STATE, TEXT_REQUIRED." })
  closeAbsence(@Arg("input", () => CloseAbsenceInput) input: CloseAbsenceInput, @Ctx() { act }: ConventionsContext) {
    return closeAbsence(act, input);
  }

  @FieldResolver(() => ConventionType, { description: "The convention of the stage." })
  convention(@Root() { conventionId }: Absence, @Ctx() { loaders }: ConventionsContext) {
    return loaders.convention.load(conventionId);
  }

  @FieldResolver(() => [ViewerActionType], { description: "What this viewer may do with it now, and why not." })
  async viewerActions(@Root() absence: Absence, @Ctx() { actor, loaders }: ConventionsContext) {
    const convention = await loaders.convention.load(absence.conventionId);
    if (!convention) return [];
    const concerned = concernedBy(convention);
    return [
      viewerAction("relayAbsence", refusalsToTake("RELAYED", absence, concerned, actor)),
      viewerAction("informFamily", refusalsToTake("FAMILY_INFORMED", absence, concerned, actor)),
      viewerAction("closeAbsence", refusalsToTake("CLOSED", absence, concerned, actor)),
    ];
  }
}
