import "reflect-metadata";
import { Field, ID, InputType, ObjectType } from "type-graphql";
import { NamedRepresentativeType, TimetableDayType } from "./parts.ts";

/** In a draft everything may be missing: left out of an input it stays as it was, null takes it out. */
const SO_FAR = { nullable: true } as const;

@ObjectType("HostRepresentativeDraft", { description: "Who represents the host, as far as it is written." })
@InputType("HostRepresentativeDraftInput")
export class HostRepresentativeDraftType {
  @Field(() => String, { ...SO_FAR, description: "Full name, at most 150 characters." })
  readonly name?: string | null;

  @Field(() => String, { ...SO_FAR, description: "Function in the host, at most 150 characters." })
  readonly function?: string | null;
}

@ObjectType("TutorDraft", { description: "The tutor, as far as it is written." })
@InputType("TutorDraftInput")
export class TutorDraftType {
  @Field(() => String, { ...SO_FAR, description: "Full name, at most 150 characters." })
  readonly name?: string | null;

  @Field(() => String, { ...SO_FAR, description: "Function in the host, at most 150 characters." })
  readonly function?: string | null;

  @Field(() => String, { ...SO_FAR, description: "Address, at most 254 characters; checked when the part is completed." })
  readonly email?: string | null;

  @Field(() => String, { ...SO_FAR, description: "Telephone, at most 30 characters." })
  readonly phone?: string | null;
}

@ObjectType("HostPartDraft", { description: "The host's part as far as it is written, not held to the rules yet." })
@InputType("HostPartDraftInput", { description: "What a field leaves out stays as it was drafted; null takes it out." })
export class HostPartDraftType {
  @Field(() => HostRepresentativeDraftType, { ...SO_FAR, description: "Who represents the host." })
  readonly representative?: HostRepresentativeDraftType | null;

  @Field(() => TutorDraftType, { ...SO_FAR, description: "The tutor of the stage." })
  readonly tutor?: TutorDraftType | null;

  @Field(() => [TimetableDayType], { ...SO_FAR, description: "Day by day, at most 14 days; replaced as a whole." })
  readonly timetable?: TimetableDayType[] | null;

  @Field(() => String, { ...SO_FAR, description: "What the student will do and see, at most 500 characters." })
  readonly activities?: string | null;

  @Field(() => String, { ...SO_FAR, description: "What the stage is to bring the student, at most 500 characters." })
  readonly objectives?: string | null;

  @Field(() => String, { ...SO_FAR, description: "Address of the stage, at most 300 characters." })
  readonly place?: string | null;

  @Field(() => String, { ...SO_FAR, description: "How meals are arranged, at most 300 characters." })
  readonly lunch?: string | null;

  @Field(() => String, { ...SO_FAR, description: "How travel is arranged, at most 300 characters." })
  readonly transport?: string | null;

  @Field(() => String, { ...SO_FAR, description: "Where the student is lodged, at most 300 characters." })
  readonly lodging?: string | null;
}

@ObjectType("LiabilityInsuranceDraft", { description: "The student's liability insurance, as far as it is written." })
@InputType("LiabilityInsuranceDraftInput")
export class LiabilityInsuranceDraftType {
  @Field(() => String, { ...SO_FAR, description: "Name of the insurer, at most 150 characters." })
  readonly insurer?: string | null;

  @Field(() => String, { ...SO_FAR, description: "Number of the contract, at most 60 characters." })
  readonly policyNumber?: string | null;
}

@ObjectType("SchoolPartDraft", { description: "The school's part as far as it is written, not held to the rules yet." })
@InputType("SchoolPartDraftInput", { description: "What a field leaves out stays as it was drafted; null takes it out." })
export class SchoolPartDraftType {
  @Field(() => ID, { ...SO_FAR, description: "The referent teacher; checked when the convention is validated." })
  readonly referentTeacherId?: string | null;

  @Field(() => LiabilityInsuranceDraftType, { ...SO_FAR, description: "The student's liability insurance." })
  readonly liabilityInsurance?: LiabilityInsuranceDraftType | null;

  @Field(() => String, { ...SO_FAR, description: "Adjustments of a PAI or PPS, at most 1 000 characters: the school head's and the CPE's alone, null to others." })
  readonly adjustments?: string | null;

  @Field(() => [NamedRepresentativeType], { ...SO_FAR, description: "The legal representatives that the convention will name, at most 4; replaced as a whole." })
  readonly legalRepresentatives?: NamedRepresentativeType[] | null;
}

@ObjectType("ConventionDraft", { description: "What is written so far and not completed: to each, the fields that are theirs to write." })
export class ConventionDraftType {
  @Field(() => HostPartDraftType, { nullable: true, description: "The host's part, what the school gave back included; null to who does not write it." })
  readonly host!: HostPartDraftType | null;

  @Field(() => SchoolPartDraftType, { nullable: true, description: "The school's part; null to who does not write it." })
  readonly school!: SchoolPartDraftType | null;
}
