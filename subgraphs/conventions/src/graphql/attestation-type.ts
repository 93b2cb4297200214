import "reflect-metadata";
import { IDEMPOTENCY_KEY } from "@stages/subgraph/idempotency-key.ts";
import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import type { AttestationStatus, AttestedDay, CorrectedDay } from "../domain/attestation.ts";
import { AttestationStatusEnum } from "./enums.ts";

@ObjectType("AttestedDay", { description: "A day of the stage, as the attestation says it." })
export class AttestedDayType implements AttestedDay {
  @Field(() => Temporal.PlainDate, { description: "The day." })
  readonly date!: Temporal.PlainDate;

  @Field(() => Int, { description: "Minutes really done; 0 on a day missed." })
  readonly minutes!: number;

  @Field(() => String, { nullable: true, description: 'In French, such as "absence", never its cause; null when there is nothing to say.' })
  readonly note!: string | null;
}

@ObjectType("Attestation", { description: "What the student really did: asked for by the family once the stage has ended, confirmed and signed by the host, sealed." })
export class AttestationType {
  @Field(() => ID, { description: 'Identifier, such as "attestation_01kz…".' })
  readonly id!: string;

  @Field(() => AttestationStatusEnum, { description: "Where it stands." })
  readonly status!: AttestationStatus;

  @Field(() => Temporal.Instant, { description: "When it was asked for." })
  readonly requestedAt!: Temporal.Instant;

  @Field(() => Temporal.Instant, { nullable: true, description: "When the host confirmed the days, and it was frozen; null until then." })
  readonly confirmedAt!: Temporal.Instant | null;

  @Field(() => Temporal.Instant, { nullable: true, description: "When the host signed it; null until then." })
  readonly signedAt!: Temporal.Instant | null;

  @Field(() => [AttestedDayType], { nullable: true, description: "The days as the host confirmed them; null until then." })
  readonly days!: readonly AttestedDayType[] | null;
}

@InputType()
export class RequestAttestationInput {
  @Field(() => ID, { description: "The convention of a stage that has ended. Errors: ATTESTATION_TOO_EARLY, ATTESTATION_EXISTS, WRONG_STATE." })
  readonly conventionId!: string;

  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey!: string | null;
}

@InputType()
export class CorrectedDayInput implements CorrectedDay {
  @Field(() => Temporal.PlainDate, { description: "A day of the stage. Errors: ATTESTATION_NOT_A_DAY, ATTESTATION_DAY_TWICE." })
  readonly date!: Temporal.PlainDate;

  @Field(() => Int, { description: "Minutes really done, 0 to 600." })
  readonly minutes!: number;
}

@InputType()
export class ConfirmAttestationInput {
  @Field(() => ID, { description: "The attestation." })
  readonly attestationId!: string;

  @Field(() => [CorrectedDayInput], { defaultValue: [], description: "Days of which the host says something else than `Convention.presence`; the others stay." })
  readonly days!: CorrectedDayInput[];
}

@InputType()
export class SignAttestationInput {
  @Field(() => ID, { description: "The attestation." })
  readonly attestationId!: string;

  @Field(() => String, { description: "The code that `requestSignatureCode` sent for its document. Errors: SIGNATURE_CODE_*." })
  readonly code!: string;
}
