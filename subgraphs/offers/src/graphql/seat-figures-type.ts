import "reflect-metadata";
import { CAMPAIGN_ID, DAY, DAYS, KEY, type PartShown, type Shown } from "@stages/subgraph/figure-fields.ts";
import { Field, Int, ObjectType } from "type-graphql";
import type { SeatCounts } from "../domain/seat-counts.ts";
import type { MEASURES } from "../persistence/measures.ts";

export type ShownSeats = Shown<typeof MEASURES, SeatCounts>;
export type SeatPart = PartShown<typeof MEASURES, SeatCounts>;

const INTENDED = "Seats that hosts have declared they would offer, in intentions not withdrawn: where each host has its seat.";
const OFFERS = "Offers that were published, and are neither removed nor hidden since: where each stage takes place. Full ones and those whose dates are past count.";
const PUBLISHED = "Seats of those offers.";
const TAKEN = "Seats of those offers that students have: accepted, and confirmed or still to be in time.";
const LEFT = "Seats that students can still have: those free in the offers of the catalogue.";
const abroad = "A stage abroad counts for the country alone.";

@ObjectType("SeatFigures", { description: `Seats promised, published and taken, in a territory. ${abroad}` })
export class SeatFiguresType implements SeatCounts {
  @Field(() => String, CAMPAIGN_ID)
  readonly campaignId!: string;

  @Field(() => Temporal.PlainDate, DAY)
  readonly day!: Temporal.PlainDate;

  @Field(() => Int, { description: INTENDED })
  readonly intended!: number;

  @Field(() => Int, { description: OFFERS })
  readonly offers!: number;

  @Field(() => Int, { description: PUBLISHED })
  readonly published!: number;

  @Field(() => Int, { description: TAKEN })
  readonly taken!: number;

  @Field(() => Int, { description: LEFT })
  readonly left!: number;
}

@ObjectType("SeatFiguresOf", { description: "The seats of one part of what was asked for." })
export class SeatFiguresOfType {
  @Field(() => String, KEY)
  readonly key!: string;

  @Field(() => SeatFiguresType, { description: "Its figures." })
  readonly figures!: ShownSeats;
}

@ObjectType("SeatSeries", { description: "Seats day by day, or week by week: in each column one value for each of `days`." })
export class SeatSeriesType {
  @Field(() => [Temporal.PlainDate], DAYS)
  readonly days!: readonly Temporal.PlainDate[];

  @Field(() => [Int], { description: INTENDED })
  readonly intended!: readonly number[];

  @Field(() => [Int], { description: OFFERS })
  readonly offers!: readonly number[];

  @Field(() => [Int], { description: PUBLISHED })
  readonly published!: readonly number[];

  @Field(() => [Int], { description: TAKEN })
  readonly taken!: readonly number[];

  @Field(() => [Int], { description: LEFT })
  readonly left!: readonly number[];
}
