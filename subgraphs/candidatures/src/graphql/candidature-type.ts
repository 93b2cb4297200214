import "reflect-metadata";
import type { Role } from "@stages/kernel/actor.ts";
import type { CandidatureId, PersonId } from "@stages/kernel/ids.ts";
import type { Period } from "@stages/kernel/period.ts";
import { PeriodEnum, RoleEnum } from "@stages/subgraph/common-enums.ts";
import { connectionOf } from "@stages/subgraph/connection.ts";
import { Directive, Field, Float, ID, ObjectType } from "type-graphql";
import type { Change } from "../domain/history.ts";
import type { Status } from "../domain/lifecycle.ts";
import { CandidatureStatus } from "./enums.ts";

@ObjectType("Candidature", {
  description:
    "A student's application to an offer, one per student and offer, or the student's part in a booking. Seen by the student and the family, the host, the staff of the student's school, and the staff of its académie.",
})
@Directive('@key(fields: "id")')
export class CandidatureType {
  @Field(() => ID, { description: 'Identifier, such as "candidature_01kz…".' })
  readonly id!: CandidatureId;

  @Field(() => PeriodEnum, { description: "The weeks it asks for, as the offer said on that day." })
  readonly period!: Period;

  @Field(() => String, { description: 'The campaign, such as "2027".' })
  readonly campaignId!: string;

  @Field(() => String, {
    nullable: true,
    description: "What the student wrote, at most `Campaign.motivationMaxLength` characters; null in a booking, where nobody wrote any. For the student, the family, the host and the school; the territory's staff get the error FORBIDDEN.",
  })
  readonly motivation!: string | null;

  @Field(() => Temporal.Instant, { description: "When it was sent." })
  readonly submittedAt!: Temporal.Instant;

  @Field(() => Temporal.PlainDate, {
    description:
      'The last day on which the host can answer: the day of submission plus the campaign\'s days, in Europe/Paris. Expired from the first instant of the next day. FAQ: "expirent après 15 jours sans réponse".',
  })
  readonly lastDayToAnswer!: Temporal.PlainDate;

  @Field(() => Temporal.PlainDate, {
    nullable: true,
    description: "The last day on which the student can confirm; lapsed, and the seat free, from the first instant of the next day. Null until it is accepted.",
  })
  readonly lastDayToConfirm!: Temporal.PlainDate | null;

  @Field(() => Float, { description: "Kilometres from home to the place of the stage, as the crow flies, to a tenth; measured on the day of submission." })
  readonly distanceKm!: number;

  @Field(() => ID, {
    nullable: true,
    description: "The host's manager it was given to, who is reminded of it; null for any of them, and after that person stopped managing the host. For the host's managers; everyone else gets the error FORBIDDEN.",
  })
  readonly assignedTo!: PersonId | null;
}

@ObjectType("CandidatureChange", { description: "A change of status: who, when, from, to, why." })
export class CandidatureChangeType implements Change {
  @Field(() => CandidatureStatus, { nullable: true, description: "Status before; null at the submission, and for what a booking made." })
  readonly from!: Status | null;

  @Field(() => CandidatureStatus, { description: "Status after." })
  readonly to!: Status;

  @Field(() => Temporal.Instant, { description: "When. For EXPIRED and LAPSED, the first instant of the day after the last one, to the second." })
  readonly at!: Temporal.Instant;

  @Field(() => RoleEnum, { description: "In which role it was done; PLATFORM for what time, or the end of the convention, brought." })
  readonly byRole!: Role;

  @Field(() => String, { nullable: true, description: "The reason given; null when none was. For the student, the family, the host and the school; the territory's staff get the error FORBIDDEN." })
  readonly reason!: string | null;
}

export const { ConnectionType: CandidatureConnectionType } = connectionOf("Candidature", () => CandidatureType);
