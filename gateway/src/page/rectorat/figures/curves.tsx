import { useMemo } from "react";
import type { Curve } from "../charts/curves.ts";
import { DAY_MS } from "../charts/tick-every.ts";
import type { Coverage, SeatFigures } from "../graph/figures.ts";
import type { Step } from "../view/view.ts";
import { several, shareOf } from "../view/words.ts";
import { CurveFigure } from "./curve-figure.tsx";

const PACE: Readonly<Record<Step, string>> = { DAY: "jour après jour", WEEK: "semaine après semaine" };

/** Students covered day by day, up to all who are enrolled. */
export function CoveredCurve({ coverage, step }: { readonly coverage: Coverage | null; readonly step: Step }) {
  const curves = useMemo<readonly Curve[]>(() => {
    if (!coverage) return [];
    const { days, enrolled, covered } = coverage.series;
    const other = coverage.onSameDayOf?.enrolled ? coverage.onSameDayOf : null;
    return [
      { name: "Couverts", days, values: covered, look: "own" },
      { name: "Inscrits (100 %)", days, values: enrolled, look: "target" },
      ...(other ? [{ name: `Couverts, campagne ${other.campaignId}`, days: shifted(other.series.days, other.day, coverage.day), values: other.series.covered, look: "other" as const }] : []),
    ];
  }, [coverage]);
  const summary = coverage?.enrolled === 0 ? "Aucun élève n'est encore inscrit." : coverage ? `${several(coverage.covered, "élève couvert", "élèves couverts")} sur ${several(coverage.enrolled, "inscrit")}, soit ${shareOf(coverage.covered, coverage.enrolled)}.` : "";
  return <CurveFigure title={`Élèves couverts, ${PACE[step]}`} place="place-covered" summary={summary} csv="COVERAGE_BY_DAY" curves={curves} />;
}

/** The days of another campaign, laid over those of this one that are as far from the stage. */
const shifted = (days: readonly string[], theirs: string, ours: string) => {
  const by = Date.parse(ours) - Date.parse(theirs);
  return days.map((day) => new Date(Math.round((Date.parse(day) + by) / DAY_MS) * DAY_MS).toISOString().slice(0, 10));
};

interface SeatsCurveProps {
  readonly seats: SeatFigures | null;
  readonly enrolled: number | null;
  readonly step: Step;
}

/** Seats published and taken day by day, up to the target; where none was set, up to a seat for each student. */
export function SeatsCurve({ seats, enrolled, step }: SeatsCurveProps) {
  const target = seats?.target ?? enrolled;
  const curves = useMemo<readonly Curve[]>(() => {
    if (!seats) return [];
    const { days, published, taken } = seats.series;
    return [
      { name: "Publiées", days, values: published, look: "own" },
      { name: "Pourvues", days, values: taken, look: "second" },
      ...(target === null ? [] : [{ name: seats.target === null ? "Une par élève inscrit" : "Objectif", days, values: days.map(() => target), look: "target" as const }]),
    ];
  }, [seats, target]);
  const summary = seats?.published === 0 ? "Aucune place n'est encore publiée." : seats ? `${several(seats.published, "place publiée", "places publiées")}, dont ${several(seats.taken, "pourvue")}${target ? ` : ${shareOf(seats.published, target)} ${seats.target === null ? "du nombre d'élèves" : "de l'objectif"}` : ""}.` : "";
  return <CurveFigure title={`Places publiées, ${PACE[step]}`} place="place-seats" summary={summary} csv="SEATS_BY_DAY" curves={curves} />;
}
