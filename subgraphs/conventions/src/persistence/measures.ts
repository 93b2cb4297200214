import { measures } from "@stages/statistics/measures.ts";

/** What this subgraph counts; each by the views `counted_…` of its schema. Domain, section 7. */
export const MEASURES = measures({
  schema: "conventions",
  facts: [
    "draft", "hostCompleted", "returned", "validated", "signing", "signed", "cancelled", "interrupted", "completed",
    "absences", "familiesInformed", "feedbackGiven", "feedbackPublished",
  ],
  counters: ["studentEnrolled", "studentWeek1", "studentWeek2", "studentOnPaper"],
  flags: {
    studentsEnrolled: "true",
    studentsCovered: "student_week1 > 0 and student_week2 > 0",
    studentsPartlyCovered: "(student_week1 > 0) <> (student_week2 > 0)",
    studentsOnPaper: "student_on_paper > 0",
  },
  delays: ["DAYS_TO_SIGN", "MINUTES_TO_INFORM_FAMILY"],
});
