import type { SchoolCoverage } from "../graph/figures.ts";
import { count, percent, several } from "../view/words.ts";
import { Figure } from "./figure.tsx";
import { TableOf } from "./table.tsx";

interface LeastCoveredProps {
  readonly schools: readonly SchoolCoverage[] | null;
  /** The list is always of now. */
  readonly isPast: boolean;
}

/** Whom to help first. Its picture is its table. */
export function LeastCovered({ schools, isPast }: LeastCoveredProps) {
  const [first] = schools ?? [];
  const most = Math.max(1, first?.coverage.uncovered ?? 1);
  const summary = first ? `${first.school.name}, ${first.school.communeName} : ${several(first.coverage.uncovered, "élève")} sans stage${isPast ? ", à ce jour et non au jour choisi" : ""}.` : "Aucun établissement n'a d'élève sans stage.";
  return (
    <Figure title="Établissements où aider d'abord" place="place-schools" summary={summary} csv="LEAST_COVERED_SCHOOLS">
      {schools === null ? null : schools.length === 0 ? <></> : (
        <TableOf
          caption="Établissements qui ont le plus d'élèves sans stage"
          columns={["Établissement", "Sans stage", "Taux"]}
          rows={schools.map(({ school, coverage }) => [
            <>{school.name} <span className="hint">{school.communeName} ({school.department.code})</span></>,
            <span className="with-bar"><span>{count(coverage.uncovered)} <span className="hint">sur {count(coverage.enrolled)}</span></span><svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect className="split-none" width="100" height="4" /><rect className="bar-uncovered" width={(100 * coverage.uncovered) / most} height="4" /></svg></span>,
            percent(coverage.rate),
          ])}
        />
      )}
    </Figure>
  );
}
