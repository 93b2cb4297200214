import { type Actor, type ActorOf, actsForHost, actsForStudent, ROLES, worksAtSchool } from "@stages/kernel/actor.ts";
import type { HostId, StudentId } from "@stages/kernel/ids.ts";
import { each, eachWhen, EVERYONE, INHERIT, type Policy, SIGNED_IN, when } from "@stages/subgraph/policy.ts";
import { OF_ACADEMY, OF_COUNTRY, OF_DEPARTMENT, OF_SCHOOL } from "@stages/subgraph/territory-policy.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { THEMSELVES } from "@stages/subgraph/personal-data-entity.ts";
import type { ConventionsContext } from "./context.ts";
import { type Absence, isInChain, seesAbsence } from "./domain/absence.ts";
import { concernedBy, isConcerned } from "./domain/audience.ts";
import type { Convention } from "./domain/convention.ts";
import { FAMILY_AND_SCHOOL, PARTIES } from "./domain/download.ts";
import { seesFollowUps } from "./domain/follow-up.ts";
import { DELEGATE_ROLES, SIGNING_ROLES } from "./domain/sign.ts";

type Someone = ActorOf<(typeof ROLES)[number]>;

const whoIsInTheChain = when("dans la chaîne de cet élève, la famille une fois informée", async (actor: Someone, absence: Absence, { loaders }: ConventionsContext) => {
  const convention = await loaders.convention.load(absence.conventionId);
  return convention !== null && seesAbsence(actor, absence, concernedBy(convention));
});

const whoFollows = when("le professeur référent de cet élève", (actor: Someone, convention: Convention) => isInChain(actor, concernedBy(convention)));
const whoReadsTheLog = when("le professeur référent de cet élève", (actor: Someone, convention: Convention) => seesFollowUps(actor, concernedBy(convention)));

const ofTheFamily = (actor: Actor, { id }: { readonly id: StudentId }) => actsForStudent(actor, id);
const onStaff = when("son établissement", (actor: Someone, { uai }: { readonly uai: Uai }) => worksAtSchool(actor, uai));
const managing = when("sa structure", (actor: Someone, { id }: { readonly id: HostId }) => actsForHost(actor, id));


/** In their own capacity, or by a delegation. */
const SIGNERS = [...SIGNING_ROLES, ...DELEGATE_ROLES] as const;

export const policy: Policy = {
  Convention: eachWhen(
    {
      STUDENT: "les siennes",
      LEGAL_REPRESENTATIVE: "celles de son enfant",
      HOST_MANAGER: "celles de sa structure",
      TUTOR: "celles où il est nommé",
      SCHOOL_HEAD: "celles de son établissement",
      REFERENT_TEACHER: "celles de son établissement",
      EDUCATION_ADVISER: "celles de son établissement",
      RECTORAT: "celles de son académie, ou de son département",
      MINISTRY: "toutes",
    },
    (actor: Someone, convention: Convention) => isConcerned(actor, concernedBy(convention)),
  ),
  "Convention.hostPart": each(PARTIES, "allow"),
  "Convention.schoolPart": each(PARTIES, "allow"),
  "Convention.document": each(PARTIES, "allow"),
  "Convention.draft": each(["HOST_MANAGER", "SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"], "allow"),
  ConventionDraft: INHERIT,
  HostPartDraft: INHERIT,
  HostRepresentativeDraft: INHERIT,
  TutorDraft: INHERIT,
  SchoolPartDraft: INHERIT,
  LiabilityInsuranceDraft: INHERIT,
  NamedRepresentative: INHERIT,
  HostParty: INHERIT,
  ConventionPresenceRules: INHERIT,
  ConventionValidation: INHERIT,
  ValidationProgress: INHERIT,
  "Convention.endCause": each(PARTIES, "allow"),
  SchoolPart: INHERIT,
  HostPart: INHERIT,
  HostRepresentative: INHERIT,
  Tutor: INHERIT,
  TimetableDay: INHERIT,
  TimetableSlot: INHERIT,
  LiabilityInsurance: INHERIT,
  "LiabilityInsurance.policyNumber": each(FAMILY_AND_SCHOOL, "allow"),
  FrozenDocument: INHERIT,
  SealedDocument: INHERIT,
  Signature: INHERIT,
  Signatory: INHERIT,
  SignatureRefusal: INHERIT,
  "SignatureRefusal.reason": each(PARTIES, "allow"),
  SignatureCode: INHERIT,
  SigningResult: INHERIT,
  SignatureDelegation: INHERIT,
  ConventionVerification: INHERIT,
  VerificationFinding: INHERIT,
  ConventionChange: INHERIT,
  ConventionConnection: INHERIT,
  ConventionEdge: INHERIT,
  PageInfo: INHERIT,
  PersonalData: THEMSELVES,

  DownloadLink: INHERIT,
  UploadLink: INHERIT,
  PaperCopy: INHERIT,
  Insurance: INHERIT,
  "Student.insurance": {
    ...each(["SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"], "allow"),
    ...eachWhen({ STUDENT: "la sienne", LEGAL_REPRESENTATIVE: "celle de son enfant" }, ofTheFamily),
  },

  Absence: each(PARTIES, whoIsInTheChain),
  AbsenceStepTaken: INHERIT,
  AbsenceEscalation: INHERIT,

  // Of the teachers, the one who is named: another would learn of an absence by it.
  "Convention.presence": { ...each(PARTIES, "allow"), REFERENT_TEACHER: whoFollows },
  DayPresence: INHERIT,
  "Convention.followUps": { ...each(["SCHOOL_HEAD", "EDUCATION_ADVISER"], "allow"), REFERENT_TEACHER: whoReadsTheLog },
  FollowUp: INHERIT,
  StageToFollow: INHERIT,
  StageToFollowConnection: INHERIT,
  StageToFollowEdge: INHERIT,

  "Convention.feedback": each(["STUDENT", "LEGAL_REPRESENTATIVE", "SCHOOL_HEAD", "EDUCATION_ADVISER"], "allow"),
  "Convention.amendments": each(PARTIES, "allow"),
  "Convention.hostPartInForce": each(PARTIES, "allow"),
  "Convention.schoolPartInForce": each(PARTIES, "allow"),
  Amendment: INHERIT,
  AmendedChange: INHERIT,
  "Convention.attestation": each(PARTIES, "allow"),
  Attestation: INHERIT,
  AttestedDay: INHERIT,
  Feedback: INHERIT,
  "Feedback.rating": each(["STUDENT", "LEGAL_REPRESENTATIVE"], "allow"),
  "Feedback.recommends": each(["STUDENT", "LEGAL_REPRESENTATIVE"], "allow"),
  HostFeedback: INHERIT,
  "Host.feedbackComments": each(["HOST_MANAGER"], managing),

  Student: INHERIT,
  School: INHERIT,
  "School.delegations": each(["SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"], onStaff),
  Host: INHERIT,
  "Host.delegations": each(["HOST_MANAGER"], managing),
  Offer: INHERIT,
  Candidature: INHERIT,
  StaffMember: INHERIT,
  Academy: INHERIT,
  Department: INHERIT,
  Campaign: INHERIT,
  Sector: INHERIT,
  ...Object.fromEntries(["coverage", "conventionFigures", "leastCovered"].flatMap((field) => [
    [`Academy.${field}`, OF_ACADEMY],
    [`Department.${field}`, OF_DEPARTMENT],
    [`Campaign.${field}`, OF_COUNTRY],
  ])),
  "School.coverage": OF_SCHOOL,
  "School.conventionFigures": OF_SCHOOL,
  // Of which territory is an argument: the field itself judges it.
  "Sector.conventionFigures": each(["RECTORAT", "MINISTRY"], "allow"),
  // "The list goes to the school's staff only".
  "School.uncoveredStudents": each(["SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"], onStaff),
  UncoveredStudent: INHERIT,
  UncoveredStudentConnection: INHERIT,
  UncoveredStudentEdge: INHERIT,
  Coverage: INHERIT,
  CoverageSeries: INHERIT,
  ConventionFigures: INHERIT,
  ConventionFiguresOf: INHERIT,
  ConventionSeries: INHERIT,
  SchoolCoverage: INHERIT,
  CoverageChanged: INHERIT,
  ConventionCount: INHERIT,
  OpenStatistics: INHERIT,
  OpenCoverage: INHERIT,
  OpenCoverageOfAcademy: INHERIT,
  OpenCoverageOfDepartment: INHERIT,

  Refusal: INHERIT,
  ViewerAction: INHERIT,
  ConventionStatusChanged: INHERIT,
  AbsenceAlert: INHERIT,

  "Query.stagesToFollow": each(["REFERENT_TEACHER", "TUTOR"], "allow"),
  "Query.convention": SIGNED_IN,
  "Query.conventions": SIGNED_IN,
  "Query.verifyDocument": EVERYONE,
  "Query.openStatistics": EVERYONE,
  "Query.uploadPermit": each(["PLATFORM"], "allow"),
  "Mutation.requestDownload": each(PARTIES, "allow"),
  "Mutation.requestFileDownload": each(PARTIES, "allow"),
  "Mutation.redeemDownload": each(["PLATFORM"], "allow"),
  "Mutation.requestUpload": each(FAMILY_AND_SCHOOL, "allow"),
  "Mutation.receiveUpload": each(["PLATFORM"], "allow"),
  "Mutation.recordPaperConvention": each(["SCHOOL_HEAD"], "allow"),
  "Mutation.submitInsurance": each(FAMILY_AND_SCHOOL, "allow"),
  "Mutation.checkInsurance": each(["SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"], "allow"),
  "Mutation.saveConventionDraft": each(["HOST_MANAGER", "SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"], "allow"),
  "Mutation.createConvention": each(["SCHOOL_HEAD", "REFERENT_TEACHER"], "allow"),
  // The head for a host that the platform does not know.
  "Mutation.completeConvention": each(["HOST_MANAGER", "SCHOOL_HEAD"], "allow"),
  "Mutation.remindSchoolHead": each(["HOST_MANAGER"], "allow"),
  "Mutation.validateConventions": each(["SCHOOL_HEAD"], "allow"),
  "Mutation.returnConvention": each(["SCHOOL_HEAD"], "allow"),
  "Mutation.validateConvention": each(["SCHOOL_HEAD"], "allow"),
  "Query.verifyConvention": SIGNED_IN,
  "Mutation.requestSignatureCode": each(SIGNERS, "allow"),
  "Mutation.signConvention": each(SIGNERS, "allow"),
  "Mutation.signConventions": each(SIGNERS, "allow"),
  "Mutation.refuseToSign": each(SIGNERS, "allow"),
  "Mutation.delegateSignature": each(["SCHOOL_HEAD", "HOST_MANAGER"], "allow"),
  "Mutation.withdrawDelegation": each(["SCHOOL_HEAD", "HOST_MANAGER"], "allow"),
  "Mutation.cancelConvention": each(["SCHOOL_HEAD", "HOST_MANAGER"], "allow"),
  "Mutation.reportAbsence": each(["TUTOR", "HOST_MANAGER"], "allow"),
  // The CPE too, once it is late: the rule says so of each absence.
  "Mutation.relayAbsence": each(["REFERENT_TEACHER", "EDUCATION_ADVISER", "SCHOOL_HEAD"], "allow"),
  "Mutation.informFamily": each(["EDUCATION_ADVISER", "SCHOOL_HEAD"], "allow"),
  "Mutation.closeAbsence": each(["EDUCATION_ADVISER", "SCHOOL_HEAD"], "allow"),
  "Mutation.correctAbsence": each(["TUTOR", "HOST_MANAGER", "REFERENT_TEACHER", "EDUCATION_ADVISER", "SCHOOL_HEAD"], "allow"),
  "Mutation.recordPresence": each(["TUTOR", "HOST_MANAGER"], "allow"),
  "Mutation.recordFollowUp": each(["REFERENT_TEACHER", "SCHOOL_HEAD"], "allow"),
  "Mutation.interruptConvention": each(["SCHOOL_HEAD", "HOST_MANAGER"], "allow"),
  "Mutation.proposeAmendment": each(["HOST_MANAGER", "SCHOOL_HEAD"], "allow"),
  "Mutation.agreeToAmendment": each(["SCHOOL_HEAD"], "allow"),
  // By delegation, those who follow the student sign too.
  "Mutation.signAmendment": each(SIGNERS, "allow"),
  "Mutation.abandonAmendment": each(["HOST_MANAGER", "SCHOOL_HEAD"], "allow"),
  "Mutation.requestAttestation": each(["STUDENT", "LEGAL_REPRESENTATIVE"], "allow"),
  "Mutation.confirmAttestation": each(["HOST_MANAGER"], "allow"),
  "Mutation.signAttestation": each(["HOST_MANAGER", "TUTOR"], "allow"),
  "Mutation.giveFeedback": each(["STUDENT"], "allow"),
  "Mutation.moderateFeedback": each(["SCHOOL_HEAD", "EDUCATION_ADVISER"], "allow"),
  "Subscription.conventionStatusChanged": SIGNED_IN,
  "Subscription.absenceAlerts": SIGNED_IN,
  "Subscription.coverageChanged": each(["SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER", "RECTORAT", "MINISTRY"], "allow"),
  "Subscription.validationProgress": each(["SCHOOL_HEAD"], "allow"),
};
