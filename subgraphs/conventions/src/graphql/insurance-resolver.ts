import "reflect-metadata";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import type { StudentId } from "@stages/kernel/ids.ts";
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, Resolver, Root } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import { concernedBy, isConcerned } from "../domain/audience.ts";
import type { Convention } from "../domain/convention.ts";
import { type Insurance, type InsuranceState, type Insured, insuredBy, isInsuranceChecked } from "../domain/insurance.ts";
import { checkInsurance, type GivenInsurance, submitInsurance } from "../operations/give-insurance.ts";
import { findCurrentCampaign } from "../persistence/mirror.ts";
import { ConventionType } from "./convention-type.ts";
import { StudentEntity } from "./entities.ts";
import { InsuranceStateEnum } from "./enums.ts";

@ObjectType("Insurance", { description: "The student's liability-insurance attestation for a campaign, asked for before the stage begins. Read by the family and the school." })
export class InsuranceType {
  @Field(() => String, { description: 'The campaign, such as "2027".' })
  readonly campaignId!: string;

  @Field(() => InsuranceStateEnum, { description: "Where it stands." })
  readonly state!: InsuranceState;

  @Field(() => ID, { nullable: true, description: "What was deposited, for `requestFileDownload`; null when missing." })
  readonly fileId!: string | null;

  @Field(() => Temporal.Instant, { nullable: true, description: "When it was given; null when missing." })
  readonly submittedAt!: Temporal.Instant | null;

  @Field(() => Temporal.Instant, { nullable: true, description: "When the school checked it off or refused it; null before." })
  readonly decidedAt!: Temporal.Instant | null;

  @Field(() => String, { nullable: true, description: "Why it was refused, in the school's words; null otherwise." })
  readonly reason!: string | null;
}

export type ShownInsurance = InsuranceType & { readonly insured: Insured };

const shown = (insurance: Insurance | null, insured: Insured): ShownInsurance => ({
  insured,
  campaignId: insured.campaignId,
  ...(insurance ?? { state: "MISSING", fileId: null, submittedAt: null, decidedAt: null, reason: null }),
});

@InputType("SubmitInsuranceInput", { description: "An attestation of liability insurance that was deposited." })
export class SubmitInsuranceInput {
  @Field(() => ID, { description: "The student. Error: NOT_FOUND, also when no stage of theirs counts." })
  readonly studentId!: string;

  @Field(() => ID, { description: 'The campaign, such as "2027".' })
  readonly campaignId!: string;

  @Field(() => ID, { description: "Deposited by the viewer for INSURANCE. Error: FILE_UNKNOWN." })
  readonly fileId!: string;
}

@InputType("CheckInsuranceInput", { description: "What the school has seen of an attestation." })
export class CheckInsuranceInput {
  @Field(() => ID, { description: "The student. Error: NOT_FOUND." })
  readonly studentId!: string;

  @Field(() => ID, { description: 'The campaign, such as "2027".' })
  readonly campaignId!: string;

  @Field(() => Boolean, { description: "Whether it covers the student in the stage." })
  readonly accepted!: boolean;

  @Field(() => String, { nullable: true, defaultValue: null, description: "Required when it is refused: what is to be mended, at most 500 characters. Read by the family. Not kept when it is accepted." })
  readonly reason!: string | null;
}

const RESULT = { nullable: true } as const;
const shownGift = ({ insurance, insured }: GivenInsurance) => shown(insurance, insured);

@Resolver(() => InsuranceType)
export class InsuranceResolver {
  @Mutation(() => InsuranceType, { ...RESULT, description: "The family or the school gives the attestation, in place of one that is not checked off yet. Errors: NOT_FOUND, FILE_UNKNOWN, WRONG_STATE." })
  async submitInsurance(@Arg("input", () => SubmitInsuranceInput) input: SubmitInsuranceInput, @Ctx() { act }: ConventionsContext) {
    return shownGift(await submitInsurance(act, input));
  }

  @Mutation(() => InsuranceType, { ...RESULT, description: "The school's staff check it off, or refuse it with a reason; either can be mended by doing it again. Errors: NOT_FOUND, WRONG_STATE, TEXT_REQUIRED, TEXT_TOO_LONG." })
  async checkInsurance(@Arg("input", () => CheckInsuranceInput) input: CheckInsuranceInput, @Ctx() { act }: ConventionsContext) {
    return shownGift(await checkInsurance(act, input));
  }
}

@Resolver(() => StudentEntity)
export class StudentInsuranceContribution {
  @FieldResolver(() => InsuranceType, {
    nullable: true,
    description: "The liability-insurance attestation for a campaign; null when no convention that the viewer sees counts in it. FORBIDDEN to all but the family and the school.",
  })
  async insurance(
    @Root() { id }: { readonly id: StudentId },
    @Arg("campaignId", () => ID, { nullable: true, description: "The running or next campaign when null." }) campaignId: string | null = null,
    @Ctx() { loaders, actor, now, db }: ConventionsContext,
  ): Promise<ShownInsurance | null> {
    const campaign = campaignId ?? (await findCurrentCampaign(db, civilDateOf(now)))?.id;
    const conventions = (await loaders.conventionsOfStudent.load(id)).filter((convention) => isConcerned(actor, concernedBy(convention)));
    const insured = campaign === undefined ? null : insuredBy(conventions, campaign);
    if (!insured) return null;
    const all = await loaders.insurancesOfStudent.load(id);
    return shown(all.find((one) => one.campaignId === campaign) ?? null, insured);
  }
}

@Resolver(() => ConventionType)
export class ConventionInsuranceResolver {
  @FieldResolver(() => Boolean, { description: "Whether the school has checked off the student's attestation of liability insurance for this campaign." })
  async isInsuranceChecked(@Root() { studentId, campaignId }: Convention, @Ctx() { loaders }: ConventionsContext) {
    const all = await loaders.insurancesOfStudent.load(studentId);
    return isInsuranceChecked(all.find((one) => one.campaignId === campaignId) ?? null);
  }
}
