import { type Costs, sized, weighing } from "@stages/subgraph/costs.ts";

/** In points of a tenth of a millisecond of processor: RESULTS.md, `documents` for what is drawn and sealed, `analytics` for figures. */
export const costs: Costs = {
  // A drawing takes 25 ms, the platform's and PostgreSQL's part of a validation 20.
  ...weighing(450, "Mutation.validateConvention", "Mutation.confirmAttestation", "Mutation.agreeToAmendment"),
  // The last signature draws again and seals: 60 ms.
  ...weighing(600, "Mutation.signConvention", "Mutation.signAmendment", "Mutation.signAttestation", "Mutation.recordPaperConvention"),
  // As many as the list is long: 200 signatures, 500 validations.
  ...weighing(4_000, "Mutation.validateConventions", "Mutation.signConventions"),
  // Computes every hash and seal of a document anew.
  ...weighing(100, "Query.verifyConvention"),
  ...weighing(10, "Query.verifyDocument", "Query.openStatistics"),
  ...weighing(3, "Academy.coverage", "Department.coverage", "Campaign.coverage", "School.coverage", "Coverage.series", "Coverage.onSameDayOf"),
  ...weighing(3, "Academy.conventionFigures", "Department.conventionFigures", "Campaign.conventionFigures", "School.conventionFigures", "ConventionFigures.series", "ConventionFigures.by", "ConventionFigures.onSameDayOf"),
  ...weighing(10, "Academy.leastCovered", "Department.leastCovered", "Campaign.leastCovered"),
  ...sized(1, "ViewerAction.refusals"),
  ...sized(34, "OpenStatistics.academies"),
  ...sized(5, "Convention.history", "Convention.signatures", "Convention.signatories", "Convention.viewerActions", "OpenCoverageOfAcademy.departments", "Absence.viewerActions", "Amendment.viewerActions", "Attestation.viewerActions", "Absence.timeline"),
  ...sized(2, "Amendment.changes", "Amendment.signatures", "Attestation.signatures", "Student.conventions", "UncoveredStudent.conventions", "Convention.followUps", "Absence.escalations"),
  // Few have one.
  ...sized(1, "Convention.amendments", "Convention.absences", "Convention.signatureRefusals", "StageToFollow.openAbsences", "Host.delegations", "School.delegations"),
  // Come with the row that has them.
  ...sized(1, "HostPart.timetable", "HostPartDraft.timetable", "TimetableDay.slots", "SchoolPart.legalRepresentatives", "SchoolPartDraft.legalRepresentatives", "Convention.presence", "Attestation.days", "Coverage.conventionsByStatus", "ConventionFigures.byStatus"),
};
