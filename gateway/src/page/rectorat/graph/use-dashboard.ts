import { useCallback, useEffect, useReducer, useRef } from "react";
import { OFFLINE, Refused } from "../../browser/ask.ts";
import { followStream } from "../../browser/follow-stream.ts";
import type { Session } from "../identity/session.ts";
import type { Shown } from "../view/view.ts";
import { type CoverageTold, withCoverage } from "./coverage-told.ts";
import { COVERAGE_CHANGED } from "./dashboard-query.ts";
import type { Dashboard } from "./figures.ts";
import { readDashboard } from "./read-dashboard.ts";

export interface DashboardState {
  /** Null until it was first read. Of another view while the next is read, so that nothing jumps. */
  readonly dashboard: Dashboard | null;
  /** Which view the dashboard is of. */
  readonly of: Shown | null;
  readonly isReading: boolean;
  readonly failure: Refused | null;
  /** Why some figures are missing. */
  readonly partly: Refused | null;
  /** When what is shown was last read or told. */
  readonly freshAt: Date | null;
  /** Null before the first word of the stream, and for a day that is past. */
  readonly isLive: boolean | null;
}

type Step =
  | { readonly type: "asked" }
  | { readonly type: "read"; readonly dashboard: Dashboard; readonly of: Shown; readonly partly: Refused | null }
  | { readonly type: "failed"; readonly failure: Refused }
  | { readonly type: "told"; readonly told: CoverageTold }
  | { readonly type: "live"; readonly isLive: boolean | null };

const NOTHING: DashboardState = { dashboard: null, of: null, isReading: true, failure: null, partly: null, freshAt: null, isLive: null };

function after(state: DashboardState, step: Step): DashboardState {
  switch (step.type) {
    case "asked":
      return { ...state, isReading: true };
    case "read":
      return { ...state, dashboard: step.dashboard, of: step.of, partly: step.partly, failure: null, isReading: false, freshAt: new Date() };
    case "failed":
      return { ...state, failure: step.failure, isReading: false };
    case "told":
      return state.dashboard && state.of ? { ...state, dashboard: withCoverage(state.dashboard, state.of.territory, step.told), freshAt: new Date(step.told.at) } : state;
    case "live":
      return { ...state, isLive: step.isLive };
  }
}

/** What no event tells is asked for again, at most so often, and while somebody looks. */
const AGAIN_MS = 15_000;

/** The figures of a view: read, then live while it is of now. */
export function useDashboard(session: Session, shown: Shown, lost: () => void): readonly [DashboardState, () => void] {
  const [state, take] = useReducer(after, NOTHING);
  const key = JSON.stringify([shown, session.role, session.token]);
  const again = useRef<() => void>(() => {});

  useEffect(() => {
    const left = new AbortController();
    const { signal } = left;
    let readAt = 0;
    let reading: Promise<void> | null = null;

    const read = () => (reading ??= readOnce().finally(() => (reading = null)));
    async function readOnce(): Promise<void> {
      take({ type: "asked" });
      readAt = Date.now();
      try {
        const { dashboard, partly } = await readDashboard(session, shown, signal);
        if (!signal.aborted) take({ type: "read", dashboard, of: shown, partly });
      } catch (error) {
        if (signal.aborted) return;
        const failure = error instanceof Refused ? error : new Refused("", OFFLINE.message);
        if (failure.code === "UNAUTHENTICATED") return lost();
        take({ type: "failed", failure });
      }
    }
    again.current = () => void read();
    void read();
    take({ type: "live", isLive: null });
    if (shown.day !== null) return () => left.abort();

    const ifDue = () => document.visibilityState === "visible" && Date.now() - readAt >= AGAIN_MS && void read();
    const timer = setInterval(ifDue, AGAIN_MS);
    document.addEventListener("visibilitychange", ifDue, { signal });
    const { territory, campaign } = shown;
    const variables = { campaign, academy: territory.kind === "ACADEMY" ? territory.code : null, department: territory.kind === "DEPARTMENT" ? territory.code : null };
    void followStream<{ coverageChanged: CoverageTold }>(
      { query: COVERAGE_CHANGED, variables, bearer: session.token, role: session.role },
      { told: ({ coverageChanged }) => take({ type: "told", told: coverageChanged }), stale: () => void read(), live: (isLive) => take({ type: "live", isLive }), lost },
      signal,
    );
    return () => (clearInterval(timer), left.abort());
    // `key` is all that these are made of.
  }, [key]);

  return [state, useCallback(() => again.current(), [])];
}
