import "reflect-metadata";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, Resolver, Root } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import { seesAbsence } from "../domain/absence.ts";
import { concernedBy } from "../domain/audience.ts";
import type { Convention } from "../domain/convention.ts";
import { type DayDone, daysDone } from "../domain/days-done.ts";
import type { InterruptionCause } from "../domain/interrupt.ts";
import { timetableOf } from "../domain/timetable-of.ts";
import { interruptConvention } from "../operations/interrupt-convention.ts";
import { recordPresence } from "../operations/record-presence.ts";
import { ConventionType } from "./convention-type.ts";
import { InterruptionCauseEnum } from "./enums.ts";
import { DayPresenceType } from "./presence-type.ts";

@InputType()
export class RecordPresenceInput {
  @Field(() => ID, { description: "The signed convention." })
  readonly conventionId!: string;

  @Field(() => Temporal.PlainDate, { description: "A day of its timetable, today or before. Errors: PRESENCE_*." })
  readonly day!: Temporal.PlainDate;

  @Field(() => Boolean, { description: "False reports the absence by the same act, unless it is reported already." })
  readonly present!: boolean;

  @Field(() => Int, { nullable: true, defaultValue: null, description: "Minutes done, at most those that a day may have; as planned when left out, between `from` and `to` where they are given." })
  readonly minutes!: number | null;

  @Field(() => Temporal.PlainTime, { nullable: true, defaultValue: null, description: "When the student came, if not as planned." })
  readonly from!: Temporal.PlainTime | null;

  @Field(() => Temporal.PlainTime, { nullable: true, defaultValue: null, description: "When they left, if not as planned." })
  readonly to!: Temporal.PlainTime | null;

  @Field(() => String, { nullable: true, defaultValue: null, description: "At most 500 characters." })
  readonly note!: string | null;
}

@InputType()
export class InterruptConventionInput {
  @Field(() => ID, { description: "The signed convention." })
  readonly conventionId!: string;

  @Field(() => InterruptionCauseEnum, { description: "Why the stage ends." })
  readonly cause!: InterruptionCause;

  @Field(() => Temporal.PlainDate, { nullable: true, defaultValue: null, description: "The last day on which the student came, today or before; null for NO_SHOW alone. Errors: LAST_DAY_*, NO_SHOW_HAS_NO_LAST_DAY." })
  readonly lastDay!: Temporal.PlainDate | null;

  @Field(() => String, { description: "Told to the other parties, at most 500 characters." })
  readonly reason!: string;
}

/** What this viewer knows of each day: an absence that they have not been told of is as if it were not known. */
export async function presenceOf(convention: Convention, { actor, now, loaders }: ConventionsContext): Promise<readonly DayDone[]> {
  const [recorded, absences] = await Promise.all([loaders.presences.load(convention.id), loaders.absencesOfConvention.load(convention.id)]);
  const concerned = concernedBy(convention);
  const known = absences.filter((absence) => seesAbsence(actor, absence, concerned));
  return daysDone(timetableOf(convention), recorded, known, convention.endedOn, civilDateOf(now));
}

@Resolver(() => ConventionType)
export class PresenceResolver {
  @Mutation(() => ConventionType, { nullable: true, description: "The tutor, or the host's manager, says whether the student came on a day, and what was done; said again, it replaces what was said. Errors: PRESENCE_*, NUMBER_OUT_OF_RANGE, WRONG_STATE." })
  recordPresence(@Arg("input", () => RecordPresenceInput) input: RecordPresenceInput, @Ctx() { act }: ConventionsContext) {
    return recordPresence(act, input);
  }

  @Mutation(() => ConventionType, { nullable: true, description: "The school head or the host's manager ends the stage before its last day; open absences are closed with it, and their chains told. Errors: WRONG_STATE, STAGE_NOT_BEGUN, LAST_DAY_*, TEXT_*." })
  interruptConvention(@Arg("input", () => InterruptConventionInput) input: InterruptConventionInput, @Ctx() { act }: ConventionsContext) {
    return interruptConvention(act, input);
  }

  @FieldResolver(() => [DayPresenceType], { nullable: true, description: "Each day of the stage, as it is known to this viewer; empty before the host has filled its part. Errors: FORBIDDEN." })
  presence(@Root() convention: Convention, @Ctx() context: ConventionsContext) {
    return presenceOf(convention, context);
  }
}
