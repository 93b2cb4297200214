import { type Campaign, currentCampaign } from "@stages/kernel/campaign.ts";
import type { SeriesStep } from "@stages/kernel/export-figure.ts";
import { refused } from "@stages/kernel/refusal.ts";
import type { Figures } from "@stages/statistics/figures.ts";
import type { Measures } from "@stages/statistics/measures.ts";
import { breakdownOf, type Dimension, type Territory } from "@stages/statistics/territory.ts";
import { type AskedFigures, askFigures, type FigureSource, onSameDay } from "./figures.ts";
import { type OnTheWay, onTheWay } from "./on-the-way.ts";

/** The numbers of a figures type, by its fields. Null: not counted of what was asked, such as students by sector. */
type Counts = Readonly<Record<string, number | null>>;

/** An object of a figures type: what was asked, and on their way what was counted of it and the fields that are made of nothing else. */
export type Shown<M extends Measures, C extends Counts> = AskedFigures & OnTheWay<C & { readonly counted: Figures<M> }>;

/** In columns, a value a day. A column of what is not counted is null. */
export type Columns<C extends Counts> = { readonly days: readonly Temporal.PlainDate[] } & { readonly [K in keyof C]: null extends C[K] ? readonly number[] | null : readonly number[] };

export interface PartShown<M extends Measures, C extends Counts> {
  readonly key: string;
  readonly figures: Shown<M, C>;
}

interface WhichAndWhen {
  readonly campaignId?: string | null;
  readonly on?: Temporal.PlainDate | null;
}

interface AskedColumns {
  readonly by: SeriesStep;
  readonly from?: Temporal.PlainDate | null;
  readonly until?: Temporal.PlainDate | null;
}

/** Of one sector, host kind or period, and not of all. */
export const isPart = ({ cell }: AskedFigures): boolean => Boolean(cell.breakdown);

/** Parts are kept by day for the country and the académies alone. */
export const isKeptByDay = (asked: AskedFigures): boolean => !isPart(asked) || asked.cell.department === "";

/**
 * What the fields of a figures type are answered by, the same in every subgraph; one a request.
 * `countsOf` names the numbers of the type, of a whole or of a part.
 */
export function figureDesk<M extends Measures, C extends Counts>({ source, countsOf, campaigns, today }: {
  readonly source: FigureSource<M>;
  readonly countsOf: (counted: Figures<M>, isPart: boolean) => C;
  readonly campaigns: () => Promise<readonly Campaign[]>;
  readonly today: Temporal.PlainDate;
}) {
  const namesOf = (asked: AskedFigures) => Object.keys(countsOf(source.nothing, isPart(asked)));

  const show = ({ campaignId, day, isNow, cell }: AskedFigures): Shown<M, C> | null => {
    const asked = { campaignId, day, isNow, cell };
    if (!isNow && !isKeptByDay(asked)) return null;
    return onTheWay<C & { readonly counted: Figures<M> }, AskedFigures>(asked, [...namesOf(asked), "counted"] as never, async () => {
      const counted = await source.figures(asked);
      return { ...countsOf(counted, isPart(asked)), counted };
    });
  };

  return {
    /** Of a territory, or of one part of it. Null of a past day of which they are not kept. Error: CAMPAIGN_UNKNOWN. */
    async of(territory: Territory, { campaignId, on }: WhichAndWhen, part?: readonly [Dimension, string]): Promise<Shown<M, C> | null> {
      const known = await campaigns();
      const campaign = campaignId ? known.find(({ id }) => id === campaignId) : currentCampaign([...known], today);
      if (!campaign) throw campaignId ? refused("CAMPAIGN_UNKNOWN", "campaignId") : refused("CAMPAIGN_UNKNOWN");
      const asked = askFigures(territory, campaign, on ?? null, today);
      return show(part ? { ...asked, cell: { ...asked.cell, breakdown: breakdownOf(...part) } } : asked);
    },

    median: source.median,

    async series(asked: AskedFigures, { by, from, until }: AskedColumns): Promise<Columns<C> | null> {
      if (!isKeptByDay(asked)) return null;
      const points = await source.series(asked, { by, from: from ?? null, until: until ?? null });
      const counts = points.map(({ figures }) => countsOf(figures, isPart(asked)));
      // Whether something is counted at all of what was asked does not depend on how much.
      const none = Object.entries(countsOf(source.nothing, isPart(asked)));
      const columns = none.map(([name, count]) => [name, count === null ? null : counts.map((one) => one[name])]);
      return { days: points.map(({ day }) => day), ...Object.fromEntries(columns) } as Columns<C>;
    },

    async onSameDayOf(asked: AskedFigures, campaignId: string): Promise<Shown<M, C> | null> {
      const known = await campaigns();
      const [campaign, other] = [asked.campaignId, campaignId].map((wanted) => known.find(({ id }) => id === wanted));
      const then = campaign && other ? onSameDay(asked, campaign, other, today) : null;
      return then && show(then);
    },

    /** Those that have anything to count. Null of a part, which is broken down no further, and of a past day of which parts are not kept. */
    async by(asked: AskedFigures, dimension: Dimension): Promise<readonly PartShown<M, C>[] | null> {
      const parts = isPart(asked) ? null : await source.parts(asked, dimension);
      if (!parts) return null;
      const shown = await Promise.all(parts.map(async ({ key, figures }) => ({ key, figures: show(figures)!, counted: await source.figures(figures) })));
      return shown.filter(({ counted }) => Object.values<number>(counted).some((count) => count !== 0));
    },
  };
}

export type FigureDesk<M extends Measures, C extends Counts> = ReturnType<typeof figureDesk<M, C>>;

/** What the fields of every figures type say of themselves. */
export const CAMPAIGN_ID = { description: "The campaign counted." };
export const DAY = { description: "The day at whose end these figures stood; today's are of this moment." };
export const SERIES = { nullable: true, description: "The same figures day by day or week by week, in columns. Null of a part (a sector, a kind of host, a period) of a département or a school: parts are kept by day for the country and the académies." } as const;
export const ON_SAME_DAY_OF = {
  nullable: true,
  description: "The same of another campaign, as many days before its first stage day, or after, as this day is of this campaign's. Null when that campaign is unknown, when that day is still to come, and of a part of a département or a school.",
} as const;
export const OTHER_CAMPAIGN = { description: 'The other campaign, such as "2024".' };
export const BY = { nullable: true, description: "Broken down: one entry for each part that has anything to count, by its key. Null of a part, which is broken down no further, and of a past day of a département or a school." } as const;
export const DIMENSION = { description: "By what." };
export const KEY = { description: "Which part: a letter from A to U by SECTOR, a HostKind by HOST_KIND, a Period by PERIOD." };
export const DAYS = { description: "The days, in order: at the end of which each value stood." };
/** Of a field that adds figures to a territory, a campaign or a sector. */
export const figuresOf = (whose: string): { readonly nullable: true; readonly description: string } => ({
  nullable: true,
  description: `${whose} Exact, half a second behind the facts, for the staff in charge of the territory. Errors: FORBIDDEN, CAMPAIGN_UNKNOWN.`,
});
/** The same of a sector, which says by its arguments of which territory. */
export const figuresOfSector = (whose: string): { readonly nullable: true; readonly description: string } => ({
  nullable: true,
  description: `${whose} Exact, half a second behind the facts, for the staff in charge of the territory. Null of a past day of a département: parts are kept by day for the country and the académies. Errors: FORBIDDEN, CAMPAIGN_UNKNOWN, ACADEMY_OR_DEPARTMENT, NOT_FOUND.`,
});
