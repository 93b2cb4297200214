import type { Events } from "@stages/events/contracts.ts";
import type { ConventionId } from "@stages/kernel/ids.ts";
import { INSIDE, NOTHING, personal, type PersonalData } from "@stages/subgraph/audit.ts";
import type { ConventionsContext } from "./context.ts";
import type { Convention } from "./domain/convention.ts";
import type { ShownInsurance } from "./graphql/insurance-resolver.ts";
import type { Download } from "./operations/request-download.ts";
import type { UncoveredStudent } from "./persistence/uncovered.ts";

async function studentOf({ conventionId }: { readonly conventionId: ConventionId }, { loaders }: ConventionsContext): Promise<Convention> {
  const convention = await loaders.convention.load(conventionId);
  if (!convention) throw new Error("Something of a convention was shown, and the convention cannot be: whose it is remains unknown");
  return convention;
}

/** Which types show personal data of a student, and whose. */
export const personalData: PersonalData = {
  // Where and when a student has a stage is theirs, with or without the name.
  Convention: personal("CONVENTION", (convention: Convention) => convention, { except: ["id", "student", "school", "candidature", "absences", "followUps", "amendments", "attestation", "feedback"] }),
  SchoolPart: INSIDE,
  HostPart: INSIDE,
  HostRepresentative: INSIDE,
  Tutor: INSIDE,
  TimetableDay: INSIDE,
  TimetableSlot: INSIDE,
  LiabilityInsurance: INSIDE,
  ConventionDraft: INSIDE,
  HostPartDraft: INSIDE,
  HostRepresentativeDraft: INSIDE,
  TutorDraft: INSIDE,
  SchoolPartDraft: INSIDE,
  LiabilityInsuranceDraft: INSIDE,
  NamedRepresentative: INSIDE,
  HostParty: INSIDE,
  ConventionPresenceRules: INSIDE,
  FrozenDocument: INSIDE,
  SealedDocument: INSIDE,
  Signature: INSIDE,
  Signatory: INSIDE,
  SignatureRefusal: INSIDE,
  // Codes and delegations tell of who signs, and of no student.
  SignatureCode: NOTHING,
  SignatureDelegation: NOTHING,
  SigningResult: NOTHING,
  // Says whether the proofs hold, and nothing of whose they are.
  ConventionVerification: NOTHING,
  VerificationFinding: NOTHING,
  ConventionChange: INSIDE,
  ConventionConnection: NOTHING,
  ConventionEdge: NOTHING,
  ConventionValidation: NOTHING,
  ValidationProgress: NOTHING,
  PageInfo: NOTHING,
  // To oneself and one's family, whose reads are not recorded; to staff, their own acts by ids and dates.
  PersonalData: NOTHING,

  // Whoever was given the way to a file is taken to have read it.
  DownloadLink: personal("CONVENTION", ({ convention }: Download) => convention, { except: ["expiresAt", "bytes"] }),
  UploadLink: NOTHING,
  PaperCopy: INSIDE,
  Insurance: personal("CONVENTION", ({ insured }: ShownInsurance) => insured, { except: ["campaignId"] }),
  // A yes or a no about a code.
  "Query.verifyDocument": NOTHING,
  "Query.uploadPermit": NOTHING,
  "Mutation.redeemDownload": NOTHING,
  "Mutation.receiveUpload": NOTHING,

  Absence: personal("ABSENCE", studentOf, { except: ["id", "convention"] }),
  AbsenceStepTaken: INSIDE,
  AbsenceEscalation: INSIDE,
  DayPresence: INSIDE,
  FollowUp: personal("CONVENTION", studentOf, { except: ["id", "by"] }),
  StageToFollow: personal("CONVENTION", ({ convention }: { readonly convention: Convention }) => convention, { except: ["id", "convention", "openAbsences"] }),
  StageToFollowConnection: NOTHING,
  StageToFollowEdge: NOTHING,

  ConventionStatusChanged: personal("CONVENTION", (event: Events["ConventionStatusChanged" | "SignatureRefused"]) => event, { except: ["convention", "cursor"] }),
  AbsenceAlert: personal("ABSENCE", (event: Events["AbsenceStepReached" | "AbsenceEscalated"]) => event, { except: ["absence", "convention", "cursor"] }),

  Amendment: personal("CONVENTION", studentOf, { except: ["id", "viewerActions"] }),
  AmendedChange: INSIDE,
  Attestation: personal("CONVENTION", studentOf, { except: ["id", "viewerActions"] }),
  AttestedDay: INSIDE,
  Feedback: personal("CONVENTION", studentOf, { except: ["id", "viewerActions"] }),
  HostFeedback: NOTHING,

  Student: NOTHING,
  School: NOTHING,
  Host: NOTHING,
  Offer: NOTHING,
  Candidature: NOTHING,
  StaffMember: NOTHING,
  // That a student has no stage, and for which weeks.
  UncoveredStudent: personal("CONVENTION", ({ id, schoolUai }: UncoveredStudent) => ({ studentId: id, schoolUai }), { except: ["conventions"] }),
  UncoveredStudentConnection: NOTHING,
  UncoveredStudentEdge: NOTHING,
  // Counts.
  Academy: NOTHING,
  Department: NOTHING,
  Campaign: NOTHING,
  Sector: NOTHING,
  Coverage: NOTHING,
  CoverageSeries: NOTHING,
  ConventionFigures: NOTHING,
  ConventionFiguresOf: NOTHING,
  ConventionSeries: NOTHING,
  SchoolCoverage: NOTHING,
  CoverageChanged: NOTHING,
  ConventionCount: NOTHING,
  OpenStatistics: NOTHING,
  OpenCoverage: NOTHING,
  OpenCoverageOfAcademy: NOTHING,
  OpenCoverageOfDepartment: NOTHING,
  Refusal: NOTHING,
  ViewerAction: NOTHING,
};
