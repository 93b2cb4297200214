import "reflect-metadata";
import { academyByCode } from "@stages/reference/academies.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import type { PublicSeats, PublicSeatsOf } from "@stages/statistics/public-seats.ts";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import { ABROAD } from "../operations/open-seats.ts";

@ObjectType("OpenSeats", {
  description: "Seats that everyone may know of: all three exact, or all null. Hidden are counts below five, none included, and those by which they could be found.",
})
export class OpenSeatsType implements PublicSeats {
  @Field(() => Int, { nullable: true, description: "Seats taken or left, of offers that were published and neither removed nor hidden since. Null where it is hidden." })
  readonly published!: number | null;

  @Field(() => Int, { nullable: true, description: "Those of them that a student has taken. Null where it is hidden." })
  readonly taken!: number | null;

  @Field(() => Int, { nullable: true, description: "Those of them that can still be taken. Null where it is hidden." })
  readonly left!: number | null;

  @Field(() => Boolean, { description: "Whether the counts are hidden." })
  readonly isHidden!: boolean;
}

@ObjectType("OpenSeatsOfAcademy", { description: "The seats of stages that take place in an académie." })
export class OpenSeatsOfAcademyType {
  @Field(() => ID, { nullable: true, description: "The ministry's two digits; null of the stages abroad." })
  readonly code!: string | null;

  @Field(() => String, { description: "Its name." })
  readonly name!: string;

  @Field(() => OpenSeatsType, { description: "Its seats." })
  readonly seats!: OpenSeatsType;
}

@ObjectType("OpenSeatsOfSector", { description: "The seats of a sector, in the whole country and abroad." })
export class OpenSeatsOfSectorType {
  @Field(() => ID, { description: "The NAF section, a letter from A to U." })
  readonly code!: string;

  @Field(() => String, { description: "Its name." })
  readonly name!: string;

  @Field(() => OpenSeatsType, { description: "Its seats." })
  readonly seats!: OpenSeatsType;
}

/** What `conventions` owns. */
@ObjectType("OpenStatistics")
@Directive('@key(fields: "campaignId")')
export class OpenStatisticsEntity {
  @Field(() => ID, { description: 'The campaign, such as "2027".' })
  readonly campaignId!: string;
}

export const seatsView = ({ published, taken, left }: PublicSeats): OpenSeatsType => ({ published, taken, left, isHidden: taken === null });

export function seatsOfAcademyView({ code, ...seats }: PublicSeatsOf): OpenSeatsOfAcademyType {
  return code === ABROAD ? { code: null, name: "À l'étranger", seats: seatsView(seats) } : { code, name: academyByCode(code)?.name ?? code, seats: seatsView(seats) };
}

export function seatsOfSectorView({ code, ...seats }: PublicSeatsOf): OpenSeatsOfSectorType {
  return { code, name: sectorByCode(code)?.label ?? code, seats: seatsView(seats) };
}
