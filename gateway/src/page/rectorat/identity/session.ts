import type { Session as Asker } from "../../browser/notifications-graph.ts";

/** Whoever has signed in, in this tab alone: it is forgotten with the tab, and stands in no address. */
export interface Session extends Asker {
  /** Of the issuer that they signed in with, to sign out there. */
  readonly issuer: string;
}

const KEPT = "rectorat-session";

export const keptSession = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "null") as Session | null;
export const keepSession = (session: Session) => sessionStorage.setItem(KEPT, JSON.stringify(session));
export const forgetSession = () => sessionStorage.removeItem(KEPT);
