import type { Coverage, CoverageCounts } from "../graph/figures.ts";
import { count, dayInFrench, difference, percent, shareOf } from "../view/words.ts";

interface HeadlineProps {
  readonly coverage: Coverage | null;
  readonly comparedWith: string | null;
}

const TILES: readonly { readonly of: "enrolled" | "covered" | "partlyCovered" | "uncovered" | "onPaper"; readonly label: string; readonly hint: string }[] = [
  { of: "covered", label: "Couverts", hint: "une convention signée pour chacune des deux semaines" },
  { of: "partlyCovered", label: "En partie", hint: "une seule des deux semaines" },
  { of: "uncovered", label: "Sans stage", hint: "aucune convention signée" },
  { of: "enrolled", label: "Inscrits", hint: "élèves de seconde de la campagne" },
  { of: "onPaper", label: "Sur papier", hint: "dont une convention signée sur papier" },
];

/** Who has a stage and who has none: the first thing that one looks for. */
export function Headline({ coverage, comparedWith }: HeadlineProps) {
  if (!coverage) return <p className="missing">La couverture ne peut pas être lue pour le moment. Elle reviendra d'elle-même.</p>;
  // A campaign that the platform did not know then has nobody enrolled.
  const before = coverage.onSameDayOf?.enrolled ? coverage.onSameDayOf : null;
  return (
    <section className="headline" aria-label="Couverture">
      <div className="rate">
        <p className="big">
          {coverage.enrolled === 0 ? <span className="nobody">Aucun élève n'est encore inscrit</span> : <><strong>{percent(coverage.rate)}</strong> <span>des élèves ont un stage pour les deux semaines</span></>}
        </p>
        <Split {...coverage} />
        <p className="compared">{comparedWith === null ? `Au ${dayInFrench(coverage.day)}.` : before ? `Au ${dayInFrench(coverage.day)} ; ${percent(before.rate)} le même jour de la campagne ${before.campaignId} (${dayInFrench(before.day)}).` : `Au ${dayInFrench(coverage.day)}. ${noFiguresOf(comparedWith, coverage)}`}</p>
      </div>
      <dl className="tiles">
        {TILES.map(({ of, label, hint }) => (
          <div key={of} className={`tile tile--${of}`}>
            <dt>{label} <span className="hint">{hint}</span></dt>
            <dd>
              <strong>{count(coverage[of])}</strong>
              {of !== "enrolled" && coverage.enrolled > 0 && <span className="share"> {shareOf(coverage[of], coverage.enrolled)}</span>}
              {before && <span className="difference">{difference(coverage[of] - before[of])}<span className="fr-sr-only"> par rapport à la campagne {before.campaignId}</span></span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** "Same day" is as far from the stage: a campaign that began later in its year had nobody yet. */
const noFiguresOf = (campaign: string, { onSameDayOf }: Coverage) => (onSameDayOf ? `La campagne ${campaign} n'avait pas d'inscrits le même jour (${dayInFrench(onSameDayOf.day)}).` : `La campagne ${campaign} n'a pas de chiffres à comparer.`);

/** The three parts of all students in one bar: said in numbers beside it, so that it is a mere picture. */
function Split({ enrolled, covered, partlyCovered }: CoverageCounts) {
  const whole = Math.max(1, enrolled);
  return (
    <svg className="split" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect className="split-none" width="100" height="4" />
      <rect className="split-part" width={(100 * (covered + partlyCovered)) / whole} height="4" />
      <rect className="split-covered" width={(100 * covered) / whole} height="4" />
    </svg>
  );
}
