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

/** Medians of a past day are not kept: where there is none, nothing is compared. */
const beside = (value: number | null | undefined, said: (value: number) => string) => (value == null ? null : said(value));

/** What takes time, and what went wrong on the way. */
export function Delays({ candidatures, conventions, comparedWith }: DelaysProps) {
  const candidaturesBefore = candidatures?.onSameDayOf?.candidatures ? candidatures.onSameDayOf : null;
  const conventionsBefore = conventions?.onSameDayOf?.conventions ? conventions.onSameDayOf : null;
  const lines: readonly Line[] = [
    ...(candidatures ? [
      { label: "Répondre", hint: "à une candidature, médiane", now: days(candidatures.medianDaysToAnswer), before: beside(candidaturesBefore?.medianDaysToAnswer, days) },
      { label: "Sans réponse", hint: "candidatures expirées", now: `${count(candidatures.expired)} (${shareOf(candidatures.expired, candidatures.candidatures)})`, before: candidaturesBefore ? shareOf(candidaturesBefore.expired, candidaturesBefore.candidatures) : null },
      { label: "Loin", hint: "candidatures au-delà de la distance de la campagne", now: candidatures.farFromHomeShare === null ? "—" : percent(candidatures.farFromHomeShare), before: beside(candidaturesBefore?.farFromHomeShare, percent) },
    ] : []),
    ...(conventions ? [
      { label: "Signer", hint: "une convention, médiane", now: days(conventions.medianDaysToSign), before: beside(conventionsBefore?.medianDaysToSign, days) },
      { label: "Informer la famille", hint: "d'une absence, médiane", now: minutes(conventions.medianMinutesToInformFamily), before: beside(conventionsBefore?.medianMinutesToInformFamily, minutes) },
      { label: "Absences", hint: "signalées, dont familles informées", now: `${count(conventions.absences)}, dont ${count(conventions.familiesInformed)}`, before: conventionsBefore ? `${count(conventionsBefore.absences)}, dont ${count(conventionsBefore.familiesInformed)}` : null },
    ] : []),
  ];
  const summary = candidatures?.medianDaysToAnswer === null && conventions?.medianDaysToSign === null ? "Aucun délai n'est connu à ce jour" : [candidatures && `Répondre : ${days(candidatures.medianDaysToAnswer)}`, conventions && `signer : ${days(conventions.medianDaysToSign)}`].filter(Boolean).join(" ; ");
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
