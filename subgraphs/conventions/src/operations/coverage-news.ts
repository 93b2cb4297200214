import type { Bus } from "@stages/events/bus.ts";
import { cursorOf, positionIn } from "@stages/events/cursor.ts";
import type { LiveFeed } from "@stages/events/live-feed.ts";
import { refused } from "@stages/kernel/refusal.ts";
import type { Watched } from "./watched-territories.ts";

/** That the figures of one territory changed. */
export interface CoverageNews {
  readonly campaignId: string;
  readonly watched: Watched;
  readonly at: Temporal.Instant;
  readonly cursor: string;
}

export interface CoverageNewsIterator extends AsyncIterableIterator<CoverageNews> {
  /** Where it begins: see LiveFeed. */
  readonly cursor: string;
}

interface Following {
  readonly watched: readonly Watched[];
  readonly after: string | null;
  /** Which campaign is followed, at the instant of an event. */
  readonly campaignAt: (instant: Temporal.Instant) => Promise<string | null>;
}

/** A place in the log, or between the parts of what one event told: after the second of those of event 12 is `12~2`. */
const PART = /^(.+)~(\d{1,4})$/;

/**
 * One event tells all the territories that a fold changed; whoever follows several of them is told one after the other, each
 * under a cursor of its own, so that nothing is missed and nothing told twice if the stream is lost in between.
 */
export async function followCoverage(live: LiveFeed, bus: () => Bus, { watched, after, campaignAt }: Following): Promise<CoverageNewsIterator> {
  const [, event, part] = after?.match(PART) ?? [];
  const resumed = event === undefined ? null : { position: positionIn(bus().log, event), parts: Number(part) };
  if (resumed && resumed.position < 1) throw refused("INVALID_CURSOR", "after");
  const followed = await live.follow(
    "CoverageChanged",
    resumed ? cursorOf(bus().log, resumed.position - 1) : after,
    async ({ payload: { campaignId, territories }, occurredAt: at, cursor, position }): Promise<readonly CoverageNews[] | null> => {
      if (campaignId !== (await campaignAt(at))) return null;
      const changed = watched.filter(({ key }) => territories.includes(key));
      const told = changed.map((one, index): CoverageNews => ({ campaignId, watched: one, at, cursor: index === changed.length - 1 ? cursor : `${cursor}~${index + 1}` }));
      const missed = resumed?.position === position ? told.slice(resumed.parts) : told;
      return missed.length > 0 ? missed : null;
    },
    { keys: watched.map(({ key }) => key) },
  );
  let waiting: readonly CoverageNews[] = [];
  const news: CoverageNewsIterator = {
    cursor: resumed ? after! : followed.cursor,
    async next() {
      if (waiting.length === 0) {
        const step = await followed.next();
        if (step.done) return { done: true, value: undefined };
        waiting = step.value;
      }
      const [value, ...rest] = waiting;
      waiting = rest;
      return { done: false, value: value! };
    },
    async return() {
      await followed.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => news,
  };
  return news;
}
