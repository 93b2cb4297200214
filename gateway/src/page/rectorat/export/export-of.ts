import { createContext } from "react";
import type { Session } from "../identity/session.ts";
import type { Shown } from "../view/view.ts";

/** Of what, and as whom, a figure's CSV is asked for; null while nothing is shown. */
export const ExportOf = createContext<{ readonly session: Session; readonly shown: Shown; readonly lost: () => void } | null>(null);
