import { useContext, useState } from "react";
import { Refused } from "../../browser/ask.ts";
import { count, several } from "../view/words.ts";
import { exportCsv, type Figure, type Progress, save } from "./export-csv.ts";
import { ExportOf } from "./export-of.ts";

const saidOf = ({ lines, rows }: Progress) => (rows === null ? `${several(lines, "ligne")}…` : `${count(lines)} sur ${several(rows, "ligne")}…`);

/** The figure as a spreadsheet takes it, with how far it is. */
export function CsvButton({ figure, title }: { readonly figure: Figure; readonly title: string }) {
  const asked = useContext(ExportOf);
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly said: string; readonly progress: Progress | null }>({ isBusy: false, said: "", progress: null });
  if (!asked) return null;
  const { session, shown, lost } = asked;

  async function fetchIt(): Promise<void> {
    if (state.isBusy) return;
    setState({ isBusy: true, said: "Préparation…", progress: null });
    try {
      const file = await exportCsv(session, figure, shown, (progress) => setState({ isBusy: true, said: saidOf(progress), progress }));
      save(file);
      setState({ isBusy: false, said: "Fichier enregistré.", progress: null });
    } catch (error) {
      if (error instanceof Refused && error.code === "UNAUTHENTICATED") return lost();
      setState({ isBusy: false, said: error instanceof Refused ? error.message : "Le fichier n'a pas pu être reçu en entier. Réessayez.", progress: null });
    }
  }

  return (
    <div className="csv">
      <button type="button" className="fr-btn fr-btn--tertiary fr-btn--sm icon-download" aria-disabled={state.isBusy} onClick={() => void fetchIt()}>
        CSV<span className="fr-sr-only"> : {title}</span>
      </button>
      {state.progress && state.progress.rows !== null && <progress max={Math.max(1, state.progress.rows)} value={state.progress.lines} aria-label={`Export : ${title}`} />}
      <span role="status">{state.said}</span>
    </div>
  );
}
