import { useCallback, useEffect, useState } from "react";
import { searchOf, type View, viewOf } from "./view.ts";

/** What the address asks for, and how to go elsewhere: a step of the browser's history each time, so that going back works. */
export function useView(): readonly [View, (change: Partial<View>) => void] {
  const [view, setView] = useState(() => viewOf(location.search));
  useEffect(() => {
    const follow = () => setView(viewOf(location.search));
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const go = useCallback((change: Partial<View>) => {
    const next = { ...viewOf(location.search), ...change };
    history.pushState(null, "", location.pathname + searchOf(next));
    setView(next);
  }, []);
  return [view, go];
}
