import "reflect-metadata";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { parseId } from "@stages/kernel/ids.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { connectionOf, decodeCursor, encodeCursor, pageOf, pageSize } from "@stages/subgraph/connection.ts";
import { Arg, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import { isOpenStep } from "../domain/absence.ts";
import { periodsOn } from "../domain/stage-to-follow.ts";
import { findStagesToFollow, type FollowKey, type StageLine } from "../persistence/stages.ts";
import { AbsenceType } from "./absence-type.ts";
import { ConventionType } from "./convention-type.ts";
import { presenceOf } from "./presence-resolver.ts";
import { DayPresenceType } from "./presence-type.ts";

@ObjectType("StageToFollow", { description: "A stage that names the viewer, as it is on a day." })
export class StageToFollowType {
  @Field(() => ID, { description: "The convention's identifier." })
  readonly id!: string;
}

export const { ConnectionType: StageToFollowConnectionType } = connectionOf("StageToFollow", () => StageToFollowType);

/** A line of the list, and the day that was asked for. */
interface StageOnDay extends StageLine {
  readonly day: Temporal.PlainDate;
}

const LIST = "stagesToFollow";

function keyOf(after: string | null, day: Temporal.PlainDate): FollowKey | null {
  if (after === null) return null;
  const [ofDay, isCalm, id] = decodeCursor(LIST, after, 3);
  const parsed = parseId("convention", String(id));
  if (ofDay !== day.toString() || !parsed || (isCalm !== 0 && isCalm !== 1)) throw refused("INVALID_CURSOR", "after");
  return { isCalm, id: parsed };
}

@Resolver(() => StageToFollowType)
export class StagesToFollowResolver {
  @Query(() => StageToFollowConnectionType, {
    nullable: true,
    description: "The stages that name the viewer, a referent teacher or a tutor, in the weeks of a day: those with an open absence first. Empty outside of a campaign's weeks.",
  })
  async stagesToFollow(
    @Arg("day", () => Temporal.PlainDate, { nullable: true, description: "Today when left out." }) asked: Temporal.PlainDate | null = null,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100. Error: INVALID_PAGE_SIZE." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "`endCursor` of the page before, for the same day. Error: INVALID_CURSOR." }) after: string | null = null,
    @Ctx() { db, actor, now, campaigns }: ConventionsContext,
  ) {
    const size = pageSize(first);
    const day = asked ?? civilDateOf(now);
    const key = keyOf(after, day);
    const campaign = (await campaigns()).find((one) => periodsOn(one, day).length > 0);
    const weeks = campaign && { campaignId: campaign.id, periods: periodsOn(campaign, day) };
    const lines = weeks ? await findStagesToFollow(db, actor, weeks, { after: key, limit: size + 1 }) : [];
    return pageOf(lines.map((line): StageOnDay => ({ ...line, day })), size, ({ isCalm, id }) => encodeCursor(LIST, [day.toString(), isCalm, id]));
  }

  @FieldResolver(() => ConventionType, { description: "The convention." })
  convention(@Root() { convention }: StageOnDay) {
    return convention;
  }

  @FieldResolver(() => DayPresenceType, { nullable: true, description: "What is known of that day; null when the student has no stage on it." })
  async presence(@Root() { convention, day }: StageOnDay, @Ctx() context: ConventionsContext) {
    return (await presenceOf(convention, context)).find(({ date }) => date.equals(day)) ?? null;
  }

  @FieldResolver(() => [AbsenceType], { description: "Absences of any day whose chain is not at its end, by day." })
  async openAbsences(@Root() { convention }: StageOnDay, @Ctx() { loaders }: ConventionsContext) {
    return (await loaders.absencesOfConvention.load(convention.id)).filter(({ step }) => isOpenStep(step));
  }
}
