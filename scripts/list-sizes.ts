import { MOST_ANSWERS } from "@stages/candidatures/operations/answer-candidatures.ts";
import { BOOKED_MAX } from "@stages/candidatures/domain/book.ts";
import { MOST_DOCUMENTS } from "@stages/conventions/domain/signature-code.ts";
import { MOST_VALIDATIONS } from "@stages/conventions/operations/validate-conventions.ts";

/** What each list takes at most by its own rule, which is in its subgraph; what is not here, as any list in variables. */
export const listSizes: Readonly<Record<string, number>> = {
  "AnswerCandidaturesInput.answers": MOST_ANSWERS,
  "AssignReferentTeachersInput.assignments": 1_000,
  "BookOfferInput.studentIds": BOOKED_MAX,
  "ChangeNotificationPreferencesInput.changes": 100,
  "HostPartDraftInput.timetable": 14,
  "MarkNotificationsReadInput.ids": 100,
  "RecordExamDutiesInput.dates": 60,
  "PublishOfferInput.reservedSchoolUais": 100,
  "EditOfferInput.reservedSchoolUais": 100,
  "SaveOfferDraftInput.reservedSchoolUais": 100,
  "RequestSignatureCodeInput.documentIds": MOST_DOCUMENTS,
  "SchoolPartDraftInput.legalRepresentatives": 4,
  "SignConventionsInput.conventionIds": MOST_DOCUMENTS,
  "ValidateConventionsInput.conventionIds": MOST_VALIDATIONS,
};
