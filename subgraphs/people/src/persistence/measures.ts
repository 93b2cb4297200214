import { measures } from "@stages/statistics/measures.ts";

/** What this subgraph counts, by the view `counted` of its schema. Domain, section 7. */
export const MEASURES = measures({ schema: "people", facts: ["studentsEnrolled"], counters: [], flags: {}, delays: [] });
