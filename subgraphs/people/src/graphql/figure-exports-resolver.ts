import "reflect-metadata";
import type { ExportFigure, SeriesStep as Step } from "@stages/kernel/export-figure.ts";
import { SeriesStep } from "@stages/subgraph/figure-arguments.ts";
import { PlatformDocument } from "@stages/subgraph/platform-document.ts";
import { Arg, Ctx, Directive, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import { redeemExport } from "../operations/redeem-export.ts";
import { type ExportLink, requestExport, type RequestExport } from "../operations/request-export.ts";
import { ExportFigureEnum } from "./enums.ts";

@InputType("RequestExportInput", { description: "Figures to take away as a file, of one territory or one school. Where none is named: the country for the ministry, for others the one that they have charge of." })
export class RequestExportInput implements RequestExport {
  @Field(() => ExportFigureEnum, { description: "Which figures. Error: FIGURE_NOT_OF_TERRITORY." })
  readonly figure!: ExportFigure;

  @Field(() => ID, { nullable: true, defaultValue: null, description: 'Of which campaign, such as "2027"; null for the current one. Error: CAMPAIGN_UNKNOWN.' })
  readonly campaignId!: string | null;

  @Field(() => ID, { nullable: true, defaultValue: null, description: "The two-digit code of an académie. Errors: NOT_FOUND, FORBIDDEN, ACADEMY_OR_DEPARTMENT." })
  readonly academy!: string | null;

  @Field(() => ID, { nullable: true, defaultValue: null, description: "The code of a département, such as `19` or `2A`. Errors: NOT_FOUND, FORBIDDEN, ACADEMY_OR_DEPARTMENT." })
  readonly department!: string | null;

  @Field(() => ID, { nullable: true, defaultValue: null, description: "The UAI of a school. Errors: INVALID_UAI, NOT_FOUND, FORBIDDEN, ONE_TERRITORY." })
  readonly schoolUai!: string | null;

  @Field(() => SeriesStep, { defaultValue: "DAY", description: "How far apart the lines are of figures over time; of no effect on the others." })
  readonly by!: Step;

  @Field(() => Temporal.PlainDate, {
    nullable: true,
    defaultValue: null,
    description: "The figures at the end of that day, which the file's name tells; null, as they stand when it is fetched; of a day to come, today's. Medians are not kept by day: theirs are empty then. Of no effect on UNCOVERED_STUDENTS.",
  })
  readonly on!: Temporal.PlainDate | null;
}

@ObjectType("FigureExport", {
  description: "A way to one file of figures: CSV in UTF-8 with a byte order mark, semicolons, French headers, numbers and dates. Whether the viewer may have them is asked again when it is used.",
})
export class FigureExportType implements ExportLink {
  @Field(() => String, {
    description:
      'Where to fetch it with GET, on this server, for five minutes and three attempts: "/exports/…". Whoever has it has the file: not to be kept nor sent on. It comes line by line; its header `x-stages-rows` says how many are to come, when that is known. A transfer that breaks off is not a file.',
  })
  readonly url!: string;

  @Field(() => Temporal.Instant, { description: "Until when it is good." })
  readonly expiresAt!: Temporal.Instant;

  @Field(() => Int, { nullable: true, description: "How many lines there are to come, without the headers; null when that depends on the figures." })
  readonly rows!: number | null;
}

@Resolver()
export class FigureExportsResolver {
  @Mutation(() => FigureExportType, {
    nullable: true,
    description: "A way to figures as a file, as they are when it is fetched, or were at the end of a day. Errors: FORBIDDEN, NOT_FOUND, CAMPAIGN_UNKNOWN, ACADEMY_OR_DEPARTMENT, ONE_TERRITORY, TERRITORY_REQUIRED, FIGURE_NOT_OF_TERRITORY, INVALID_UAI.",
  })
  requestExport(@Arg("input", () => RequestExportInput) input: RequestExportInput, @Ctx() { act }: PeopleContext) {
    return requestExport(act, input);
  }

  @Directive("@inaccessible")
  @Mutation(() => PlatformDocument, { nullable: true, description: "The figures that a token leads to, and as whom they are to be asked for: asked by the gateway for whoever holds the token. Null when there are none." })
  redeemExport(@Arg("tokenHash", () => String, { description: "SHA-256 of the token, hexadecimal." }) tokenHash: string, @Ctx() { act }: PeopleContext) {
    return redeemExport(act, tokenHash);
  }
}
