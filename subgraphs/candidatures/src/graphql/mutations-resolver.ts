import "reflect-metadata";
import { IDEMPOTENCY_KEY } from "@stages/subgraph/idempotency-key.ts";
import { Arg, Ctx, Field, ID, InputType, Int, Mutation, Resolver } from "type-graphql";
import type { CandidaturesContext } from "../context.ts";
import { acceptCandidature } from "../operations/accept-candidature.ts";
import { changeOfferSeats } from "../operations/change-offer-seats.ts";
import { cancelAcceptance } from "../operations/cancel-acceptance.ts";
import { confirmCandidature } from "../operations/confirm-candidature.ts";
import { readCandidature } from "../operations/read-candidature.ts";
import { refuseCandidature } from "../operations/refuse-candidature.ts";
import { submitCandidature } from "../operations/submit-candidature.ts";
import { withdrawCandidature } from "../operations/withdraw-candidature.ts";
import { CandidatureType } from "./candidature-type.ts";
import { OfferEntity } from "./entities.ts";

@InputType()
export class SubmitCandidatureInput {
  @Field(() => ID, { description: "The offer." })
  readonly offerId!: string;

  @Field(() => String, { description: "Why this stage, at most `Campaign.motivationMaxLength` characters as a person counts them. Errors: TEXT_REQUIRED, TEXT_TOO_LONG." })
  readonly motivation!: string;

  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey!: string | null;
}

@InputType()
export class CandidatureInput {
  @Field(() => ID, { description: "The candidature." })
  readonly candidatureId!: string;
}

@InputType({ description: "An act that is refused without a reason." })
export class CandidatureReasonInput extends CandidatureInput {
  @Field(() => String, { description: "Told to the student, at most 500 characters. Errors: REASON_REQUIRED, TEXT_TOO_LONG." })
  readonly reason!: string;
}

@InputType()
export class WithdrawCandidatureInput extends CandidatureInput {
  @Field(() => String, { nullable: true, defaultValue: null, description: "Told to the host, at most 500 characters; null to give none." })
  readonly reason!: string | null;
}

@InputType()
export class ChangeOfferSeatsInput {
  @Field(() => ID, { description: "An offer of a host that the viewer manages." })
  readonly offerId!: string;

  @Field(() => Int, { description: "1 to 100, in an école 3 or 1 at most; never below `seatsTaken`. Errors: NUMBER_OUT_OF_RANGE, SEATS_BELOW_TAKEN." })
  readonly seats!: number;
}

const RESULT = { nullable: true } as const;

@Resolver(() => CandidatureType)
export class MutationsResolver {
  @Mutation(() => CandidatureType, {
    ...RESULT,
    description: "A student applies to an offer. See `Offer.application` beforehand. Errors: STUDENTS_NOT_OPEN, CAMPAIGN_ENDED, OFFER_NOT_AVAILABLE, OFFER_FOR_SCHOOLS, ALREADY_APPLIED, WEEK_ALREADY_TAKEN, TEXT_*.",
  })
  submitCandidature(@Arg("input", () => SubmitCandidatureInput) input: SubmitCandidatureInput, @Ctx() { act }: CandidaturesContext) {
    return submitCandidature(act, input);
  }

  @Mutation(() => CandidatureType, { ...RESULT, description: "The host opens it: the student sees that it was read. Errors: CANDIDATURE_EXPIRED, WRONG_STATE." })
  readCandidature(@Arg("input", () => CandidatureInput) input: CandidatureInput, @Ctx() { act }: CandidaturesContext) {
    return readCandidature(act, input);
  }

  @Mutation(() => CandidatureType, { ...RESULT, description: "The host says yes: a seat is taken at once and the convention opens. Errors: NO_SEAT_LEFT, CANDIDATURE_EXPIRED, WRONG_STATE." })
  acceptCandidature(@Arg("input", () => CandidatureInput) input: CandidatureInput, @Ctx() { act }: CandidaturesContext) {
    return acceptCandidature(act, input);
  }

  @Mutation(() => CandidatureType, { ...RESULT, description: "The host says no. Errors: REASON_REQUIRED, CANDIDATURE_EXPIRED, WRONG_STATE." })
  refuseCandidature(@Arg("input", () => CandidatureReasonInput) input: CandidatureReasonInput, @Ctx() { act }: CandidaturesContext) {
    return refuseCandidature(act, input);
  }

  @Mutation(() => CandidatureType, { ...RESULT, description: "The host goes back on what it accepted; the seat is free again. Errors: REASON_REQUIRED, CONFIRMATION_OVERDUE, WRONG_STATE." })
  cancelAcceptance(@Arg("input", () => CandidatureReasonInput) input: CandidatureReasonInput, @Ctx() { act }: CandidaturesContext) {
    return cancelAcceptance(act, input);
  }

  @Mutation(() => CandidatureType, {
    ...RESULT,
    description: "The student takes the stage; the student's other live candidatures of the same week or weeks end as SUPERSEDED. Errors: CONFIRMATION_OVERDUE, WEEK_ALREADY_TAKEN, WRONG_STATE.",
  })
  confirmCandidature(@Arg("input", () => CandidatureInput) input: CandidatureInput, @Ctx() { act }: CandidaturesContext) {
    return confirmCandidature(act, input);
  }

  @Mutation(() => CandidatureType, { ...RESULT, description: "The student gives up, or declines what was accepted. Errors: CANDIDATURE_EXPIRED, CONFIRMATION_OVERDUE, WRONG_STATE." })
  withdrawCandidature(@Arg("input", () => WithdrawCandidatureInput) input: WithdrawCandidatureInput, @Ctx() { act }: CandidaturesContext) {
    return withdrawCandidature(act, input);
  }

  @Mutation(() => OfferEntity, {
    ...RESULT,
    description: "A manager of the host says how many students an offer can welcome, from its first publication on. An offer that was full comes back to the catalogue by itself. Errors: FORBIDDEN, NOT_FOUND, WRONG_STATE, NUMBER_OUT_OF_RANGE, SEATS_BELOW_TAKEN.",
  })
  changeOfferSeats(@Arg("input", () => ChangeOfferSeatsInput) input: ChangeOfferSeatsInput, @Ctx() { act }: CandidaturesContext) {
    return changeOfferSeats(act, input);
  }
}
