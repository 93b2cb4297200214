import "reflect-metadata";
import { RefusalType } from "@stages/subgraph/refusal-type.ts";
import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import type { Capacity, Channel } from "../domain/evidence.ts";
import type { FindingKind } from "../domain/verify.ts";
import { ConventionType, SignatureType } from "./convention-type.ts";
import { CodeChannel, SignatureCapacity, VerificationFindingKind } from "./enums.ts";

@ObjectType("SealedDocument", { description: "The file that closes a document: what all have signed, its page of evidence, and inside it the signed file and the proofs, under the platform's seal (PAdES)." })
export class SealedDocumentType {
  @Field(() => String, { description: "SHA-256 of the sealed file, hexadecimal." })
  readonly sha256!: string;

  @Field(() => Temporal.Instant, { description: "When it was sealed." })
  readonly sealedAt!: Temporal.Instant;

  @Field(() => String, { description: 'PAdES level: "B-B", or "B-T" with a time-stamp of somebody else\'s.' })
  readonly level!: string;
}

@ObjectType("Signatory", { description: "One place among those who must sign, by the student's age as of now." })
export class SignatoryType {
  @Field(() => SignatureCapacity, { description: "In what capacity." })
  readonly capacity!: Capacity;

  @Field(() => Int, { description: "1, or 2 for a second legal representative." })
  readonly rank!: number;

  @Field(() => SignatureType, { nullable: true, description: "The signature given; null while it is awaited." })
  readonly signature!: SignatureType | null;
}

@ObjectType("SignatureRefusal", { description: "A signatory said no. They may still sign; the convention stays open until someone cancels it." })
export class SignatureRefusalType {
  @Field(() => ID, { description: "Identifier of the record in the chain of evidence." })
  readonly id!: string;

  @Field(() => SignatureCapacity, { description: "In what capacity." })
  readonly capacity!: Capacity;

  @Field(() => Temporal.Instant, { description: "When." })
  readonly at!: Temporal.Instant;

  @Field(() => String, { nullable: true, description: "Why, as they wrote it. FORBIDDEN to the territory's staff." })
  readonly reason!: string | null;
}

@ObjectType("SignatureCode", { description: "A code was sent. It is shown to nobody." })
export class SignatureCodeType {
  @Field(() => Temporal.Instant, { description: "Until when it signs: ten minutes." })
  readonly expiresAt!: Temporal.Instant;

  @Field(() => CodeChannel, { description: "How it was sent." })
  readonly channel!: Channel;

  @Field(() => String, { nullable: true, description: 'The address or number, masked ("p•••@exemple.fr"); null where it is not known here.' })
  readonly sentTo!: string | null;

  @Field(() => [ID], { description: "Exactly what it signs, all at once." })
  readonly documentIds!: string[];
}

@ObjectType("SigningResult", { description: "What became of one convention of a list." })
export class SigningResultType {
  @Field(() => ID, { description: "The convention, as it was given." })
  readonly conventionId!: string;

  @Field(() => ConventionType, { nullable: true, description: "As it is now." })
  readonly convention!: ConventionType | null;

  @Field(() => [RefusalType], { description: "Why it is not signed; empty when it is." })
  readonly refusals!: RefusalType[];
}

@ObjectType("SignatureDelegation", { description: "Someone may sign in another's capacity, until a day. Given and withdrawn explicitly; what was signed under it stays signed." })
export class SignatureDelegationType {
  @Field(() => ID, { description: "Identifier." })
  readonly id!: string;

  @Field(() => SignatureCapacity, { description: "SCHOOL_HEAD or HOST_MANAGER." })
  readonly capacity!: Capacity;

  @Field(() => String, { nullable: true, description: "The tutor's address, for a host; null for a school, whose delegate is `toPersonId`." })
  readonly toTutorEmail!: string | null;

  @Field(() => ID, { nullable: true, description: "Of the school's staff; null for a host." })
  readonly toPersonId!: string | null;

  @Field(() => Temporal.PlainDate, { description: "The last day on which it holds." })
  readonly until!: Temporal.PlainDate;

  @Field(() => Temporal.Instant, { description: "When it was given." })
  readonly givenAt!: Temporal.Instant;

  @Field(() => Temporal.Instant, { nullable: true, description: "When it was withdrawn; null when it was not." })
  readonly withdrawnAt!: Temporal.Instant | null;

  @Field(() => Boolean, { description: "Whether it holds today." })
  readonly holds!: boolean;
}

@ObjectType("VerificationFinding", { description: "Something that is not as it was." })
export class VerificationFindingType {
  @Field(() => VerificationFindingKind, { description: "What." })
  readonly kind!: FindingKind;

  @Field(() => ID, { nullable: true, description: "In which document; null when it is not known." })
  readonly documentId!: string | null;

  @Field(() => Int, { nullable: true, description: "In which record of its chain, from 1; null where it is about the document." })
  readonly seq!: number | null;

  @Field(() => String, { description: "A sentence for a person, in French." })
  readonly message!: string;
}

@ObjectType("ConventionVerification", { description: "The convention's documents, computed again from all that is stored: texts, files, chains of evidence, seals." })
export class ConventionVerificationType {
  @Field(() => Boolean, { description: "Nothing was found." })
  readonly isIntact!: boolean;

  @Field(() => [VerificationFindingType], { description: "All that is not as it was; empty when intact." })
  readonly findings!: VerificationFindingType[];
}

@InputType()
export class RequestSignatureCodeInput {
  @Field(() => [ID], { description: "1 to 200 documents, all in one capacity: `Convention.document.id`." })
  readonly documentIds!: string[];

  @Field(() => CodeChannel, { defaultValue: "MAIL", description: "By SMS only to who has a mobile number, where the platform sends any. Errors: SMS_NOT_OFFERED, SMS_UNAVAILABLE." })
  readonly channel!: Channel;
}

const CODE = "The six digits that `requestSignatureCode` sent for exactly this. Errors: SIGNATURE_CODE_*.";

@InputType()
export class SignConventionInput {
  @Field(() => ID, { description: "The convention." })
  readonly conventionId!: string;

  @Field(() => String, { description: CODE })
  readonly code!: string;
}

@InputType()
export class SignConventionsInput {
  @Field(() => [ID], { description: "1 to 200 conventions. Error: TOO_MANY_DOCUMENTS." })
  readonly conventionIds!: string[];

  @Field(() => String, { description: CODE })
  readonly code!: string;
}

@InputType()
export class RefuseToSignInput {
  @Field(() => ID, { description: "The document: `Convention.document.id`." })
  readonly documentId!: string;

  @Field(() => String, { description: "Told to the other parties, at most 500 characters." })
  readonly reason!: string;
}

@InputType()
export class DelegateSignatureInput {
  @Field(() => ID, { nullable: true, defaultValue: null, description: "By a school head: the school's UAI." })
  readonly schoolUai!: string | null;

  @Field(() => ID, { nullable: true, defaultValue: null, description: "By a host's manager: the host." })
  readonly hostId!: string | null;

  @Field(() => ID, { nullable: true, defaultValue: null, description: "For a school: someone of its staff. Error: DELEGATE_UNKNOWN." })
  readonly toPersonId!: string | null;

  @Field(() => String, { nullable: true, defaultValue: null, description: "For a host: the address of a tutor; they sign the conventions that name them." })
  readonly toTutorEmail!: string | null;

  @Field(() => Temporal.PlainDate, { description: "The last day, today or within a year. Error: DELEGATION_TOO_LONG." })
  readonly until!: Temporal.PlainDate;
}

@InputType()
export class WithdrawDelegationInput {
  @Field(() => ID, { description: "The delegation." })
  readonly delegationId!: string;
}
