import { ANYONE, anyoneBut, shared, type Sharing } from "@stages/subgraph/sharing.ts";

/** Students are shown themselves, and not one another. */
const NOT_STUDENTS = anyoneBut("STUDENT");

/** What does not depend on which of two colleagues asks: the directory, and of a student what a role and its bounds show. */
export const sharing: Sharing = {
  ...shared("Student", ["id", "firstName", "lastName", "className", "campaignId", "isMinor", "school"], NOT_STUDENTS),
  ...shared("School", ["uai", "name", "academy"], ANYONE),
  ...shared("Academy", ["code", "name"], ANYONE),
};
