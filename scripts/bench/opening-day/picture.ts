import { type Chart, drawChart, type Line } from "../lib/chart.ts";
import { bySecond } from "./figures.ts";
import type { PlayReport } from "./play.ts";
import type { PlatformSecond, Second } from "./watch.ts";

export interface Phase {
  readonly name: string;
  readonly report: PlayReport;
}

const EVERY_MS = 4_000;
const MB = 2 ** 20;

/** What happened, second by second, in pieces of four seconds. */
export function drawDay(title: string, phases: readonly Phase[], seconds: readonly Second[], platform: readonly PlatformSecond[]): string {
  const zero = phases[0]!.report.from;
  const x = (at: number) => Math.round((at - zero) / 1_000);
  const answers = bySecond(phases.flatMap(({ report }) => Object.values(report.answered)), EVERY_MS);
  const shed = bySecond(phases.map(({ report }) => report.shed), EVERY_MS);
  const active = phases.flatMap(({ report }) => report.active);
  const marks = phases.map(({ name, report }) => [x(report.from), name] as const);
  const line = <T extends { readonly at: number }>(name: string, all: readonly T[], of: (one: T) => number): Line => ({ name, points: thinned(all).map((one) => [x(one.at), Math.round(of(one) * 100) / 100] as const) });
  const chart: Chart = {
    title,
    xTitle: "seconds since the opening",
    panels: [
      { title: "operations a second", marks, lines: [line("answered", answers, ({ count }) => count), ...(shed.length > 0 ? [line("told to come back", shed, ({ count }) => count)] : [])] },
      { title: "ms to the answer", logY: true, marks, lines: [line("p50", answers, ({ p50 }) => p50), line("p99", answers, ({ p99 }) => p99)] },
      {
        title: "at once",
        marks,
        lines: [
          line("sessions", active.map(([at, sessions]) => ({ at, sessions })), ({ sessions }) => sessions),
          line("operations in the gateway", platform, ({ inFlight }) => inFlight),
        ],
      },
      {
        title: "queues and connections",
        marks,
        lines: [
          line("events to leave (outbox)", seconds, ({ outbox }) => outbox),
          line("events not read by all", seconds, ({ unread }) => unread),
          line("jobs due", seconds, ({ jobs }) => jobs),
          line("PostgreSQL at work", seconds, ({ active: working }) => working),
          line("of them, on a lock", seconds, ({ waiting }) => waiting),
        ],
      },
      { title: "memory, MB", marks, lines: Object.keys(seconds[0]?.rss ?? {}).map((name) => line(name, seconds, ({ rss }) => rss[name]! / MB)) },
    ],
  };
  return drawChart(chart);
}

/** The highest of each piece: what is looked for is what went wrong. */
function thinned<T extends { readonly at: number }>(all: readonly T[]): readonly T[] {
  return [...Map.groupBy(all, ({ at }) => Math.floor(at / EVERY_MS)).values()].map((some) => some[Math.floor(some.length / 2)]!);
}
