import "reflect-metadata";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { askFigures } from "@stages/subgraph/figures.ts";
import { Arg, Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root, Subscription } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import { type CoverageNews, followCoverage } from "../operations/coverage-news.ts";
import { type Wanted, watchedBy } from "../operations/watched-territories.ts";
import { findCurrentCampaign } from "../persistence/mirror.ts";
import { AcademyEntity, CampaignEntity, DepartmentEntity, SchoolEntity } from "./entities.ts";
import { CoverageType } from "./figure-types.ts";
import { coverageOf } from "./territory-figures.ts";

@ObjectType("CoverageChanged", { description: "The figures of a territory changed: whichever of them, coverage or conventions. At most two a second." })
export class CoverageChangedType {
  @Field(() => Temporal.Instant, { description: "When the change was counted." })
  readonly at!: Temporal.Instant;

  @Field(() => String, { description: "Give it as `after` to go on from here: nothing missed, nothing twice." })
  readonly cursor!: string;
}

interface SubscribeArguments {
  readonly args: Wanted & { readonly campaignId?: string | null; readonly after?: string | null };
  readonly context: ConventionsContext;
}

/** Which territory is told is judged with the rule of the field `coverage`; the figures themselves are then read under the row policies of who follows. */
function follow({ args, context }: SubscribeArguments) {
  const { actor, db, live, bus, resumeFrom } = context;
  return followCoverage(live(), bus, {
    watched: watchedBy(actor, args),
    after: resumeFrom ?? args.after ?? null,
    // Someone who leaves it open sees the next campaign begin.
    campaignAt: async (instant) => args.campaignId ?? (await findCurrentCampaign(db, civilDateOf(instant)))?.id ?? null,
  });
}

@Resolver(() => CoverageChangedType)
export class CoverageChangedResolver {
  @Subscription(() => CoverageChangedType, {
    description:
      "That the figures of a territory changed, with its coverage as it stands when this is sent. Of the narrowest territory that is asked for; of none, of each that is the viewer's own: the country for the ministry, the académies of a rectorat, the départements of a DASEN, the schools of their staff. Error: FORBIDDEN for another's.",
    subscribe: (options) => follow(options as unknown as SubscribeArguments),
  })
  coverageChanged(
    @Root() news: CoverageNews,
    @Arg("campaignId", () => ID, { nullable: true, description: "Only of this campaign; left out, the one that is current at the time. Nothing is heard of one that is unknown." }) _campaignId: string | null,
    @Arg("academy", () => ID, { nullable: true, description: "Of this académie, by its two digits. Error: FORBIDDEN." }) _academy: string | null,
    @Arg("department", () => ID, { nullable: true, description: "Of this département, by its code. Error: FORBIDDEN." }) _department: string | null,
    @Arg("schoolUai", () => ID, { nullable: true, description: "Of this school, by its UAI. Errors: INVALID_UAI, FORBIDDEN." }) _schoolUai: string | null,
    @Arg("after", () => String, { nullable: true, description: "Cursor of the last change seen: those after it come first; it is good for a day. Errors: INVALID_CURSOR, CURSOR_TOO_OLD." }) _after: string | null,
  ) {
    return news;
  }

  @FieldResolver(() => CampaignEntity, { nullable: true, description: "The campaign." })
  campaign(@Root() { campaignId }: CoverageNews) {
    return { id: campaignId };
  }

  @FieldResolver(() => AcademyEntity, { nullable: true, description: "The académie whose figures changed; null of the country, a département or a school." })
  academy(@Root() { watched: { territory } }: CoverageNews) {
    return territory.academy && !territory.department ? { code: territory.academy } : null;
  }

  @FieldResolver(() => DepartmentEntity, { nullable: true, description: "The département whose figures changed; null otherwise." })
  department(@Root() { watched: { territory } }: CoverageNews) {
    return territory.department && !territory.schoolUai ? { code: territory.department } : null;
  }

  @FieldResolver(() => SchoolEntity, { nullable: true, description: "The school whose figures changed; null otherwise." })
  school(@Root() { watched: { territory } }: CoverageNews) {
    return territory.schoolUai ? { uai: territory.schoolUai } : null;
  }

  @FieldResolver(() => CoverageType, { nullable: true, description: "Its coverage as it stands when this is sent." })
  async coverage(@Root() { campaignId, watched: { territory } }: CoverageNews, @Ctx() { figures, now }: ConventionsContext) {
    const asked = askFigures(territory, { id: campaignId }, null, civilDateOf(now));
    return coverageOf(asked, await figures.figures(asked));
  }
}
