import { sectorByCode } from "@stages/reference/sectors.ts";
import { useMemo } from "react";
import { type Bar, barsHeight, drawBars } from "../charts/bars.ts";
import { Chart } from "../charts/chart.tsx";
import type { ConventionFigures, SeatFigures } from "../graph/figures.ts";
import { count, several, shareOf, STATUSES } from "../view/words.ts";
import { Figure } from "./figure.tsx";

/** As many as are looked at; the table has them all. */
const SHOWN_SECTORS = 7;

/** Seats by sector: intended, published, taken, left. */
export function Sectors({ seats }: { readonly seats: SeatFigures | null }) {
  const sectors = useMemo(() => (seats?.by ?? []).map(({ key, figures }) => ({ label: sectorByCode(key)?.label ?? key, ...figures })).toSorted((a, b) => b.published - a.published || b.intended - a.intended), [seats]);
  const bars = useMemo<readonly Bar[]>(() => {
    const shown = sectors.slice(0, SHOWN_SECTORS).map(({ label, published, taken, intended }) => ({ label, value: published, part: taken, mark: intended, note: several(taken, "pourvue") }));
    const others = sectors.slice(SHOWN_SECTORS);
    if (others.length === 0) return shown;
    const sum = (of: "published" | "taken" | "intended") => others.reduce((total, sector) => total + sector[of], 0);
    return [...shown, { label: `${others.length} autres secteurs`, value: sum("published"), part: sum("taken"), mark: sum("intended"), note: several(sum("taken"), "pourvue") }];
  }, [sectors]);
  const draw = useMemo(() => (width: number) => drawBars(bars, width), [bars]);
  const [first] = sectors;
  const summary = seats?.by === null ? "Les places par secteur d'un jour passé ne sont pas gardées pour un département." : first?.published === 0 ? `Aucune place n'est encore publiée ; le plus souvent déclaré : ${first.label}, ${several(first.intended, "place")}.` : first ? `Premier secteur : ${first.label}, ${several(first.published, "place publiée", "places publiées")}, ${several(first.left, "libre")}.` : "Aucune place n'est déclarée ni publiée.";

  return (
    <Figure
      title="Places par secteur"
      place="place-sectors"
      summary={summary}
      csv="SEATS_BY_SECTOR"
      table={{ caption: "Places par secteur", columns: ["Secteur", "Déclarées", "Publiées", "Pourvues", "Libres"], rows: sectors.map(({ label, intended, published, taken, left }) => [label, count(intended), count(published), count(taken), count(left)]) }}
    >
      {seats === null ? null : bars.length === 0 ? <></> : (
        <>
          <Chart label={`Diagramme en barres. ${summary}`} draw={draw} height={barsHeight(bars.length)} />
          <ul className="legend" aria-label="Légende : places par secteur">
            <li><span className="swatch bar" />publiées</li>
            <li><span className="swatch bar-part" />pourvues</li>
            <li><span className="swatch mark" />déclarées</li>
          </ul>
        </>
      )}
    </Figure>
  );
}

export function Statuses({ conventions }: { readonly conventions: ConventionFigures | null }) {
  const bars = useMemo<readonly Bar[]>(() => {
    if (!conventions) return [];
    const counts = new Map(conventions.byStatus.map(({ status, count: value }) => [status, value]));
    return Object.entries(STATUSES).flatMap(([status, label]) => (counts.get(status) ? [{ label, value: counts.get(status)!, note: shareOf(counts.get(status)!, conventions.conventions) }] : []));
  }, [conventions]);
  const draw = useMemo(() => (width: number) => drawBars(bars, width), [bars]);
  const most = bars.toSorted((a, b) => b.value - a.value)[0];
  const summary = !conventions ? "" : most ? `${several(conventions.conventions, "convention")} ; le plus souvent : ${most.label.toLowerCase()} (${count(most.value)}).` : "Aucune convention n'est ouverte.";

  return (
    <Figure
      title="Conventions par statut"
      place="place-statuses"
      summary={summary}
      csv="CONVENTIONS_BY_STATUS"
      table={{ caption: "Conventions par statut", columns: ["Statut", "Conventions", "Part"], rows: bars.map(({ label, value, note }) => [label, count(value), note]) }}
    >
      {conventions === null ? null : bars.length === 0 ? <></> : <Chart label={`Diagramme en barres. ${summary}`} draw={draw} height={barsHeight(bars.length)} />}
    </Figure>
  );
}
