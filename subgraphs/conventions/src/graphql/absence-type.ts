import "reflect-metadata";
import type { Role } from "@stages/kernel/actor.ts";
import { RoleEnum } from "@stages/subgraph/common-enums.ts";
import { Directive, Field, ID, ObjectType } from "type-graphql";
import type { AbsenceKind, Step } from "../domain/absence.ts";
import { AbsenceKindEnum, AbsenceStep } from "./enums.ts";

@ObjectType("AbsenceStepTaken", { description: "A step of the chain: who, when, with which note." })
export class AbsenceStepTakenType {
  @Field(() => AbsenceStep, { description: "The step." })
  readonly step!: Step;

  @Field(() => Temporal.Instant, { description: "When it was taken." })
  readonly at!: Temporal.Instant;

  @Field(() => RoleEnum, { description: "In which role." })
  readonly byRole!: Role;

  @Field(() => String, { nullable: true, description: "What was said with it; the cause for CLOSED; null when nothing." })
  readonly note!: string | null;
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

  @Field(() => Temporal.Instant, { nullable: true, description: "When the next step is late; null once closed." })
  readonly dueAt!: Temporal.Instant | null;

  @Field(() => [AbsenceStepTakenType], { description: "Every step taken, oldest first." })
  readonly timeline!: readonly AbsenceStepTakenType[];
}
