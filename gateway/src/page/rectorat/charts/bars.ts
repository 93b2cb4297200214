import { barX, plot, text, tickX } from "@observablehq/plot";
import { count } from "../view/words.ts";

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Beside the value: "42 % des inscrits". */
  readonly note?: string;
  /** Of `value`, drawn over it in a darker tone. */
  readonly part?: number;
  /** A mark beyond or within the bar: what was promised. */
  readonly mark?: number;
}

export const BAR_HEIGHT = 40;
export const barsHeight = (bars: number) => bars * BAR_HEIGHT + 8;

/** Bars one under another, each named above itself, so that long names fit on a telephone. */
export function drawBars(bars: readonly Bar[], width: number) {
  const longest = Math.max(1, ...bars.flatMap(({ value, mark = 0 }) => [value, mark]));
  const said = ({ value, note }: Bar) => (note ? `${count(value)} · ${note}` : count(value));
  const above = { dy: -13, fontSize: 13, fill: "currentColor", lineAnchor: "bottom" as const };
  return plot({
    className: "plot",
    width,
    height: barsHeight(bars.length),
    margin: 0,
    marginTop: 6,
    marginRight: 2,
    x: { domain: [0, longest], axis: null },
    y: { domain: bars.map(({ label }) => label), axis: null, paddingInner: 0.68, paddingOuter: 0.6, align: 0.8 },
    marks: [
      barX(bars, { x: () => longest, y: "label", fill: "var(--bar-track)" }),
      barX(bars, { x: "value", y: "label", fill: "var(--bar)" }),
      barX(bars.filter(({ part }) => part !== undefined), { x: "part", y: "label", fill: "var(--bar-part)" }),
      tickX(bars.filter(({ mark }) => mark !== undefined), { x: "mark", y: "label", stroke: "var(--mark)", strokeWidth: 3 }),
      text(bars, { x: () => 0, y: "label", text: (bar: Bar) => shortened(bar.label, width - 7 * said(bar).length), textAnchor: "start", ...above }),
      text(bars, { x: () => longest, y: "label", text: said, textAnchor: "end", fontWeight: 700, ...above }),
    ],
  });
}

/** Names of sectors are sentences. About seven units a letter, at this size. */
const shortened = (label: string, room: number) => (label.length * 7 <= room ? label : `${label.slice(0, Math.max(8, Math.floor(room / 7) - 1)).trimEnd()}…`);

