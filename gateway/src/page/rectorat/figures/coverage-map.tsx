import { useMemo } from "react";
import shapes from "virtual:map-shapes";
import type { DepartmentCoverage } from "../graph/figures.ts";
import { searchOf, type Territory, type View } from "../view/view.ts";
import { count, percent } from "../view/words.ts";
import { Figure } from "./figure.tsx";

interface CoverageMapProps {
  readonly departments: readonly DepartmentCoverage[];
  readonly territory: Territory;
  readonly view: View;
  readonly go: (change: Partial<View>) => void;
}

/** Five equal steps: what a map shows at a glance, and what a legend can say. */
const CLASSES = [0, 0.2, 0.4, 0.6, 0.8] as const;
const classOf = (rate: number) => CLASSES.findLastIndex((from) => rate >= from);
const saidOf = (step: number) => `${20 * step} à ${20 * step + 20} %`;
const colourOf = ({ coverage }: DepartmentCoverage) => (!coverage || coverage.enrolled === 0 ? "map-nobody" : `map-${classOf(coverage.rate)}`);
const rateOf = ({ coverage }: DepartmentCoverage) => (!coverage ? "non lu" : coverage.enrolled === 0 ? "aucun élève" : percent(coverage.rate));

const ALL = [...shapes.mainland, ...shapes.overseas];

export function CoverageMap({ departments, territory, view, go }: CoverageMapProps) {
  const known = useMemo(() => new Map(departments.map((department) => [department.code, department])), [departments]);
  const drawn = ALL.filter(({ code }) => known.has(code));
  const rated = departments.filter(({ coverage }) => coverage && coverage.enrolled > 0).toSorted((a, b) => a.coverage!.rate - b.coverage!.rate);
  const [lowest, highest] = [rated[0], rated.at(-1)];
  const summary = !lowest || !highest
    ? "Aucun élève n'est inscrit."
    : lowest === highest ? `${lowest.name} : ${percent(lowest.coverage!.rate)} des élèves couverts.` : `De ${percent(lowest.coverage!.rate)} (${lowest.name}) à ${percent(highest.coverage!.rate)} (${highest.name}) des élèves couverts.`;
  const isWhole = territory.kind === "COUNTRY";

  const open = (code: string) => go({ territory: { kind: "DEPARTMENT", code } });
  const linkTo = ({ code, name }: DepartmentCoverage) => {
    const there = searchOf({ ...view, territory: { kind: "DEPARTMENT", code } });
    if (territory.kind === "DEPARTMENT") return `${name} (${code})`;
    return <a className="fr-link fr-link--sm" href={there} onClick={(event) => !event.ctrlKey && !event.metaKey && (event.preventDefault(), open(code))}>{name} ({code})</a>;
  };

  return (
    <Figure
      title="Couverture par département"
      place="place-map"
      summary={summary}
      csv="COVERAGE_BY_TERRITORY"
      table={{
        caption: "Couverture par département",
        columns: ["Département", "Couverts", "Inscrits", "Taux", "En partie", "Sans stage"],
        rows: departments.map((one) => [linkTo(one), ...(one.coverage ? [count(one.coverage.covered), count(one.coverage.enrolled), rateOf(one), count(one.coverage.partlyCovered), count(one.coverage.uncovered)] : ["—", "—", rateOf(one), "—", "—"])]),
      }}
    >
      <svg className="map" viewBox={isWhole ? `0 0 ${shapes.width} ${shapes.height}` : around(drawn)} role="img" aria-label={`Carte. ${summary}`}>
        {ALL.map(({ code, path, box }) => {
          const department = known.get(code);
          if (!department) return <path key={code} d={path} className="map-out" />;
          return (
            <g key={code} className={`department ${colourOf(department)}`} onClick={territory.kind === "DEPARTMENT" ? undefined : () => open(code)}>
              <path d={path}><title>{`${department.name} : ${rateOf(department)}`}</title></path>
              {!isWhole && territory.kind === "ACADEMY" && <text x={(box[0] + box[2]) / 2} y={(box[1] + box[3]) / 2}>{code}</text>}
            </g>
          );
        })}
        {isWhole && shapes.overseas.map(({ code, box }) => known.has(code) && <text key={code} className="map-name" x={(box[0] + box[2]) / 2} y={shapes.height - 6}>{code}</text>)}
      </svg>
      <ul className="legend" aria-label="Légende de la carte : part des élèves couverts">
        {CLASSES.map((_, step) => <li key={step}><span className={`swatch map-${step}`} />{saidOf(step)}</li>)}
        <li><span className="swatch map-nobody" />aucun élève</li>
      </ul>
    </Figure>
  );
}

/** The part of the map that holds these shapes, with some of what is around. */
function around(drawn: readonly (typeof ALL)[number][]): string {
  if (drawn.length === 0) return `0 0 ${shapes.width} ${shapes.height}`;
  const [left, top, right, bottom] = [0, 1, 2, 3].map((side) => (side < 2 ? Math.min : Math.max)(...drawn.map(({ box }) => box[side]!))) as [number, number, number, number];
  const margin = 0.12 * Math.max(right - left, bottom - top);
  return `${left - margin} ${top - margin} ${right - left + 2 * margin} ${bottom - top + 2 * margin}`;
}
