import type { CandidatureFigures, ConventionCounts, ConventionFigures } from "../graph/figures.ts";
import { count, days, minutes, percent, several, shareOf } from "../view/words.ts";
import { Figure } from "./figure.tsx";

interface DelaysProps {
  readonly candidatures: CandidatureFigures | null;
  readonly conventions: ConventionFigures | null;
  readonly comparedWith: string | null;
  readonly isPast: boolean;
}

interface Line {
  readonly label: string;
  readonly hint: string;
  readonly now: string;
  readonly before: string | null;
}

/** Medians of a past day are not kept: where there is none, nothing is compared. */
const beside = (value: number | null | undefined, said: (value: number) => string) => (value == null ? null : said(value));

const absencesOf = ({ absences, familiesInformed }: ConventionCounts) => (absences === 0 ? "Aucune" : `${count(absences)} · ${several(familiesInformed, "famille")}`);

/** What takes time, and what went wrong on the way. */
export function Delays({ candidatures, conventions, comparedWith, isPast }: DelaysProps) {
  const candidaturesBefore = candidatures?.onSameDayOf?.candidatures ? candidatures.onSameDayOf : null;
  const conventionsBefore = conventions?.onSameDayOf?.conventions ? conventions.onSameDayOf : null;
  const lines: readonly Line[] = [
    ...(candidatures ? [
      { label: "Délai de réponse", hint: "à une candidature : la moitié l'ont plus tôt (médiane)", now: days(candidatures.medianDaysToAnswer), before: beside(candidaturesBefore?.medianDaysToAnswer, days) },
      { label: "Sans réponse", hint: "candidatures expirées, et leur part", now: `${count(candidatures.expired)} (${shareOf(candidatures.expired, candidatures.candidatures)})`, before: candidaturesBefore ? shareOf(candidaturesBefore.expired, candidaturesBefore.candidatures) : null },
      { label: "Loin", hint: "part des candidatures loin du domicile", now: candidatures.farFromHomeShare === null ? "—" : percent(candidatures.farFromHomeShare), before: beside(candidaturesBefore?.farFromHomeShare, percent) },
    ] : []),
    ...(conventions ? [
      { label: "Délai de signature", hint: "d'une convention : la moitié l'ont plus tôt (médiane)", now: days(conventions.medianDaysToSign), before: beside(conventionsBefore?.medianDaysToSign, days) },
      { label: "Famille informée", hint: "d'une absence : la moitié l'est plus tôt (médiane)", now: minutes(conventions.medianMinutesToInformFamily), before: beside(conventionsBefore?.medianMinutesToInformFamily, minutes) },
      { label: "Absences", hint: "signalées, et familles informées", now: absencesOf(conventions), before: conventionsBefore && absencesOf(conventionsBefore) },
    ] : []),
  ];
  const summary = candidatures?.medianDaysToAnswer === null && conventions?.medianDaysToSign === null ? (isPast ? "Les délais d'un jour passé ne sont pas gardés" : "Aucun délai n'est connu à ce jour") : [candidatures && `Réponse à une candidature : ${days(candidatures.medianDaysToAnswer)}`, conventions && `signature d'une convention : ${days(conventions.medianDaysToSign)}`].filter(Boolean).join(" ; ");
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
