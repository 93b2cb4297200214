import { useMemo } from "react";
import { type Bar, barsHeight, drawBars } from "../charts/bars.ts";
import { Chart } from "../charts/chart.tsx";
import type { CandidatureFigures, Coverage } from "../graph/figures.ts";
import { count, shareOf, several } from "../view/words.ts";
import { Figure } from "./figure.tsx";

/** From enrolled to signed: where students are lost on the way. */
export function Funnel({ coverage, candidatures }: { readonly coverage: Coverage | null; readonly candidatures: CandidatureFigures | null }) {
  const steps = useMemo<readonly Bar[]>(() => {
    if (!coverage || !candidatures) return [];
    const { enrolled, covered, partlyCovered } = coverage;
    const values: readonly (readonly [string, number])[] = [
      ["Inscrits", enrolled],
      ["Avec une candidature", candidatures.studentsApplied],
      ["Acceptés par une structure", candidatures.studentsAccepted],
      ["Ont confirmé", candidatures.studentsConfirmed],
      ["Une semaine signée au moins", covered + partlyCovered],
      ["Couverts pour les deux semaines", covered],
    ];
    return values.map(([label, value], step) => ({ label, value, ...(step > 0 ? { note: shareOf(value, enrolled) } : {}) }));
  }, [coverage, candidatures]);
  const draw = useMemo(() => (width: number) => drawBars(steps, width), [steps]);
  const summary = !coverage || !candidatures ? "" : coverage.enrolled === 0 ? "Aucun élève n'est encore inscrit." : `Sur ${several(coverage.enrolled, "élève")} : ${count(candidatures.studentsApplied)} avec une candidature, ${several(coverage.covered, "couvert")}.`;

  return (
    <Figure
      title="De l'inscription à la signature"
      place="place-funnel"
      summary={summary}
      csv="FUNNEL"
      table={{ caption: "De l'inscription à la signature", columns: ["Étape", "Élèves", "Part des inscrits"], rows: steps.map(({ label, value }) => [label, count(value), shareOf(value, coverage!.enrolled)]) }}
    >
      {steps.length === 0 ? null : <Chart label={`Diagramme en barres. ${summary}`} draw={draw} height={barsHeight(steps.length)} />}
    </Figure>
  );
}
