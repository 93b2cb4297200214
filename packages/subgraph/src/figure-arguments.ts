import "reflect-metadata";
import { SERIES_STEPS, type SeriesStep as Step } from "@stages/kernel/export-figure.ts";
import { DIMENSIONS } from "@stages/statistics/territory.ts";
import { ArgsType, Field, ID, registerEnumType } from "type-graphql";

const enumOf = <T extends string>(values: readonly T[]) => Object.fromEntries(values.map((value) => [value, value])) as Record<T, T>;

export const SeriesStep = enumOf(SERIES_STEPS);
registerEnumType(SeriesStep, {
  name: "SeriesStep",
  description: "How far apart the points of a series are.",
  valuesConfig: { DAY: { description: "One a day, at its end." }, WEEK: { description: "One a week, at the end of its Sunday; the last one where the series ends." } },
});

export const FigureDimension = enumOf(DIMENSIONS);
registerEnumType(FigureDimension, {
  name: "FigureDimension",
  description: "What figures are broken down by.",
  valuesConfig: {
    SECTOR: { description: "The NAF section of the offer: a letter from A to U." },
    HOST_KIND: { description: "The kind of the host, as in HostKind." },
    PERIOD: { description: "The weeks of the stage, as in Period." },
  },
});

/** Alike on every type that has figures, and in every subgraph. */
@ArgsType()
export class FigureArguments {
  @Field(() => ID, { nullable: true, description: "The campaign; left out, the current one: the one under way, or the next." })
  readonly campaignId?: string | null;

  @Field(() => Temporal.PlainDate, { nullable: true, description: "The figures at the end of that day; left out, or to come, as they stand now." })
  readonly on?: Temporal.PlainDate | null;
}

/** On a campaign itself. */
@ArgsType()
export class DayArgument {
  @Field(() => Temporal.PlainDate, { nullable: true, description: "The figures at the end of that day; left out, or to come, as they stand now." })
  readonly on?: Temporal.PlainDate | null;
}

/** Of a sector, everywhere or in one territory. */
@ArgsType()
export class PlacedFigureArguments extends FigureArguments {
  @Field(() => ID, { nullable: true, description: "Only in this académie, by its two digits. Without it, nor `department`: the country, for the ministry alone. Errors: FORBIDDEN, NOT_FOUND." })
  readonly academy?: string | null;

  @Field(() => ID, { nullable: true, description: "Only in this département, by its code. Errors: ACADEMY_OR_DEPARTMENT, FORBIDDEN, NOT_FOUND." })
  readonly department?: string | null;
}

@ArgsType()
export class SeriesArguments {
  @Field(() => SeriesStep, { defaultValue: "DAY", description: "A point a day, or a week." })
  readonly by!: Step;

  @Field(() => Temporal.PlainDate, { nullable: true, description: "The first day; left out, the first on which anything was counted. At most 750 points are told, the last ones." })
  readonly from?: Temporal.PlainDate | null;

  @Field(() => Temporal.PlainDate, { nullable: true, description: "The last day; left out, or after it, the day of the figures, or the last day on which anything changed in a campaign long past." })
  readonly until?: Temporal.PlainDate | null;
}

