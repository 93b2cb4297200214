import { measures } from "@stages/statistics/measures.ts";

/** What this subgraph counts; each by the views `counted_…` of its schema. Domain, section 7. */
export const MEASURES = measures({
  schema: "offers",
  facts: ["seatsIntended", "offersPublished", "seatsPublished", "seatsTaken", "seatsLeft"],
  counters: [],
  flags: {},
  delays: [],
});
