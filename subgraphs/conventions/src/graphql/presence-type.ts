import "reflect-metadata";
import { Field, Int, ObjectType } from "type-graphql";
import type { DaySource } from "../domain/days-done.ts";
import { DaySourceEnum } from "./enums.ts";

@ObjectType("DayPresence", { description: "A day of the stage: what was planned, what was done, and how that is known to this viewer." })
export class DayPresenceType {
  @Field(() => Temporal.PlainDate, { description: "The day." })
  readonly date!: Temporal.PlainDate;

  @Field(() => Int, { description: "Minutes of the timetable, breaks not counted." })
  readonly plannedMinutes!: number;

  @Field(() => Int, { description: "Minutes done; 0 for a day that has not come." })
  readonly minutes!: number;

  @Field(() => DaySourceEnum, { description: "How that is known. Of an absence that this viewer has not been told of, nothing is said." })
  readonly source!: DaySource;

  @Field(() => String, { nullable: true, description: 'A few words in French, such as "retard"; never the cause of an absence. Null when there is nothing to say.' })
  readonly note!: string | null;
}
