import type { ReactNode } from "react";

export interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  /** The first of each row is what the row is about. */
  readonly rows: readonly (readonly ReactNode[])[];
}

/** It scrolls within itself, by keyboard as well, where it is wider than the screen. */
export const TableOf = ({ caption, columns, rows }: Table) => (
  <div className="table" tabIndex={0} role="group" aria-label={caption}>
    <table>
      <caption className="fr-sr-only">{caption}</caption>
      <thead>
        <tr>{columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr>
      </thead>
      <tbody>
        {rows.map(([about, ...cells], row) => (
          <tr key={row}>
            <th scope="row">{about}</th>
            {cells.map((cell, column) => <td key={column}>{cell}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
