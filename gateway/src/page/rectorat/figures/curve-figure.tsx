import { useMemo } from "react";
import { Chart } from "../charts/chart.tsx";
import { type Curve, CURVE_HEIGHT, drawCurves, LOOKS } from "../charts/curves.ts";
import type { Figure as FigureName } from "../export/export-csv.ts";
import { count, dayInFrench } from "../view/words.ts";
import { Figure } from "./figure.tsx";

interface CurveFigureProps {
  readonly title: string;
  readonly place: string;
  readonly summary: string;
  readonly csv: FigureName;
  /** The first gives the days; the others have the same, or some of them. Empty when they could not be read. */
  readonly curves: readonly Curve[];
}

export function CurveFigure({ title, place, summary, csv, curves }: CurveFigureProps) {
  const draw = useMemo(() => (width: number) => drawCurves(curves, width), [curves]);
  const rows = useMemo(() => {
    const columns = curves.map(({ days, values }) => new Map(days.map((day, index) => [day, values[index]!])));
    return (curves[0]?.days ?? []).toReversed().map((day) => [dayInFrench(day), ...columns.map((column) => (column.has(day) ? count(column.get(day)!) : "—"))]);
  }, [curves]);

  return (
    <Figure title={title} place={place} summary={summary} csv={csv} table={{ caption: title, columns: ["Jour", ...curves.map(({ name }) => name)], rows }}>
      {curves.length === 0 ? null : (
        <>
          <Chart label={`Courbe. ${summary}`} draw={draw} height={CURVE_HEIGHT} />
          <ul className="legend" aria-label={`Légende : ${title}`}>
            {curves.map(({ name, look }) => (
              <li key={name}>
                <svg className="stroke" viewBox="0 0 28 6" aria-hidden="true"><line x1="2" x2="26" y1="3" y2="3" {...LOOKS[look]} strokeLinecap="round" /></svg>
                {name}
              </li>
            ))}
          </ul>
        </>
      )}
    </Figure>
  );
}
