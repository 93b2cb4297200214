import { type Costs, sized, weighing } from "@stages/subgraph/costs.ts";

/** In points of a tenth of a millisecond of processor: RESULTS.md, `write` for acts; lists by what the country has. */
export const costs: Costs = {
  // A class: some thirty students with their families.
  ...weighing(4_000, "Mutation.importClassList"),
  ...weighing(1_000, "Mutation.assignReferentTeachers", "Mutation.eraseStudent"),
  ...weighing(500, "Query.exportMyData", "Mutation.requestExport"),
  ...weighing(3, "Academy.enrolment", "Department.enrolment", "Campaign.enrolment", "School.enrolment", "EnrolmentFigures.series", "EnrolmentFigures.onSameDayOf"),
  // 34 académies, 105 départements.
  ...sized(1, "ViewerAction.refusals"),
  ...sized(34, "Query.academies"),
  ...sized(4, "Academy.departments", "Viewer.schools", "Viewer.academies", "Viewer.departments", "Host.managers", "Host.managerInvitations", "Student.legalRepresentatives"),
  ...sized(2, "Viewer.hosts", "Viewer.students"),
  ...sized(50, "School.staff"),
};
