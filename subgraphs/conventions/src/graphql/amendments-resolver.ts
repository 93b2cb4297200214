import "reflect-metadata";
import { IDEMPOTENCY_KEY } from "@stages/subgraph/idempotency-key.ts";
import { viewerAction, ViewerActionType } from "@stages/subgraph/refusal-type.ts";
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, Resolver, Root } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import { apply, inForce } from "../domain/amended-terms.ts";
import { type Amendment, refusalsToAbandon, refusalsToAgree, refusalsToSignAmendment } from "../domain/amendment.ts";
import { type Convention, type FrozenConvention, hostPartInForce, schoolPartInForce } from "../domain/convention.ts";
import { isSignature } from "../domain/evidence.ts";
import { refusalsOfSignatory } from "../domain/sign.ts";
import { toldChanges } from "../domain/told-changes.ts";
import { abandonAmendment } from "../operations/abandon-amendment.ts";
import { agreeToAmendment } from "../operations/agree-to-amendment.ts";
import { proposeAmendment, type ProposedTerms } from "../operations/propose-amendment.ts";
import { signAmendment } from "../operations/sign-amendment.ts";
import { AmendedChangeType, AmendmentChangesInput, AmendmentInput, AmendmentType, SignAmendmentInput } from "./amendment-type.ts";
import { ConventionType, FrozenDocumentType, SignatureType } from "./convention-type.ts";
import { HostPartType, SchoolPartType } from "./parts.ts";
import { signingFrame } from "./signing-frame.ts";

@InputType()
export class ProposeAmendmentInput {
  @Field(() => ID, { description: "A convention that everyone signed, until the last day of its stage. Errors: AMENDMENT_*, WRONG_STATE." })
  readonly conventionId!: string;

  @Field(() => String, { description: "Told to the other parties and written in the amendment, at most 500 characters." })
  readonly reason!: string;

  @Field(() => AmendmentChangesInput, { description: "What changes. Error: AMENDMENT_CHANGES_NOTHING." })
  readonly changes!: AmendmentChangesInput;

  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey!: string | null;
}

/** Of meals and travel, null is a value; of what must be said, it is as good as left out. */
function changesOf({ timetable, place, activities, tutor, objectives, lunch, transport, lodging, referentTeacherId, liabilityInsurance }: AmendmentChangesInput): ProposedTerms {
  return {
    ...(timetable && { timetable }),
    ...(place && { place }),
    ...(activities && { activities }),
    ...(tutor && { tutor: { ...tutor } }),
    ...(objectives === undefined ? {} : { objectives }),
    ...(lunch === undefined ? {} : { lunch }),
    ...(transport === undefined ? {} : { transport }),
    ...(lodging === undefined ? {} : { lodging }),
    ...(referentTeacherId && { referentTeacherId }),
    ...(liabilityInsurance && { liabilityInsurance: { insurer: liabilityInsurance.insurer, policyNumber: liabilityInsurance.policyNumber ?? "" } }),
  };
}

const SEE_THE_POLICY = ["STUDENT", "LEGAL_REPRESENTATIVE", "SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"];
const RESULT = { nullable: true } as const;

@Resolver(() => AmendmentType)
export class AmendmentsResolver {
  @Mutation(() => AmendmentType, { ...RESULT, description: "The host's manager, or the school head, proposes to change a signed convention. Errors: AMENDMENT_*, PRESENCE_*, TEXT_*, INVALID_EMAIL, WRONG_STATE." })
  proposeAmendment(@Arg("input", () => ProposeAmendmentInput) input: ProposeAmendmentInput, @Ctx() { act }: ConventionsContext) {
    return proposeAmendment(act, { ...input, changes: changesOf(input.changes) });
  }

  @Mutation(() => AmendmentType, { ...RESULT, description: "The school head freezes it: drawn, hashed, open to signature. Errors: WRONG_STATE, AMENDMENT_*, PRESENCE_*." })
  agreeToAmendment(@Arg("input", () => AmendmentInput) input: AmendmentInput, @Ctx() { signing }: ConventionsContext) {
    return agreeToAmendment(signing, input);
  }

  @Mutation(() => AmendmentType, { ...RESULT, description: "The viewer signs it, as they sign a convention; with the last signature it is in force. Errors: NOT_A_SIGNATORY, SIGNED_ALREADY, WRONG_STATE, AMENDMENT_STAGE_OVER, SIGNATURE_CODE_*." })
  signAmendment(@Arg("input", () => SignAmendmentInput) input: SignAmendmentInput, @Ctx() { signing }: ConventionsContext) {
    return signAmendment(signing, input);
  }

  @Mutation(() => AmendmentType, { ...RESULT, description: "The host's manager, or the school head, gives it up before the last signature. Error: WRONG_STATE." })
  abandonAmendment(@Arg("input", () => AmendmentInput) input: AmendmentInput, @Ctx() { act }: ConventionsContext) {
    return abandonAmendment(act, input);
  }

  @FieldResolver(() => [AmendedChangeType], { description: "What it changes, against what was agreed before it." })
  async changes(@Root() { conventionId, rank, changes }: Amendment, @Ctx() { actor, loaders }: ConventionsContext) {
    const [convention, known] = await Promise.all([loaders.convention.load(conventionId), loaders.amendments.load(conventionId)]);
    if (!convention) return [];
    const before = inForce(convention as FrozenConvention, known, rank === null ? Infinity : rank - 1);
    const after = apply(before, changes);
    const teachers = changes.referentTeacherId ? await loaders.staffNames.load(convention.schoolUai) : [];
    return toldChanges(before, after, { nameOfTeacher: (id) => teachers.find(({ personId }) => personId === id)?.name ?? "professeur de l'établissement", showsPolicyNumber: SEE_THE_POLICY.includes(actor.role) });
  }

  @FieldResolver(() => FrozenDocumentType, { nullable: true, description: "What is signed; null until the school head has frozen it." })
  document(@Root() { documentId }: Amendment, @Ctx() { loaders }: ConventionsContext) {
    return documentId && loaders.document.load(documentId);
  }

  @FieldResolver(() => [SignatureType], { description: "The signatures given, oldest first." })
  async signatures(@Root() { conventionId, documentId }: Amendment, @Ctx() { loaders }: ConventionsContext) {
    return (await loaders.evidence.load(conventionId)).filter(isSignature).filter((record) => record.documentId === documentId);
  }

  @FieldResolver(() => [ViewerActionType], { description: "What this viewer may do with it now, and why not." })
  async viewerActions(@Root() amendment: Amendment, @Ctx() context: ConventionsContext) {
    const { actor, now, loaders } = context;
    const convention = await loaders.convention.load(amendment.conventionId);
    const campaign = convention && (await loaders.campaign.load(convention.campaignId));
    if (!campaign) return [];
    const { documentId: id } = amendment;
    const frame = id && (await signingFrame(context, convention, { kind: "AMENDMENT", id }));
    const ofSignatory = frame ? refusalsOfSignatory(convention, actor, frame) : [];
    return [
      viewerAction("agreeToAmendment", refusalsToAgree(amendment, convention, actor, { campaign, now })),
      viewerAction("signAmendment", ofSignatory.length > 0 ? ofSignatory : refusalsToSignAmendment(amendment, convention, { campaign, now })),
      viewerAction("abandonAmendment", refusalsToAbandon(amendment, convention, actor)),
    ];
  }
}

@Resolver(() => ConventionType)
export class AmendmentsOfConvention {
  @FieldResolver(() => [AmendmentType], { nullable: true, description: "Its amendments, oldest first, those given up among them. FORBIDDEN to the territory's staff." })
  amendments(@Root() { id }: Convention, @Ctx() { loaders }: ConventionsContext) {
    return loaders.amendments.load(id);
  }

  @FieldResolver(() => HostPartType, { nullable: true, description: "The host's part as it stands now, with what signed amendments changed; null until it is filled. FORBIDDEN to the territory's staff." })
  hostPartInForce(@Root() convention: Convention) {
    return hostPartInForce(convention);
  }

  @FieldResolver(() => SchoolPartType, { nullable: true, description: "The school's part as it stands now; null until it is filled. FORBIDDEN to the territory's staff." })
  schoolPartInForce(@Root() convention: Convention) {
    return schoolPartInForce(convention);
  }
}
