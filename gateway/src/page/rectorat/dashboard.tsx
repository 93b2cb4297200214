import { useEffect, useMemo } from "react";
import { PaperWidth } from "./charts/chart.tsx";
import { ExportOf } from "./export/export-of.ts";
import { Sectors, Statuses } from "./figures/bar-figures.tsx";
import { CoverageMap } from "./figures/coverage-map.tsx";
import { CoveredCurve, SeatsCurve } from "./figures/curves.tsx";
import { Delays } from "./figures/delays.tsx";
import { Funnel } from "./figures/funnel.tsx";
import { Headline } from "./figures/headline.tsx";
import { LeastCovered } from "./figures/least-covered.tsx";
import { Filters } from "./filters.tsx";
import { Freshness } from "./freshness.tsx";
import { nameOf, type Opening } from "./graph/opening.ts";
import { useDashboard } from "./graph/use-dashboard.ts";
import type { Session } from "./identity/session.ts";
import { Skeleton } from "./skeleton.tsx";
import { usePrinting } from "./view/use-printing.ts";
import { useView } from "./view/use-view.ts";
import { isSameTerritory, type Shown, type Territory } from "./view/view.ts";
import { dayInFrench } from "./view/words.ts";

interface DashboardPageProps {
  readonly session: Session;
  readonly opening: Opening;
  readonly ownTerritory: Territory;
  readonly lost: () => void;
}

/** A quarter of an A4 on its side has 244 CSS pixels: drawn wider than it is shown, so that its words are as small as paper's. */
const PAPER_COLUMN = 330;

export function DashboardPage({ session, opening, ownTerritory, lost }: DashboardPageProps) {
  const [view, go] = useView();
  const shown: Shown = {
    campaign: view.campaign ?? opening.currentCampaign,
    territory: view.territory ?? ownTerritory,
    compare: view.compare,
    day: view.day,
    step: view.step,
  };
  const [state, again] = useDashboard(session, shown, lost);
  const isPrinting = usePrinting();
  const key = JSON.stringify(shown);
  const exported = useMemo(() => ({ session, shown, lost }), [session, key, lost]);
  const title = nameOf(shown.territory, opening);
  useEffect(() => void (document.title = `${title} — Stages de seconde ${shown.campaign}${shown.day === null ? "" : `, au ${dayInFrench(shown.day)}`}`), [title, shown.campaign, shown.day]);

  const { dashboard, failure } = state;
  // What is shown of another territory must not pass for this one's.
  const isOther = state.of !== null && (!isSameTerritory(state.of.territory, shown.territory) || state.of.campaign !== shown.campaign || state.of.day !== shown.day);
  const isEmpty = dashboard?.figures.coverage?.enrolled === 0 && (dashboard.figures.seatFigures?.published ?? 0) === 0 && (dashboard.figures.seatFigures?.intended ?? 0) === 0;

  return (
    <ExportOf value={exported}>
      <div className="head">
        <h1 className="fr-h3" tabIndex={-1}>{title}</h1>
        <p className="of">Stages de seconde, campagne {shown.campaign}{shown.day && `, au ${dayInFrench(shown.day)}`}{shown.compare && `, comparée à ${shown.compare}`}</p>
        <Freshness state={state} isPast={shown.day !== null} />
      </div>
      <Filters opening={opening} shown={shown} go={go} />
      <p className="fr-sr-only" role="status">{dashboard && !isOther ? `Chiffres affichés : ${title}.` : ""}</p>
      {failure && (
        <div className={failure.code === "FORBIDDEN" ? "fr-alert fr-alert--warning" : "fr-alert fr-alert--error"} role="alert">
          <h2 className="fr-alert__title">{failure.code === "FORBIDDEN" ? "Ce territoire n'est pas le vôtre" : "Les chiffres n'ont pas pu être lus"}</h2>
          <p>{failure.message}</p>
          {failure.code === "FORBIDDEN" || failure.code === "NOT_FOUND" || failure.code === "CAMPAIGN_UNKNOWN"
            ? <button type="button" className="fr-btn fr-btn--sm" onClick={() => go({ territory: null, campaign: null, compare: null, day: null })}>Revenir à mon territoire</button>
            : <button type="button" className="fr-btn fr-btn--sm" onClick={again}>Recommencer</button>}
        </div>
      )}
      {state.partly && !failure && <p className="fr-notice-line" role="status">Une partie des chiffres manque : {state.partly.message}</p>}
      {!dashboard && !failure && <Skeleton />}
      {isEmpty && !failure && <p className="empty">La campagne {state.of!.campaign} n'a encore, dans ce territoire, ni élève inscrit ni place. Les chiffres apparaîtront ici d'eux-mêmes.</p>}
      {dashboard && !isEmpty && (!failure || !isOther) && (
        <PaperWidth value={isPrinting ? PAPER_COLUMN : null}>
          <div className={isOther ? "dashboard dashboard--leaving" : "dashboard"} aria-busy={isOther}>
            <Headline coverage={dashboard.figures.coverage} comparedWith={shown.compare} />
            <CoverageMap departments={dashboard.departments} territory={shown.territory} view={view} go={go} />
            <CoveredCurve coverage={dashboard.figures.coverage} step={shown.step} />
            <Funnel coverage={dashboard.figures.coverage} candidatures={dashboard.figures.candidatureFigures} />
            <SeatsCurve seats={dashboard.figures.seatFigures} enrolled={dashboard.figures.coverage?.enrolled ?? null} step={shown.step} />
            <LeastCovered schools={dashboard.figures.leastCovered} isPast={shown.day !== null} />
            <Sectors seats={dashboard.figures.seatFigures} />
            <Statuses conventions={dashboard.figures.conventionFigures} />
            <Delays candidatures={dashboard.figures.candidatureFigures} conventions={dashboard.figures.conventionFigures} comparedWith={shown.compare} isPast={shown.day !== null} />
          </div>
        </PaperWidth>
      )}
    </ExportOf>
  );
}
