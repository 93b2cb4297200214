import type { DashboardState } from "./graph/use-dashboard.ts";
import { timeInFrench } from "./view/words.ts";

/** How fresh what one looks at is. What changes each second is shown, and what changes for the worse is said. */
export function Freshness({ state: { isLive, freshAt, failure, dashboard }, isPast }: { readonly state: DashboardState; readonly isPast: boolean }) {
  if (!dashboard || !freshAt) return <p className="freshness" />;
  const at = timeInFrench(freshAt);
  if (isPast) return <p className="freshness">Chiffres d'un jour passé, lus à {at}</p>;
  const isLost = isLive === false || failure !== null;
  return (
    <p className="freshness">
      <span role="status" className={isLost ? "fr-badge fr-badge--warning fr-badge--sm" : isLive ? "fr-badge fr-badge--success fr-badge--sm" : "fr-badge fr-badge--sm"}>{isLost ? "Connexion perdue" : isLive ? "En direct" : "Connexion…"}</span>{" "}
      {isLost ? `Chiffres de ${at}. La page se reconnecte d'elle-même.` : `Chiffres de ${at}`}
    </p>
  );
}
