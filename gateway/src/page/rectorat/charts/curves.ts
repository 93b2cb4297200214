import { axisX, axisY, gridY, lineY, plot, pointerX, ruleX, tip } from "@observablehq/plot";
import { count, shortDay } from "../view/words.ts";
import { DAY_MS, tickEvery } from "./tick-every.ts";

export interface Curve {
  readonly name: string;
  readonly days: readonly string[];
  readonly values: readonly number[];
  /** Of `rectorat.css`: its colour and its dashes, so that colour alone tells nothing. */
  readonly look: "own" | "second" | "other" | "target";
}

export const CURVE_HEIGHT = 260;
const [LEFT, RIGHT] = [58, 24];
/** So few that a line of its own stands at each: there is no half of a student. */
const LEAST_TOP = 4;
export const LOOKS = {
  own: { stroke: "var(--curve-own)", strokeWidth: 3, strokeDasharray: "none" },
  second: { stroke: "var(--curve-second)", strokeWidth: 3, strokeDasharray: "1 5" },
  other: { stroke: "var(--curve-other)", strokeWidth: 2, strokeDasharray: "7 4" },
  target: { stroke: "var(--curve-target)", strokeWidth: 2, strokeDasharray: "2 3" },
} as const;

interface Point {
  readonly name: string;
  readonly day: Date;
  readonly value: number;
}

const pointsOf = ({ name, days, values }: Curve): readonly Point[] => days.map((day, index) => ({ name, day: new Date(`${day}T00:00:00Z`), value: values[index]! }));

/** Figures along days. What a mouse points at is said in numbers; the table says all of them. */
export function drawCurves(curves: readonly Curve[], width: number) {
  const all = curves.flatMap(pointsOf);
  const days = Map.groupBy(all, ({ day }) => day.getTime());
  const atDay = [...days.values()].map((points) => ({ day: points[0]!.day, value: Math.max(...points.map(({ value }) => value)), said: [shortDay(points[0]!.day), ...points.map(({ name, value }) => `${name} : ${count(value)}`)].join("\n") }));
  return plot({
    className: "plot",
    width,
    height: CURVE_HEIGHT,
    marginLeft: LEFT,
    marginRight: RIGHT,
    marginTop: 12,
    marginBottom: 30,
    x: { type: "utc" },
    y: { domain: [0, Math.max(LEAST_TOP, ...all.map(({ value }) => value)) * 1.04], nice: true },
    marks: [
      gridY({ stroke: "currentColor", strokeOpacity: 0.15, ticks: 4 }),
      axisY({ ticks: 4, tickFormat: (value: number) => (Number.isInteger(value) ? count(value) : ""), fontSize: 12, tickSize: 0, label: null }),
      axisX({ ticks: tickEvery(days.size === 0 ? 0 : (Math.max(...days.keys()) - Math.min(...days.keys())) / DAY_MS, width - LEFT - RIGHT), tickFormat: shortDay, fontSize: 12, tickSize: 4, label: null }),
      ...curves.map((curve) => lineY(pointsOf(curve), { x: "day", y: "value", ...LOOKS[curve.look], strokeLinecap: "round", curve: "linear" })),
      ruleX(atDay, pointerX({ x: "day", stroke: "currentColor", strokeOpacity: 0.4 })),
      tip(atDay, pointerX({ x: "day", y: "value", title: "said", fill: "var(--background-default-grey)", stroke: "currentColor", fontSize: 12 })),
    ],
  });
}
