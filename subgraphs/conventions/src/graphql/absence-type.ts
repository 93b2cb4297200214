import "reflect-metadata";
import type { Role } from "@stages/kernel/actor.ts";
import { RoleEnum } from "@stages/subgraph/common-enums.ts";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import type { AbsenceCause, AbsenceKind, OpenStep, Step } from "../domain/absence.ts";
import { AbsenceCauseEnum, AbsenceKindEnum, AbsenceStep } from "./enums.ts";

@ObjectType("AbsenceStepTaken", { description: "A step of the chain: who, when, with which note." })
export class AbsenceStepTakenType {
  @Field(() => AbsenceStep, { description: "The step." })
  readonly step!: Step;

  @Field(() => Temporal.Instant, { description: "When it was taken." })
  readonly at!: Temporal.Instant;

  @Field(() => RoleEnum, { description: "In which role." })
  readonly byRole!: Role;

  @Field(() => String, { nullable: true, description: "What was said with it; the reason for CORRECTED; null when nothing." })
  readonly note!: string | null;
}

@ObjectType("AbsenceEscalation", { description: "A step that came late: who was alerted, and may take it from then on." })
export class AbsenceEscalationType {
  @Field(() => AbsenceStep, { description: "The step after which the next was late." })
  readonly step!: OpenStep;

  @Field(() => Int, { description: "1, then 2 when it was late again." })
  readonly level!: number;

  @Field(() => [RoleEnum], { description: "Whom it alerted, of that student's chain." })
  readonly roles!: readonly Role[];

  @Field(() => Temporal.Instant, { description: "When the delay was over." })
  readonly dueAt!: Temporal.Instant;

  @Field(() => Temporal.Instant, { description: "When they were alerted: within two seconds, unless the platform itself was down." })
  readonly at!: Temporal.Instant;
}

@ObjectType("Absence", {
  description:
    "A student's absence on a day of the stage, and how far its news has gone: tutor, referent teacher, CPE, family. Seen by that student's chain alone; by the family once it is informed.",
})
@Directive('@key(fields: "id")')
export class AbsenceType {
  @Field(() => ID, { description: 'Identifier, such as "absence_01kz…".' })
  readonly id!: string;

  @Field(() => Temporal.PlainDate, { description: "The day of the stage." })
  readonly day!: Temporal.PlainDate;

  @Field(() => AbsenceKindEnum, { description: "What the tutor noticed." })
  readonly kind!: AbsenceKind;

  @Field(() => AbsenceStep, { description: "How far the news has gone." })
  readonly step!: Step;

  @Field(() => Temporal.Instant, { nullable: true, description: "When the next step is late; null once closed or corrected." })
  readonly dueAt!: Temporal.Instant | null;

  @Field(() => AbsenceCauseEnum, { nullable: true, description: "Why; null until closed." })
  readonly cause!: AbsenceCause | null;

  @Field(() => [AbsenceEscalationType], { description: "Every step that came late, oldest first." })
  readonly escalations!: readonly AbsenceEscalationType[];

  @Field(() => [AbsenceStepTakenType], { description: "Every step taken, oldest first." })
  readonly timeline!: readonly AbsenceStepTakenType[];
}
