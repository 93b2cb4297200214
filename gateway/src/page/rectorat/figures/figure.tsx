import { type ReactNode, useContext, useId } from "react";
import { CsvButton } from "../export/csv-button.tsx";
import type { Figure as FigureName } from "../export/export-csv.ts";
import { type Table, TableOf } from "./table.tsx";
import { ExportOf } from "../export/export-of.ts";

interface FigureProps {
  readonly title: string;
  /** How wide it stands in the page's grid, and where on paper: a class of `rectorat.css`. */
  readonly place: string;
  /** One sentence that says what the picture shows. */
  readonly summary: string;
  readonly csv?: FigureName;
  readonly table?: Table;
  /** Null when its figures could not be read. */
  readonly children: ReactNode;
}

/** One figure: its title, what it says in a sentence, the picture, its table, its CSV. */
export function Figure({ title, place, summary, csv, table, children }: FigureProps) {
  const id = useId();
  const asked = useContext(ExportOf);
  return (
    <section className={`figure ${place}`} aria-labelledby={id}>
      <h2 id={id} className="fr-h6">{title}</h2>
      {children === null ? (
        <p className="missing">Ces chiffres ne peuvent pas être lus pour le moment. Ils reviendront d'eux-mêmes.</p>
      ) : (
        <>
          <p className="summary">{summary}</p>
          {children}
        </>
      )}
      <div className="behind">
        {table && table.rows.length > 0 && children !== null && (
          <details>
            <summary>Voir le tableau<span className="fr-sr-only"> : {title}</span></summary>
            <TableOf {...table} />
          </details>
        )}
        {csv && asked && <CsvButton figure={csv} title={title} />}
      </div>
    </section>
  );
}
