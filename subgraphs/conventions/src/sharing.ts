import { ANYONE, anyoneBut, shared, type Sharing } from "@stages/subgraph/sharing.ts";

/** A convention is its student's, and not their school's: two students of one school are not answered alike. */
const NOT_STUDENTS = anyoneBut("STUDENT");
/** Of the teachers of a school, an absence alerts the one who follows the student. */
const IN_A_CHAIN_TOGETHER = anyoneBut("STUDENT", "REFERENT_TEACHER");

/**
 * What does not depend on which of two colleagues asks. `AUDIENCE` looks at role and bounds, which are a tutor's address too. Left
 * out: what a viewer may do or write, and what is for the teacher who follows the student.
 */
export const sharing: Sharing = {
  ...shared("Subscription", ["conventionStatusChanged"], NOT_STUDENTS),
  ...shared("ConventionStatusChanged", ["from", "to", "at", "cursor", "refusedBy", "convention"], NOT_STUDENTS),
  ...shared("Subscription", ["absenceAlerts"], IN_A_CHAIN_TOGETHER),
  ...shared("AbsenceAlert", ["step", "at", "cursor", "escalationLevel", "absence", "convention"], IN_A_CHAIN_TOGETHER),
  ...shared("Absence", ["id", "day", "kind", "step"], IN_A_CHAIN_TOGETHER),
  ...shared("Convention", ["id", "status", "period", "campaignId", "openedAt", "confirmedAt", "reason", "student", "host", "offer", "candidature", "school", "missingSignatures", "history"], NOT_STUDENTS),
  ...shared("ConventionChange", ["from", "to", "at", "byRole", "reason"], NOT_STUDENTS),
  ...shared("Student", ["id"], NOT_STUDENTS),
  ...shared("Candidature", ["id"], NOT_STUDENTS),
  ...shared("Offer", ["id"], ANYONE),
  ...shared("Host", ["id"], ANYONE),
  ...shared("School", ["uai"], ANYONE),
  ...shared("Subscription", ["coverageChanged"], ANYONE),
  ...shared("CoverageChanged", ["at", "cursor", "campaign", "academy", "department", "school", "coverage"], ANYONE),
  ...shared("Coverage", ["campaignId", "day", "enrolled", "covered", "partlyCovered", "uncovered", "onPaper", "rate", "conventionsByStatus", "series", "onSameDayOf"], ANYONE),
  ...shared("ConventionCount", ["status", "count"], ANYONE),
  ...shared("CoverageSeries", ["days", "enrolled", "covered", "partlyCovered", "uncovered", "onPaper", "rate"], ANYONE),
  ...shared("Academy", ["code"], ANYONE),
  ...shared("Department", ["code"], ANYONE),
  ...shared("Campaign", ["id"], ANYONE),
};
