import { measures } from "@stages/statistics/measures.ts";

/** What this subgraph counts; each by the views `counted_…` of its schema. Domain, section 7. */
export const MEASURES = measures({
  schema: "candidatures",
  facts: [
    "submitted", "read", "accepted", "confirmed", "refused", "expired", "withdrawn", "lapsed", "superseded", "cancelledByHost", "cancelledBySchool",
    "farFromHome",
  ],
  counters: ["studentEnrolled", "studentSent", "studentSeated", "studentConfirmed"],
  flags: {
    studentsEnrolled: "true",
    studentsApplied: "student_sent > 0",
    studentsAccepted: "student_seated > 0",
    studentsConfirmed: "student_confirmed > 0",
  },
  delays: ["DAYS_TO_ANSWER"],
});
