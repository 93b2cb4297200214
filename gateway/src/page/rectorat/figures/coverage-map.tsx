import { useMemo } from "react";
import shapes from "virtual:map-shapes";
import type { Box, DepartmentShape } from "../charts/map-shapes.ts";
import type { DepartmentCoverage } from "../graph/figures.ts";
import { searchOf, type Territory, type View } from "../view/view.ts";
import { count, percent } from "../view/words.ts";
import { CLASSES, classOf, saidOf, stepFor } from "../charts/map-classes.ts";
import { Figure } from "./figure.tsx";

interface CoverageMapProps {
  readonly departments: readonly DepartmentCoverage[];
  readonly territory: Territory;
  readonly view: View;
  readonly go: (change: Partial<View>) => void;
}

const rateOf = ({ coverage }: DepartmentCoverage) => (!coverage ? "non lu" : coverage.enrolled === 0 ? "aucun élève" : percent(coverage.rate));

/** Too small on a map of the country for what lives there: drawn again beside it, larger. */
const AROUND_PARIS: readonly string[] = ["75", "92", "93", "94"];
const INSET = insetOf(shapes.mainland.filter(({ code }) => AROUND_PARIS.includes(code)));

/** More names than that would stand over one another. */
const MANY = 5;

/** As they are called where there is no room. */
const OVERSEAS: Readonly<Record<string, string>> = { 971: "Guadeloupe", 972: "Martinique", 973: "Guyane", 974: "La Réunion", 975: "St-Pierre", 976: "Mayotte", 986: "Wallis", 987: "Polynésie", 988: "N.-Calédonie" };

/** Lines across the map: close enough to be no colour, far enough to stay lines on a telephone and on paper. */
const HATCHES = 400;

const ALL = [...shapes.mainland, ...shapes.overseas];

export function CoverageMap({ departments, territory, view, go }: CoverageMapProps) {
  const known = useMemo(() => new Map(departments.map((department) => [department.code, department])), [departments]);
  const drawn = ALL.filter(({ code }) => known.has(code));
  const rated = departments.filter(({ coverage }) => coverage && coverage.enrolled > 0).toSorted((a, b) => a.coverage!.rate - b.coverage!.rate);
  const [lowest, highest] = [rated[0], rated.at(-1)];
  const summary = !lowest || !highest
    ? "Aucun élève n'est inscrit."
    : lowest === highest ? `${lowest.name} : ${percent(lowest.coverage!.rate)} des élèves couverts.` : `De ${percent(lowest.coverage!.rate)} (${lowest.name}) à ${percent(highest.coverage!.rate)} (${highest.name}) des élèves couverts.`;
  const step = stepFor(highest?.coverage!.rate ?? 0);
  const colourOf = ({ coverage }: DepartmentCoverage) => (!coverage || coverage.enrolled === 0 ? "map-nobody" : `map-${classOf(coverage.rate, step)}`);
  const isWhole = territory.kind === "COUNTRY";
  const seen: Box = isWhole ? [0, 0, shapes.width, shapes.height] : around(drawn);

  const open = (code: string) => {
    go({ territory: { kind: "DEPARTMENT", code } });
    // The link goes with its table: who reads on by keyboard begins at what was opened.
    document.querySelector("h1")?.focus();
  };
  const linkTo = ({ code, name }: DepartmentCoverage) => {
    const there = searchOf({ ...view, territory: { kind: "DEPARTMENT", code } });
    if (territory.kind === "DEPARTMENT") return `${name} (${code})`;
    return <a className="fr-link fr-link--sm" href={there} onClick={(event) => !event.ctrlKey && !event.metaKey && (event.preventDefault(), open(code))}>{name} ({code})</a>;
  };

  return (
    <Figure
      title="Couverture par département"
      place={territory.kind === "DEPARTMENT" ? "place-map-one" : "place-map"}
      summary={summary}
      csv="COVERAGE_BY_TERRITORY"
      table={{
        caption: "Couverture par département",
        columns: ["Département", "Couverts", "Inscrits", "Taux", "En partie", "Sans stage"],
        rows: departments.map((one) => [linkTo(one), ...(one.coverage ? [count(one.coverage.covered), count(one.coverage.enrolled), rateOf(one), count(one.coverage.partlyCovered), count(one.coverage.uncovered)] : ["—", "—", rateOf(one), "—", "—"])]),
      }}
    >
      <svg className="map" viewBox={`${seen[0]} ${seen[1]} ${seen[2] - seen[0]} ${seen[3] - seen[1]}`} fontSize={(seen[2] - seen[0]) / 30} role="img" aria-label={`Carte. ${summary}`}>
        <defs>
          <Hatch id="nobody" scale={(seen[2] - seen[0]) / HATCHES} />
          <Hatch id="nobody-inset" scale={shapes.width / HATCHES / INSET.scale} />
        </defs>
        {ALL.map(({ code, path, box }) => {
          const department = known.get(code);
          if (!department) return <path key={code} d={path} className="map-out" />;
          return (
            <g key={code} className={`department ${colourOf(department)}`} onClick={territory.kind === "DEPARTMENT" ? undefined : () => open(code)}>
              <path d={path}><title>{`${department.name} : ${rateOf(department)}`}</title></path>
              {!isWhole && (
                <text x={(box[0] + box[2]) / 2} y={(box[1] + box[3]) / 2}>
                  {drawn.length > MANY ? code : <><tspan>{department.name}</tspan><tspan x={(box[0] + box[2]) / 2} dy="1.2em" fontWeight="700">{rateOf(department)}</tspan></>}
                </text>
              )}
            </g>
          );
        })}
        {isWhole && (
          <g className="inset" transform={INSET.transform}>
            {shapes.mainland.filter(({ code }) => AROUND_PARIS.includes(code)).map(({ code, path }) => known.has(code) && <path key={code} d={path} className={colourOf(known.get(code)!)} onClick={() => open(code)}><title>{`${known.get(code)!.name} : ${rateOf(known.get(code)!)}`}</title></path>)}
          </g>
        )}
        {isWhole && <text className="map-name around-paris" x={5} y={132}>Paris et autour</text>}
        {isWhole && shapes.overseas.map(({ code, box }) => known.has(code) && <g key={code}>
            <text className="map-name overseas-name" x={(box[0] + box[2]) / 2} y={shapes.height - 6}>{OVERSEAS[code] ?? code}</text>
            <text className="map-code" x={(box[0] + box[2]) / 2} y={shapes.height - 8}>{code}</text>
          </g>)}
      </svg>
      <ul className="legend" aria-label="Légende de la carte : part des élèves couverts">
        {CLASSES.map((one) => <li key={one}><span className={`swatch map-${one}`} />{saidOf(one, step)}</li>)}
        <li><span className="swatch map-nobody" />aucun élève</li>
      </ul>
    </Figure>
  );
}

/** Into the empty sea north of Brittany. */
function insetOf(drawn: readonly DepartmentShape[]): { readonly scale: number; readonly transform: string } {
  const [left, top, right, bottom] = boxOf(drawn);
  const scale = 110 / Math.max(right - left, bottom - top);
  return { scale, transform: `translate(${5 - left * scale} ${5 - top * scale}) scale(${scale})` };
}

/** Where nobody is enrolled: hatched, as no step of the scale is. */
const Hatch = ({ id, scale }: { readonly id: string; readonly scale: number }) => (
  <pattern id={id} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform={`rotate(45) scale(${scale})`}>
    <rect className="nobody-ground" width="4" height="4" />
    <rect className="nobody-line" width="0.8" height="4" />
  </pattern>
);

function boxOf(drawn: readonly DepartmentShape[]): Box {
  const sides = drawn.map(({ box }) => box);
  return [Math.min(...sides.map(([left]) => left)), Math.min(...sides.map(([, top]) => top)), Math.max(...sides.map(([, , right]) => right)), Math.max(...sides.map(([, , , bottom]) => bottom))];
}

/** The part of the map that holds these shapes, with some of what is around. */
function around(drawn: readonly DepartmentShape[]): Box {
  if (drawn.length === 0) return [0, 0, shapes.width, shapes.height];
  const [left, top, right, bottom] = boxOf(drawn);
  const margin = 0.12 * Math.max(right - left, bottom - top);
  return [left - margin, top - margin, right + margin, bottom + margin];
}
