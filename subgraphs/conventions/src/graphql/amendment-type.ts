import "reflect-metadata";
import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import type { AmendmentStatus } from "../domain/amendment.ts";
import type { ToldChange } from "../domain/told-changes.ts";
import { AmendmentStatusEnum } from "./enums.ts";
import { LiabilityInsuranceType, TimetableDayType, TutorType } from "./parts.ts";

@ObjectType("AmendedChange", { description: "What an amendment changes, before and after, as people read it." })
export class AmendedChangeType implements ToldChange {
  @Field(() => String, { description: "The term, by the name of its field in the parts." })
  readonly field!: ToldChange["field"];

  @Field(() => String, { description: 'Its name in French, such as "Horaires de présence".' })
  readonly label!: string;

  @Field(() => String, { description: "What was agreed, in French; of a timetable, the days that differ." })
  readonly before!: string;

  @Field(() => String, { description: "What is agreed instead." })
  readonly after!: string;
}

@ObjectType("Amendment", { description: "A change to a signed convention: proposed by the host or the school, frozen by the school head, signed by the same parties as the convention, and in force with the last signature." })
export class AmendmentType {
  @Field(() => ID, { description: 'Identifier, such as "amendment_01kz…".' })
  readonly id!: string;

  @Field(() => AmendmentStatusEnum, { description: "Where it stands." })
  readonly status!: AmendmentStatus;

  @Field(() => Int, { nullable: true, description: "1 for the first that was frozen; null until it is." })
  readonly rank!: number | null;

  @Field(() => String, { description: "Why." })
  readonly reason!: string;

  @Field(() => Temporal.Instant, { description: "When it was proposed." })
  readonly proposedAt!: Temporal.Instant;

  @Field(() => Temporal.Instant, { nullable: true, description: "When the school head froze it; null until then." })
  readonly agreedAt!: Temporal.Instant | null;

  @Field(() => Temporal.Instant, { nullable: true, description: "When the last party signed, and it came into force; null until then." })
  readonly signedAt!: Temporal.Instant | null;

  @Field(() => Temporal.Instant, { nullable: true, description: "When it was given up; null unless it was." })
  readonly abandonedAt!: Temporal.Instant | null;
}

const AS_IT_IS = { nullable: true } as const;

@InputType({ description: "What changes; what is left out stays. The rules of the parts apply to what results, each refusal with its field." })
export class AmendmentChangesInput {
  @Field(() => [TimetableDayType], { ...AS_IT_IS, description: "The whole timetable as it will be; days that have passed stay as they are. Errors: PRESENCE_*, AMENDMENT_PAST_DAY." })
  readonly timetable?: TimetableDayType[] | null;

  @Field(() => String, { ...AS_IT_IS, description: "Address of the stage, at most 300 characters." })
  readonly place?: string | null;

  @Field(() => String, { ...AS_IT_IS, description: "What the student will do and see, at most 500 characters." })
  readonly activities?: string | null;

  @Field(() => TutorType, { ...AS_IT_IS, description: "Another tutor, who follows the student once it is in force." })
  readonly tutor?: TutorType | null;

  @Field(() => String, { ...AS_IT_IS, description: "How meals are arranged; null takes away what was said." })
  readonly lunch?: string | null;

  @Field(() => String, { ...AS_IT_IS, description: "How travel is arranged; null takes away what was said." })
  readonly transport?: string | null;

  @Field(() => String, { ...AS_IT_IS, description: "How the student is lodged; null takes away what was said." })
  readonly lodging?: string | null;

  @Field(() => String, { ...AS_IT_IS, description: "What the stage aims at, at most 500 characters; null takes away what was said." })
  readonly objectives?: string | null;

  @Field(() => ID, { ...AS_IT_IS, description: "Another teacher of the school. Errors: AMENDMENT_FIELD_OF_SCHOOL, REFERENT_TEACHER_*." })
  readonly referentTeacherId?: string | null;

  @Field(() => LiabilityInsuranceType, { ...AS_IT_IS, description: "Another insurance. Error: AMENDMENT_FIELD_OF_SCHOOL." })
  readonly liabilityInsurance?: LiabilityInsuranceType | null;
}

@InputType()
export class AmendmentInput {
  @Field(() => ID, { description: "The amendment." })
  readonly amendmentId!: string;
}

@InputType()
export class SignAmendmentInput extends AmendmentInput {
  @Field(() => String, { description: "The code that `requestSignatureCode` sent for its document. Errors: SIGNATURE_CODE_*." })
  readonly code!: string;
}
