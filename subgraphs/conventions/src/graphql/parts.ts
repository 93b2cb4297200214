import "reflect-metadata";
import { TimeScalar } from "@stages/subgraph/scalars.ts";
import { Field, InputType, ObjectType } from "type-graphql";
import type { Contact, HostPart, SchoolPart } from "../domain/convention.ts";
import type { Day, Slot } from "../domain/presence.ts";

@ObjectType("TimetableSlot", { description: "A stretch of presence without a break." })
@InputType("TimetableSlotInput")
export class TimetableSlotType implements Slot {
  @Field(() => TimeScalar, { description: "Start, not before 06:00." })
  readonly from!: Temporal.PlainTime;

  @Field(() => TimeScalar, { description: "End, after the start and not after 20:00." })
  readonly to!: Temporal.PlainTime;
}

@ObjectType("TimetableDay", { description: "The presence agreed for one day." })
@InputType("TimetableDayInput")
export class TimetableDayType implements Day {
  @Field(() => Temporal.PlainDate, { description: "A day of the convention's period." })
  readonly date!: Temporal.PlainDate;

  @Field(() => [TimetableSlotType], { description: "At least one, in order; the time between two is a break." })
  readonly slots!: TimetableSlotType[];
}

@ObjectType("HostRepresentative", { description: "Who represents the host in the convention." })
@InputType("HostRepresentativeInput")
export class HostRepresentativeType {
  @Field(() => String, { description: "Full name, at most 150 characters." })
  readonly name!: string;

  @Field(() => String, { description: 'Function in the host, such as "gérante", at most 150 characters.' })
  readonly function!: string;
}

@ObjectType("Tutor", { description: "Who follows the student in the host." })
@InputType("TutorInput")
export class TutorType implements Contact {
  @Field(() => String, { description: "Full name, at most 150 characters." })
  readonly name!: string;

  @Field(() => String, { description: "Function in the host, at most 150 characters." })
  readonly function!: string;

  @Field(() => String, { description: "Who proves to hold this address acts as the tutor. Error: INVALID_EMAIL." })
  readonly email!: string;

  @Field(() => String, { nullable: true, defaultValue: null, description: "Telephone, as people write it; null when not given." })
  readonly phone!: string | null;
}

@ObjectType("HostPart", { description: "What the host fills." })
@InputType("HostPartInput", { description: "What the host fills. Every rule that it breaks is told at once, each with its field." })
export class HostPartType implements HostPart {
  @Field(() => HostRepresentativeType, { description: "Who represents the host." })
  readonly representative!: HostRepresentativeType;

  @Field(() => TutorType, { description: "The tutor of the stage." })
  readonly tutor!: TutorType;

  @Field(() => [TimetableDayType], { description: "Day by day, within the rules of presence for the student's age. Errors: PRESENCE_*." })
  readonly timetable!: TimetableDayType[];

  @Field(() => String, { description: "What the student will do and see, at most 500 characters. Observation only." })
  readonly activities!: string;

  @Field(() => String, { nullable: true, defaultValue: null, description: "What the stage is to bring the student, at most 500 characters; null when nothing is said." })
  readonly objectives!: string | null;

  @Field(() => String, { description: "Address of the stage, at most 300 characters." })
  readonly place!: string;

  @Field(() => String, { nullable: true, defaultValue: null, description: "How meals are arranged; null when nothing is said." })
  readonly lunch!: string | null;

  @Field(() => String, { nullable: true, defaultValue: null, description: "How travel is arranged; null when nothing is said." })
  readonly transport!: string | null;

  @Field(() => String, { nullable: true, defaultValue: null, description: "Where the student is lodged, far from home; null when nothing is said." })
  readonly lodging!: string | null;
}

@ObjectType("LiabilityInsurance", { description: "The student's liability insurance. FAQ: asked for before the stage begins." })
@InputType("LiabilityInsuranceInput")
export class LiabilityInsuranceType {
  @Field(() => String, { description: "Name of the insurer." })
  readonly insurer!: string;

  @Field(() => String, { nullable: true, description: "Number of the contract. FORBIDDEN to hosts and tutors." })
  readonly policyNumber!: string;
}

@ObjectType("NamedRepresentative", { description: "A legal representative, as the convention names them." })
@InputType("NamedRepresentativeInput")
export class NamedRepresentativeType {
  @Field(() => String, { description: "Full name, at most 150 characters." })
  readonly name!: string;

  @Field(() => String, { nullable: true, defaultValue: null, description: "Telephone, as people write it; null when not given." })
  readonly phone!: string | null;
}

@ObjectType("SchoolPart", { description: "What the school head fills." })
export class SchoolPartType implements SchoolPart {
  /** Shown as `referentTeacher`. */
  readonly referentTeacherId!: SchoolPart["referentTeacherId"];

  @Field(() => LiabilityInsuranceType, { description: "The student's liability insurance." })
  readonly liabilityInsurance!: LiabilityInsuranceType;

  @Field(() => String, { nullable: true, defaultValue: null, description: "Adjustments of a PAI or PPS; null when none. Never shown to the rectorat." })
  readonly adjustments!: string | null;

  @Field(() => [NamedRepresentativeType], { description: "The legal representatives that it names; none for an adult who has none." })
  readonly legalRepresentatives!: readonly NamedRepresentativeType[];
}
