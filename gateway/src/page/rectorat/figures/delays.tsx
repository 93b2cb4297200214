import type { CandidatureFigures, ConventionFigures } from "../graph/figures.ts";
import { count, days, minutes, percent, shareOf } from "../view/words.ts";
import { Figure } from "./figure.tsx";

interface DelaysProps {
  readonly candidatures: CandidatureFigures | null;
  readonly conventions: ConventionFigures | null;
  readonly comparedWith: string | null;
}

interface Line {
  readonly label: string;
  readonly hint: string;
  readonly now: string;
  readonly before: string | null;
}

/** What takes time, and what went wrong on the way. */
export function Delays({ candidatures, conventions, comparedWith }: DelaysProps) {
  const [candidaturesBefore, conventionsBefore] = [candidatures?.onSameDayOf, conventions?.onSameDayOf];
  const lines: readonly Line[] = [
    ...(candidatures ? [
      { label: "Répondre", hint: "à une candidature, médiane", now: days(candidatures.medianDaysToAnswer), before: candidaturesBefore ? days(candidaturesBefore.medianDaysToAnswer) : null },
      { label: "Sans réponse", hint: "candidatures expirées", now: `${count(candidatures.expired)} (${shareOf(candidatures.expired, candidatures.candidatures)})`, before: candidaturesBefore ? shareOf(candidaturesBefore.expired, candidaturesBefore.candidatures) : null },
      { label: "Loin", hint: "candidatures au-delà de la distance de la campagne", now: candidatures.farFromHomeShare === null ? "—" : percent(candidatures.farFromHomeShare), before: candidaturesBefore?.farFromHomeShare == null ? null : percent(candidaturesBefore.farFromHomeShare) },
    ] : []),
    ...(conventions ? [
      { label: "Signer", hint: "une convention, médiane", now: days(conventions.medianDaysToSign), before: conventionsBefore ? days(conventionsBefore.medianDaysToSign) : null },
      { label: "Informer la famille", hint: "d'une absence, médiane", now: minutes(conventions.medianMinutesToInformFamily), before: conventionsBefore ? minutes(conventionsBefore.medianMinutesToInformFamily) : null },
      { label: "Absences", hint: "signalées, dont familles informées", now: `${count(conventions.absences)}, dont ${count(conventions.familiesInformed)}`, before: conventionsBefore ? `${count(conventionsBefore.absences)}, dont ${count(conventionsBefore.familiesInformed)}` : null },
    ] : []),
  ];
  const summary = [candidatures && `Répondre : ${days(candidatures.medianDaysToAnswer)}`, conventions && `signer : ${days(conventions.medianDaysToSign)}`].filter(Boolean).join(" ; ");
  return (
    <Figure title="Délais et suivi" place="place-delays" summary={`${summary}.`} csv="DELAYS">
      {lines.length === 0 ? null : (
        <dl className="delays">
          {lines.map(({ label, hint, now, before }) => (
            <div key={label}>
              <dt>{label} <span className="hint">{hint}</span></dt>
              <dd><strong>{now}</strong>{before !== null && <span className="difference">{before} en {comparedWith}</span>}</dd>
            </div>
          ))}
        </dl>
      )}
    </Figure>
  );
}
