import type { Handlers } from "@stages/events/consumer.ts";

/** The market stands on its own: what it owns is told to the others, and nothing is needed from them. */
export const handlers: Handlers = {};
