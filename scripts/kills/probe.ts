import type { StagesClient } from "@stages/client/client.ts";
import { publishOne, untilAnswered } from "./load.ts";
import type { Window } from "./window.ts";

/** Of all four subgraphs: candidatures with their offers, conventions, names. */
const WIDE = `{
  viewer { displayName }
  candidatures(first: 1) { edges { node { id status offer { title } } } }
  conventions(first: 1) { edges { node { id status student { firstName } offer { title } } } }
}`;

/** Resolves once a write that begins now is answered, and then a read of everything without a single error. */
export async function probe(client: StagesClient, hostId: string, title: string, window: Window, isOver: () => boolean): Promise<void> {
  const load = { window: () => window, isOver, pauseMs: 0 };
  await Promise.all([publishOne(client, hostId, title, true, load), untilAnswered(client, WIDE, {}, load)]);
}
