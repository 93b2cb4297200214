import type { Reader } from "@stages/database/connection.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { isOnOrBefore } from "@stages/kernel/civil-time.ts";
import { type Cell, type Change, type Figures, findDelays, findPast, findStanding, medianOf, type Part, type PartsOf, type Until } from "@stages/statistics/figures.ts";
import { countedBy, type Measures } from "@stages/statistics/measures.ts";
import { type Asked as AskedSeries, lastDayOf, type Point, pointsOf, sameDayOf } from "@stages/statistics/series.ts";
import { breakdownOf, type Dimension, type Territory } from "@stages/statistics/territory.ts";
import type { Caller } from "@stages/transport/transport.ts";
import DataLoader from "dataloader";

/** What the resolvers of a figures type work from: whose figures, in which campaign, at the end of which day. */
export interface AskedFigures {
  readonly campaignId: string;
  /** Today, or an earlier day of the campaign. */
  readonly day: Temporal.PlainDate;
  /** Of today, what stands at this moment. */
  readonly isNow: boolean;
  readonly cell: Cell;
}

/** Of a day to come, today's are told. */
export function askFigures(territory: Territory, { id: campaignId }: Pick<Campaign, "id">, on: Temporal.PlainDate | null, today: Temporal.PlainDate): AskedFigures {
  const isNow = on === null || isOnOrBefore(today, on);
  return { campaignId, day: isNow ? today : on, isNow, cell: { ...territory, campaignId } };
}

/** As many days before the first stage day of the other campaign; null where that day is still to come. */
export function onSameDay(asked: AskedFigures, campaign: Campaign, other: Campaign, today: Temporal.PlainDate): AskedFigures | null {
  const day = sameDayOf(asked.day, campaign.weeks[1].firstDay, other.weeks[1].firstDay);
  if (!isOnOrBefore(day, today)) return null;
  return { ...askFigures(asked.cell, other, day, today), cell: { ...asked.cell, campaignId: other.id } };
}

/** One part of what was asked for. */
export interface AskedPart {
  readonly key: string;
  readonly figures: AskedFigures;
}

/**
 * The figures of a request, each read once: one statement for all that is asked of one day in the same breath. The gateway asks
 * for an académie and for its départements side by side, in two requests of one caller where they share a process.
 */
export function figuresOfCaller<M extends Measures>(measures: M): (caller: Caller, db: Reader) => FigureSource<M> {
  const sources = new WeakMap<Caller, FigureSource<M>>();
  return (caller, db) => {
    const known = sources.get(caller) ?? figureSource(db, measures);
    sources.set(caller, known);
    return known;
  };
}

type Standing = { readonly cell: Cell; readonly dimension: Dimension | null };

function figureSource<M extends Measures>(db: Reader, measures: M) {
  const keyOf = ({ campaignId, academy, department, schoolUai, breakdown = "" }: Cell) => `${campaignId} ${academy} ${department} ${schoolUai} ${breakdown}`;
  const standing = new DataLoader<Standing, Figures<M> | readonly Part<M>[], string>(
    async (asked) => {
      const [cells, parts] = [asked.filter(({ dimension }) => dimension === null), asked.filter((one): one is PartsOf => one.dimension !== null)];
      const { ofCells, ofParts } = await findStanding(db, measures, cells.map(({ cell }) => cell), parts);
      const found = new Map<object, Figures<M> | readonly Part<M>[]>([...cells.map((one, index) => [one, ofCells[index]!] as const), ...parts.map((one, index) => [one, ofParts[index]!] as const)]);
      return asked.map((one) => found.get(one)!);
    },
    { cacheKeyFn: ({ cell, dimension }) => `${keyOf(cell)} ${dimension ?? ""}` },
  );
  const days = new DataLoader<Until & { readonly isSum: boolean }, Figures<M> | readonly Change<M>[], string>(
    async (asked) => {
      const [sums, changes] = [asked.filter(({ isSum }) => isSum), asked.filter(({ isSum }) => !isSum)];
      const past = await findPast(db, measures, changes, sums);
      const found = new Map<object, Figures<M> | readonly Change<M>[]>([...sums.map((one, index) => [one, past.sums[index]!] as const), ...changes.map((one, index) => [one, past.changes[index]!] as const)]);
      return asked.map((one) => found.get(one)!);
    },
    { cacheKeyFn: ({ cell, day, isSum }) => `${keyOf(cell)} ${day.toString()} ${isSum}` },
  );
  const delays = new DataLoader(
    async (wanted: readonly { readonly cell: Cell; readonly delay: M["delays"][number] }[]) => (await findDelays(db, measures, wanted)).map(medianOf),
    { cacheKeyFn: ({ cell, delay }) => `${keyOf(cell)} ${delay}` },
  );
  const nothing = Object.fromEntries(countedBy(measures).map((name) => [name, 0])) as Figures<M>;
  const isKnown = (cell: Cell, figures: Figures<M>) => void standing.prime({ cell, dimension: null }, figures);

  return {
    /** As of what nothing was ever counted of. */
    nothing,
    figures: ({ cell, day, isNow }: AskedFigures) => (isNow ? standing.load({ cell, dimension: null }) : days.load({ cell, day, isSum: true })) as Promise<Figures<M>>,
    /** What was found of a cell by another way. */
    isKnown,
    /** Exact, of all until now; null of nothing, and of a past day: how long things took is not kept by day. */
    median: ({ cell, isNow }: AskedFigures, delay: M["delays"][number]): Promise<number | null> => (isNow ? delays.load({ cell, delay }) : Promise.resolve(null)),
    async series({ cell, day }: AskedFigures, { by, from, until }: Omit<AskedSeries, "until"> & { readonly until: Temporal.PlainDate | null }): Promise<readonly Point<M>[]> {
      const found = (await days.load({ cell, day, isSum: false })) as readonly Change<M>[];
      return pointsOf(found, nothing, { by, from, until: until && isOnOrBefore(until, day) ? until : lastDayOf(found, day) });
    },
    /** Each part that has anything to count. Null of a past day of a département or a school: they are not kept broken down by day. */
    async parts(asked: AskedFigures, dimension: Dimension): Promise<readonly AskedPart[] | null> {
      if (!asked.isNow && asked.cell.department !== "") return null;
      const parts = (await standing.load({ cell: asked.cell, dimension })) as readonly Part<M>[];
      return parts.map(({ key, figures }) => {
        const cell = { ...asked.cell, breakdown: breakdownOf(dimension, key) };
        isKnown(cell, figures);
        return { key, figures: { ...asked, cell } };
      });
    },
  };
}

export type FigureSource<M extends Measures> = ReturnType<typeof figureSource<M>>;
