import "reflect-metadata";
import { Arg, Ctx, ID, Mutation, Query, Resolver } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import { type Delegation, holds } from "../domain/delegation.ts";
import { delegateSignature, withdrawDelegation } from "../operations/delegate-signature.ts";
import { refuseToSign } from "../operations/refuse-to-sign.ts";
import { requestSignatureCode } from "../operations/request-signature-code.ts";
import { signConvention, signConventions } from "../operations/sign-convention.ts";
import { verifyConvention } from "../operations/verify-convention.ts";
import { ConventionType } from "./convention-type.ts";
import {
  ConventionVerificationType, DelegateSignatureInput, RefuseToSignInput, RequestSignatureCodeInput, SignatureCodeType, SignatureDelegationType, SignConventionInput,
  SignConventionsInput, SigningResultType, WithdrawDelegationInput,
} from "./signing-types.ts";

const RESULT = { nullable: true } as const;

export const delegationView = ({ to, ...delegation }: Delegation, now: Temporal.Instant) => ({
  ...delegation, toPersonId: to.personId, toTutorEmail: to.tutorEmail, holds: holds({ ...delegation, to } as Delegation, now),
});

@Resolver()
export class SigningResolver {
  @Mutation(() => SignatureCodeType, { ...RESULT, description: "Sends the viewer a code of six digits that signs exactly these documents, once, within ten minutes and five tries. A new one for the same documents takes the place of the former. Errors: NOT_A_SIGNATORY, SIGNED_ALREADY, WRONG_STATE, SMS_NOT_OFFERED, SMS_UNAVAILABLE, TOO_MANY_SIGNATURE_CODES, TOO_MANY_DOCUMENTS." })
  requestSignatureCode(@Arg("input", () => RequestSignatureCodeInput) input: RequestSignatureCodeInput, @Ctx() { signing }: ConventionsContext) {
    return requestSignatureCode(signing, input);
  }

  @Mutation(() => ConventionType, { ...RESULT, description: "The viewer signs in their capacity, or by delegation, once, in any order. With the last signature the document is sealed. Errors: NOT_A_SIGNATORY, NOT_ALLOWED_TO_SIGN, SIGNED_ALREADY, WRONG_STATE, SIGNATURE_CODE_*." })
  signConvention(@Arg("input", () => SignConventionInput) input: SignConventionInput, @Ctx() { signing }: ConventionsContext) {
    return signConvention(signing, input);
  }

  @Mutation(() => [SigningResultType], { ...RESULT, description: "The viewer signs a list by one code that was sent for exactly this list; each convention is signed or refused as if alone. Their seals follow within seconds. Errors: TOO_MANY_DOCUMENTS, SIGNATURE_CODE_*." })
  signConventions(@Arg("input", () => SignConventionsInput) input: SignConventionsInput, @Ctx() { signing }: ConventionsContext) {
    return signConventions(signing, input);
  }

  @Mutation(() => ConventionType, { ...RESULT, description: "A signatory says no, with a reason that the other parties read. They may still sign. Errors: NOT_A_SIGNATORY, SIGNED_ALREADY, REFUSED_ALREADY, WRONG_STATE, TEXT_*." })
  refuseToSign(@Arg("input", () => RefuseToSignInput) input: RefuseToSignInput, @Ctx() { signing }: ConventionsContext) {
    return refuseToSign(signing, input);
  }

  @Mutation(() => SignatureDelegationType, { ...RESULT, description: "A school head or a host's manager has someone sign for them, until a day: signing alone, not validating. Errors: NOT_FOUND, DELEGATE_UNKNOWN, DELEGATION_TOO_LONG, INVALID_EMAIL." })
  async delegateSignature(@Arg("input", () => DelegateSignatureInput) input: DelegateSignatureInput, @Ctx() { act, now }: ConventionsContext) {
    return delegationView(await delegateSignature(act, input), now);
  }

  @Mutation(() => SignatureDelegationType, { ...RESULT, description: "Ends a delegation at once. Errors: NOT_FOUND, DELEGATION_OVER." })
  async withdrawDelegation(@Arg("input", () => WithdrawDelegationInput) input: WithdrawDelegationInput, @Ctx() { act, now }: ConventionsContext) {
    return delegationView(await withdrawDelegation(act, input), now);
  }

  @Query(() => ConventionVerificationType, { nullable: true, description: "Computes again, from all that is stored, whether a convention's documents, their chains of evidence and their seals are what they were. Null when the convention is unknown or not visible to the viewer." })
  verifyConvention(@Arg("conventionId", () => ID, { description: "The convention." }) conventionId: string, @Ctx() context: ConventionsContext) {
    return verifyConvention(context.db, context.signing.papers.sealing.trusted, conventionId, context.actor);
  }
}
