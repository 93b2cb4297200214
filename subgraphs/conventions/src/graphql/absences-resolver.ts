import "reflect-metadata";
import { IDEMPOTENCY_KEY } from "@stages/subgraph/idempotency-key.ts";
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, Resolver, Root } from "type-graphql";
import { viewerAction, ViewerActionType } from "@stages/subgraph/refusal-type.ts";
import type { ConventionsContext } from "../context.ts";
import { type Absence, type AbsenceCause, type AbsenceKind, refusalsToCorrect, refusalsToTake, type StepTaken } from "../domain/absence.ts";
import { concernedBy, isOfSchool } from "../domain/audience.ts";
import { correctAbsence } from "../operations/correct-absence.ts";
import { reportAbsence } from "../operations/report-absence.ts";
import { closeAbsence, informFamily, relayAbsence } from "../operations/take-absence-step.ts";
import { AbsenceStepTakenType, AbsenceType } from "./absence-type.ts";
import { ConventionType } from "./convention-type.ts";
import { StaffMemberEntity } from "./entities.ts";
import { AbsenceCauseEnum, AbsenceKindEnum } from "./enums.ts";

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

  @Field(() => AbsenceCauseEnum, { description: "Why the student was absent." })
  readonly cause!: AbsenceCause;

  @Field(() => String, { nullable: true, defaultValue: null, description: "At most 500 characters; required with OTHER. Read by the whole chain." })
  readonly note!: string | null;
}

@InputType()
export class CorrectAbsenceInput {
  @Field(() => ID, { description: "The absence." })
  readonly absenceId!: string;

  @Field(() => String, { description: "What was wrong, at most 500 characters: told to all whom the absence alerted." })
  readonly reason!: string;
}

const RESULT = { nullable: true } as const;

@Resolver(() => AbsenceType)
export class AbsencesResolver {
  @Mutation(() => AbsenceType, { ...RESULT, description: "The tutor, or the host's manager, tells the school at once; the referent teacher is alerted. Errors: ABSENCE_*, WRONG_STATE." })
  reportAbsence(@Arg("input", () => ReportAbsenceInput) input: ReportAbsenceInput, @Ctx() { act }: ConventionsContext) {
    return reportAbsence(act, input);
  }

  @Mutation(() => AbsenceType, { ...RESULT, description: "The referent teacher tells the CPE, who is alerted; when that is late, the CPE themselves. Errors: WRONG_STATE." })
  relayAbsence(@Arg("input", () => AbsenceStepInput) input: AbsenceStepInput, @Ctx() { act }: ConventionsContext) {
    return relayAbsence(act, input);
  }

  @Mutation(() => AbsenceType, { ...RESULT, description: "The CPE informs the family, which is alerted. Errors: WRONG_STATE." })
  informFamily(@Arg("input", () => AbsenceStepInput) input: AbsenceStepInput, @Ctx() { act }: ConventionsContext) {
    return informFamily(act, input);
  }

  @Mutation(() => AbsenceType, { ...RESULT, description: "The CPE closes the chain with the cause. Errors: WRONG_STATE, TEXT_*." })
  closeAbsence(@Arg("input", () => CloseAbsenceInput) input: CloseAbsenceInput, @Ctx() { act }: ConventionsContext) {
    return closeAbsence(act, input);
  }

  @Mutation(() => AbsenceType, { ...RESULT, description: "It was reported by mistake: by who reported it, the named teacher, the CPE or the head. All whom it alerted are told. Errors: WRONG_STATE, TEXT_*." })
  correctAbsence(@Arg("input", () => CorrectAbsenceInput) input: CorrectAbsenceInput, @Ctx() { act }: ConventionsContext) {
    return correctAbsence(act, input);
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
      viewerAction("correctAbsence", refusalsToCorrect(absence, concerned, actor)),
    ];
  }
}

@Resolver(() => AbsenceStepTakenType)
export class AbsenceStepResolver {
  @FieldResolver(() => StaffMemberEntity, { nullable: true, description: "Who took it, where they are of the school; null for the host's, whom `byRole` tells." })
  by(@Root() { byPersonId, byRole }: StepTaken) {
    return isOfSchool(byRole) ? { id: byPersonId } : null;
  }
}
