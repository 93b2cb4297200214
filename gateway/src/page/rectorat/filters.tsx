import { type Opening, academyNamed } from "./graph/opening.ts";
import type { Shown, Territory, View } from "./view/view.ts";

interface FiltersProps {
  readonly opening: Opening;
  readonly shown: Shown;
  readonly go: (change: Partial<View>) => void;
}

const valueOf = (territory: Territory) => (territory.kind === "COUNTRY" ? "COUNTRY" : `${territory.kind} ${territory.code}`);

function territoryOf(value: string): Territory {
  const [kind, code] = value.split(" ");
  return kind === "ACADEMY" || kind === "DEPARTMENT" ? { kind, code: code! } : { kind: "COUNTRY" };
}

/** What is shown. Each choice stands in the address at once. */
export function Filters({ opening: { academies, campaigns, role }, shown, go }: FiltersProps) {
  // A campaign's first day is known before it has any figure.
  const firstDay = campaigns.find(({ id }) => id === shown.campaign)?.weeks[0]?.firstDay ?? "";
  const before = campaigns.filter(({ id, weeks }) => id === shown.compare || (weeks[0]?.firstDay ?? "") < firstDay);
  const chosen = valueOf(shown.territory);
  const known = academies.flatMap(({ code, isWhole, departments }) => [...(isWhole ? [`ACADEMY ${code}`] : []), ...departments.map((department) => `DEPARTMENT ${department.code}`)]);
  return (
    <form className="filters" aria-label="Ce qui est montré" onSubmit={(event) => event.preventDefault()}>
      <div className="fr-select-group filter-territory">
        <label className="fr-label" htmlFor="territory">Territoire</label>
        <select className="fr-select" id="territory" value={chosen} onChange={({ target }) => go({ territory: territoryOf(target.value) })}>
          {role === "MINISTRY" && <option value="COUNTRY">France entière</option>}
          {chosen !== "COUNTRY" && !known.includes(chosen) && <option value={chosen}>Autre territoire</option>}
          {academies.map((academy) => (
            <optgroup key={academy.code} label={academyNamed(academy)}>
              {academy.isWhole && <option value={`ACADEMY ${academy.code}`}>{academyNamed(academy)}</option>}
              {academy.departments.map(({ code, name }) => <option key={code} value={`DEPARTMENT ${code}`}>{name} ({code})</option>)}
            </optgroup>
          ))}
        </select>
      </div>
      <div className="fr-select-group">
        <label className="fr-label" htmlFor="campaign">Campagne</label>
        <select className="fr-select" id="campaign" value={shown.campaign} onChange={({ target }) => go({ campaign: target.value, compare: shown.compare === target.value ? null : shown.compare, day: null })}>
          {!campaigns.some(({ id }) => id === shown.campaign) && <option value={shown.campaign}>{shown.campaign}</option>}
          {campaigns.toReversed().map(({ id }) => <option key={id} value={id}>{id}</option>)}
        </select>
      </div>
      <div className="fr-select-group">
        <label className="fr-label" htmlFor="compare">Comparer avec</label>
        <select className="fr-select" id="compare" value={shown.compare ?? ""} onChange={({ target }) => go({ compare: target.value || null })}>
          <option value="">Aucune</option>
          {before.toReversed().map(({ id }) => <option key={id} value={id}>{id}</option>)}
        </select>
      </div>
      <div className="fr-input-group">
        <label className="fr-label" htmlFor="day">Au soir du</label>
        <input className="fr-input" id="day" type="date" value={shown.day ?? ""} onChange={({ target }) => go({ day: target.value || null })} />
      </div>
      <div className="fr-select-group">
        <label className="fr-label" htmlFor="step">Courbes</label>
        <select className="fr-select" id="step" value={shown.step} onChange={({ target }) => go({ step: target.value as View["step"] })}>
          <option value="DAY">Par jour</option>
          <option value="WEEK">Par semaine</option>
        </select>
      </div>
      <div className="filter-acts">
        {shown.day !== null && <button type="button" className="fr-btn fr-btn--tertiary" onClick={() => go({ day: null })}>Maintenant</button>}
        <button type="button" className="fr-btn fr-btn--secondary" onClick={() => print()}>Imprimer</button>
      </div>
    </form>
  );
}
