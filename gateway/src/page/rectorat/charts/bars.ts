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
  const whole = ({ value, note }: Bar) => (note ? `${count(value)} · ${note}` : count(value));
  // A name comes before a note; the table has both.
  const hasRoom = bars.every((bar) => roomBeside(whole(bar), width) >= LETTER * Math.min(bar.label.length, LONG_ENOUGH));
  const said = hasRoom ? whole : ({ value }: Bar) => count(value);
  const above = { dy: -13, fontSize: 13, fill: "currentColor", lineAnchor: "bottom" as const };
  return plot({
    className: "plot",
    width,
    height: barsHeight(bars.length),
    margin: 0,
    marginTop: 6,
    marginRight: 2,
    x: { domain: [0, longest], axis: null },
    y: { domain: bars.map(({ label }) => label), axis: null, paddingInner: 0.68, paddingOuter: 0.34, align: 1 },
    marks: [
      barX(bars, { x: () => longest, y: "label", fill: "var(--bar-track)" }),
      barX(bars, { x: "value", y: "label", fill: "var(--bar)" }),
      barX(bars.filter(({ part }) => part !== undefined), { x: "part", y: "label", fill: "var(--bar-part)" }),
      tickX(bars.filter(({ mark }) => mark !== undefined), { x: "mark", y: "label", stroke: "var(--mark)", strokeWidth: 3 }),
      text(bars, { x: () => 0, y: "label", text: (bar: Bar) => shortened(bar.label, roomBeside(said(bar), width)), textAnchor: "start", ...above }),
      text(bars, { x: () => longest, y: "label", text: said, textAnchor: "end", fontWeight: 700, ...above }),
    ],
  });
}

/** About so many units a letter, at this size; and in bold. */
const LETTER = 6.8;
const BOLD_LETTER = 8;
/** Names of sectors are sentences: so much of one says which it is. */
const LONG_ENOUGH = 36;
const roomBeside = (said: string, width: number) => width - BOLD_LETTER * said.length - 10;
const shortened = (label: string, room: number) => (label.length * LETTER <= room ? label : `${label.slice(0, Math.max(8, Math.floor(room / LETTER) - 1)).trimEnd()}…`);
