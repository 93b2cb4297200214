import type { Reader } from "@stages/database/connection.ts";
import type { HostId, IntentionId } from "@stages/kernel/ids.ts";
import { type Period, PERIODS } from "@stages/kernel/period.ts";
import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import type { HostKind } from "../domain/host.ts";
import { type Intention, NO_SEATS, type SeatsByPeriod } from "../domain/intention.ts";
import type { Compared, Line, Territory } from "../domain/recensement.ts";
import { intentionOf } from "./intentions.ts";
import { hosts, intentions, offers } from "./tables.ts";

/**
 * What was promised beside what was offered and taken, each by the host's own seat: a SIRET is of one establishment, and
 * three counts of the same hosts can be compared.
 */

/** Offers that were published, and are neither removed nor hidden since. */
const isPublished = and(isNotNull(offers.publishedAt), inArray(offers.status, ["PUBLISHED", "UNPUBLISHED", "NEEDS_UPDATE"]));
const departmentOf = sql<string | null>`offers.department_of(${hosts.communeCode})`;

const COLUMNS = { BOTH_WEEKS: intentions.bothWeeks, WEEK_1: intentions.week1, WEEK_2: intentions.week2 } as const;

/** Hosts seated in the territory. Null is the country, and abroad. */
function isIn({ academies, departments }: Territory): SQL | undefined {
  const anyOf = (column: SQL | typeof hosts.academy, codes: readonly string[]) => sql`${column} = any(${`{${codes.join(",")}}`}::varchar[])`;
  if (academies === null && departments === null) return undefined;
  return or(academies ? anyOf(hosts.academy, academies) : undefined, departments ? anyOf(departmentOf, departments) : undefined);
}

/** Seats that hosts have published in a campaign, a row a host. */
function publishedIn(db: Reader, campaignId: string, hostIds?: readonly HostId[]) {
  const sumIn = (column: typeof offers.seats | typeof offers.seatsTaken, period: Period, name: string) =>
    sql<number>`coalesce(sum(${column}) filter (where ${offers.period} = ${period}), 0)::int`.as(name);
  return db
    .select({
      hostId: offers.hostId,
      seats: sql<number>`sum(${offers.seats})::int`.as("seats_published"),
      publishedBoth: sumIn(offers.seats, "BOTH_WEEKS", "published_both"),
      published1: sumIn(offers.seats, "WEEK_1", "published_1"),
      published2: sumIn(offers.seats, "WEEK_2", "published_2"),
      takenBoth: sumIn(offers.seatsTaken, "BOTH_WEEKS", "taken_both"),
      taken1: sumIn(offers.seatsTaken, "WEEK_1", "taken_1"),
      taken2: sumIn(offers.seatsTaken, "WEEK_2", "taken_2"),
    })
    .from(offers)
    .where(and(eq(offers.campaignId, campaignId), isPublished, hostIds && inArray(offers.hostId, [...hostIds])))
    .groupBy(offers.hostId)
    .as("published");
}

/** A line for each kind, sector and département that has hosts in the territory with anything to count. */
export async function findRecensement(db: Reader, campaignId: string, territory: Territory): Promise<readonly Line[]> {
  const published = publishedIn(db, campaignId);
  const sum = (column: SQL.Aliased<number> | (typeof COLUMNS)[Period]) => sql<number>`coalesce(sum(${column}), 0)::int`;
  const rows = await db
    .select({
      hostKind: hosts.kind,
      sector: hosts.sector,
      department: departmentOf,
      hosts: sql<number>`count(${intentions.id})::int`,
      intendedBoth: sum(COLUMNS.BOTH_WEEKS), intended1: sum(COLUMNS.WEEK_1), intended2: sum(COLUMNS.WEEK_2),
      publishedBoth: sum(published.publishedBoth), published1: sum(published.published1), published2: sum(published.published2),
      takenBoth: sum(published.takenBoth), taken1: sum(published.taken1), taken2: sum(published.taken2),
    })
    .from(hosts)
    .leftJoin(intentions, and(eq(intentions.hostId, hosts.id), eq(intentions.campaignId, campaignId), isNull(intentions.withdrawnAt)))
    .leftJoin(published, eq(published.hostId, hosts.id))
    .where(and(isIn(territory), or(isNotNull(intentions.id), isNotNull(published.hostId))))
    .groupBy(hosts.kind, hosts.sector, departmentOf);
  return rows.map(({ hostKind, sector, department, hosts, ...seats }) => ({
    hostKind, sector, department, hosts,
    intended: { BOTH_WEEKS: seats.intendedBoth, WEEK_1: seats.intended1, WEEK_2: seats.intended2 },
    published: { BOTH_WEEKS: seats.publishedBoth, WEEK_1: seats.published1, WEEK_2: seats.published2 },
    taken: { BOTH_WEEKS: seats.takenBoth, WEEK_1: seats.taken1, WEEK_2: seats.taken2 },
  }));
}

/** The intention, and how many seats more it promises than were published. */
export interface Behind {
  readonly intention: Intention;
  readonly missing: number;
}

interface BehindPage {
  readonly after: { readonly missing: number; readonly id: IntentionId } | null;
  readonly limit: number;
  readonly hostKind: HostKind | null;
}

/** Hosts of the territory that have published fewer seats than they declared, those that miss the most first. */
export async function findHostsBehind(db: Reader, campaignId: string, territory: Territory, { after, limit, hostKind }: BehindPage): Promise<readonly Behind[]> {
  const published = publishedIn(db, campaignId);
  const missing = sql<number>`${intentions.bothWeeks} + ${intentions.week1} + ${intentions.week2} - coalesce(${published.seats}, 0)`;
  const rows = await db
    .select({ intention: intentions, missing })
    .from(intentions)
    .innerJoin(hosts, eq(hosts.id, intentions.hostId))
    .leftJoin(published, eq(published.hostId, intentions.hostId))
    .where(
      and(
        eq(intentions.campaignId, campaignId),
        isNull(intentions.withdrawnAt),
        isIn(territory),
        hostKind ? eq(hosts.kind, hostKind) : undefined,
        sql`${missing} > 0`,
        after ? or(sql`${missing} < ${after.missing}::int`, and(sql`${missing} = ${after.missing}::int`, gt(intentions.id, after.id))) : undefined,
      ),
    )
    .orderBy(desc(missing), asc(intentions.id))
    .limit(limit);
  return rows.map(({ intention, missing }) => ({ intention: intentionOf(intention), missing }));
}

export interface ComparedSeats extends Compared {
  readonly hostId: HostId;
  readonly campaignId: string;
}

/** Seats published and taken by some hosts, campaign by campaign. */
export async function findSeatsOfHosts(db: Reader, hostIds: readonly HostId[]): Promise<readonly ComparedSeats[]> {
  const { hostId, campaignId, period } = offers;
  const rows = await db
    .select({ hostId, campaignId, period, published: sql<number>`sum(${offers.seats})::int`, taken: sql<number>`sum(${offers.seatsTaken})::int` })
    .from(offers)
    .where(and(inArray(hostId, [...hostIds]), isPublished))
    .groupBy(hostId, campaignId, period);
  return [...Map.groupBy(rows, (row) => `${row.hostId} ${row.campaignId}`).values()].map((ofOne) => {
    const by = (count: "published" | "taken"): SeatsByPeriod =>
      ({ ...NO_SEATS, ...Object.fromEntries(PERIODS.map((one) => [one, ofOne.find((row) => row.period === one)?.[count] ?? 0])) });
    return { hostId: ofOne[0]!.hostId, campaignId: ofOne[0]!.campaignId, published: by("published"), taken: by("taken") };
  });
}
