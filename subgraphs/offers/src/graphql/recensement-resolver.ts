import "reflect-metadata";
import { type IntentionId, parseId } from "@stages/kernel/ids.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { decodeCursor, encodeCursor, pageOf, pageSize } from "@stages/subgraph/connection.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import { Arg, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from "type-graphql";
import type { OffersContext } from "../context.ts";
import type { HostKind } from "../domain/host.ts";
import { type Line, totalsOf } from "../domain/recensement.ts";
import { readRecensement, type Recensement } from "../operations/read-recensement.ts";
import { findHostsBehind } from "../persistence/recensement.ts";
import { CampaignType } from "./campaign-type.ts";
import { HostKindEnum } from "./enums.ts";
import { SectorType } from "./host-type.ts";
import { IntentionConnectionType, SeatsByPeriodType, seatsType } from "./intention-type.ts";

@ObjectType("RecensementLine", { description: "What a part of a territory's hosts have promised, published and filled. Exact." })
export class RecensementLineType {
  @Field(() => HostKindEnum, { nullable: true, description: "The kind of the hosts counted; null in a line that is not of one kind." })
  readonly hostKind!: HostKind | null;

  @Field(() => SectorType, { nullable: true, description: "The sector of the hosts counted; null in a line that is not of one sector." })
  readonly sector!: SectorType | null;

  @Field(() => String, { nullable: true, description: "Code of the département where the hosts counted have their seat; null abroad, and in a line that is not of one." })
  readonly department!: string | null;

  @Field(() => Int, { description: "Hosts that have declared an intention." })
  readonly hosts!: number;

  @Field(() => SeatsByPeriodType, { description: "Seats that they promise." })
  readonly intended!: SeatsByPeriodType;

  @Field(() => SeatsByPeriodType, { description: "Seats of offers that were published, and are neither removed nor hidden since: of all hosts, whether they declared or not." })
  readonly published!: SeatsByPeriodType;

  @Field(() => SeatsByPeriodType, { description: "Seats of those offers that students have taken." })
  readonly taken!: SeatsByPeriodType;
}

@ObjectType("Recensement", { description: "Intentions, beside what was published and taken, in a territory: by the seat of the host, wherever its offers take place." })
export class RecensementType {
  @Field(() => ID, { description: "The campaign that it counts." })
  readonly campaignId!: string;
}

type Part = Pick<RecensementLineType, "hostKind" | "sector" | "department">;
const NO_PART: Part = { hostKind: null, sector: null, department: null };

function lineOf(lines: readonly Line[], part: Partial<Part> = {}): RecensementLineType {
  const { hosts, intended, published, taken } = totalsOf(lines);
  return { ...NO_PART, ...part, hosts, intended: seatsType(intended), published: seatsType(published), taken: seatsType(taken) };
}

function linesBy(lines: readonly Line[], key: "hostKind" | "sector" | "department", partOf: (line: Line) => Partial<Part>): readonly RecensementLineType[] {
  const groups = [...Map.groupBy(lines, (line) => line[key])].sort(([a], [b]) => String(a ?? "~").localeCompare(String(b ?? "~")));
  return groups.map(([, ofOne]) => lineOf(ofOne, partOf(ofOne[0]!)));
}

const BEHIND = "hosts behind";

@Resolver(() => RecensementType)
export class RecensementResolver {
  @Query(() => RecensementType, {
    nullable: true,
    description:
      "Seats intended, published and taken, for the staff in charge of the territory. Errors: FORBIDDEN for a territory that is not the viewer's, NOT_FOUND, ACADEMY_OR_DEPARTMENT when both are given, CAMPAIGN_UNKNOWN.",
  })
  recensement(
    @Arg("campaignId", () => ID, { nullable: true, description: "The campaign; the current one when null." }) campaignId: string | null = null,
    @Arg("academy", () => ID, { nullable: true, description: "The ministry's two digits of an académie that the viewer has all of." }) academy: string | null = null,
    @Arg("department", () => ID, { nullable: true, description: 'Code of a département, such as "19". Without a territory, all that the viewer has charge of.' }) department: string | null = null,
    @Ctx() { db, actor, today, loaders }: OffersContext,
  ) {
    return readRecensement({ db, actor, today, campaigns: loaders.campaigns }, { campaignId, academy, department });
  }

  @FieldResolver(() => CampaignType, { description: "That campaign." })
  campaign(@Root() { campaignId }: Recensement, @Ctx() { loaders }: OffersContext) {
    return loaders.campaign(campaignId);
  }

  @FieldResolver(() => RecensementLineType, { description: "The whole territory." })
  total(@Root() { lines }: Recensement) {
    return lineOf(lines);
  }

  @FieldResolver(() => [RecensementLineType], { description: "By kind of host; a kind that has promised and published nothing is left out." })
  byHostKind(@Root() { lines }: Recensement) {
    return linesBy(lines, "hostKind", ({ hostKind }) => ({ hostKind }));
  }

  @FieldResolver(() => [RecensementLineType], { description: "By the host's sector." })
  bySector(@Root() { lines }: Recensement) {
    return linesBy(lines, "sector", ({ sector }) => ({ sector: sectorByCode(sector) }));
  }

  @FieldResolver(() => [RecensementLineType], { description: "By the département of the host's seat, abroad last." })
  byDepartment(@Root() { lines }: Recensement) {
    return linesBy(lines, "department", ({ department }) => ({ department }));
  }

  @FieldResolver(() => IntentionConnectionType, { description: "Hosts that have published fewer seats than they declared, those that miss the most first." })
  async hostsBehind(
    @Root() { campaignId, territory }: Recensement,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100. Error: INVALID_PAGE_SIZE." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "`endCursor` of the page before. Error: INVALID_CURSOR." }) after: string | null = null,
    @Arg("hostKind", () => HostKindEnum, { nullable: true, description: "Only hosts of this kind." }) hostKind: HostKind | null = null,
    @Ctx() { db }: OffersContext,
  ) {
    const size = pageSize(first);
    const from = after === null ? null : placeOf(after);
    const rows = await findHostsBehind(db, campaignId, territory, { after: from, limit: size + 1, hostKind });
    const { edges, pageInfo } = pageOf(rows, size, ({ missing, intention }) => encodeCursor(BEHIND, [missing, intention.id]));
    return { pageInfo, edges: edges.map(({ cursor, node }) => ({ cursor, node: node.intention })) };
  }
}

function placeOf(cursor: string): { missing: number; id: IntentionId } {
  const [missing, id] = decodeCursor(BEHIND, cursor, 2);
  const parsed = parseId("intention", String(id));
  if (!parsed || !Number.isSafeInteger(missing)) throw refused("INVALID_CURSOR", "after");
  return { missing: Number(missing), id: parsed };
}
