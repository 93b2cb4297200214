import "reflect-metadata";
import { parseId } from "@stages/kernel/ids.ts";
import { refused } from "@stages/kernel/refusal.ts";
import type { Period } from "@stages/kernel/period.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { PeriodEnum } from "@stages/subgraph/common-enums.ts";
import { connectionOf, decodeCursor, encodeCursor, type Page, pageOf, pageSize } from "@stages/subgraph/connection.ts";
import { Arg, Ctx, Field, FieldResolver, ID, Int, ObjectType, Resolver, Root } from "type-graphql";
import type { ConventionsContext } from "../context.ts";
import { isInPreparation } from "../domain/lifecycle.ts";
import { countUncovered, findUncovered, type OfSchool, type UncoveredKey, type UncoveredStudent } from "../persistence/uncovered.ts";
import { ConventionType } from "./convention-type.ts";
import { SchoolEntity, StudentEntity } from "./entities.ts";

@ObjectType("UncoveredStudent", { description: "A student enrolled in the school whose stage is not assured for both weeks." })
export class UncoveredStudentType {
  @Field(() => PeriodEnum, { description: "The weeks for which no convention is signed: BOTH_WEEKS, or the one that is missing." })
  readonly missing!: Period;
}

export const { ConnectionType: UncoveredStudentConnectionType } = connectionOf("UncoveredStudent", () => UncoveredStudentType);

const LIST = "uncoveredStudents";

function keyOf(after: string | null): UncoveredKey | null {
  if (after === null) return null;
  const [className, text] = decodeCursor(LIST, after, 2);
  const id = parseId("student", String(text));
  if (!id) throw refused("INVALID_CURSOR", "after");
  return { className: String(className), id };
}

/** A page, with what its total is counted of. */
interface PageOfSchool extends Page<UncoveredStudent> {
  readonly school: OfSchool | null;
}

const NOBODY = pageOf<UncoveredStudent>([], 1, () => "");

@Resolver(() => SchoolEntity)
export class UncoveredStudentsContribution {
  @FieldResolver(() => UncoveredStudentConnectionType, {
    nullable: true,
    description: "The students enrolled who are not covered for both weeks, by class, as they stand now. For the school's own staff, and nobody else. Of a campaign that is unknown, nobody. Errors: FORBIDDEN, INVALID_PAGE_SIZE, INVALID_CURSOR.",
  })
  async uncoveredStudents(
    @Root() { uai: schoolUai }: { uai: Uai },
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100. Error: INVALID_PAGE_SIZE." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "`endCursor` of the page before. Error: INVALID_CURSOR." }) after: string | null = null,
    @Arg("campaignId", () => ID, { nullable: true, description: "The campaign; left out, the current one." }) campaignId: string | null = null,
    @Ctx() { db, currentCampaign }: ConventionsContext,
  ): Promise<PageOfSchool> {
    const size = pageSize(first);
    const key = keyOf(after);
    const campaign = campaignId ?? (await currentCampaign())?.id;
    if (!campaign) return { ...NOBODY, school: null };
    const school = { schoolUai, campaignId: campaign };
    const page = pageOf(await findUncovered(db, school, { after: key, limit: size + 1 }), size, ({ className, id }) => encodeCursor(LIST, [className, id]));
    return { ...page, school };
  }
}

@Resolver(() => UncoveredStudentConnectionType)
export class UncoveredTotalResolver {
  @FieldResolver(() => Int, { description: "How many in all: the school's uncovered and partlyCovered. Counted only when asked." })
  totalCount(@Root() { school }: PageOfSchool, @Ctx() { db }: ConventionsContext) {
    return school ? countUncovered(db, school) : 0;
  }
}

@Resolver(() => UncoveredStudentType)
export class UncoveredStudentResolver {
  @FieldResolver(() => StudentEntity, { nullable: true, description: "The student; null once erased." })
  student(@Root() { id }: UncoveredStudent) {
    return { id };
  }

  @FieldResolver(() => [ConventionType], { description: "Their conventions that are on the way and not signed by all, oldest first: of any weeks." })
  async conventions(@Root() { id }: UncoveredStudent, @Ctx() { loaders }: ConventionsContext) {
    return (await loaders.conventionsOfStudent.load(id)).filter(({ status }) => isInPreparation(status));
  }
}
