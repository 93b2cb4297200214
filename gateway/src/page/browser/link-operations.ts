/** Every operation of the page of a personal link: they stand in the manifest of trusted documents, each under its name. */

const COMMON = `status host { legalName } hostParty { legalName } school { name }
  hostPart { tutor { name function } representative { name function } timetable { date slots { from to } } activities place lunch transport }
  viewerActions { action allowed refusals { message } }`;
const TO_SIGN = `${COMMON} student { firstName lastName className } schoolPart { liabilityInsurance { insurer } adjustments referentTeacher { firstName lastName } } document { id sha256 } signatures { capacity signedAt } amendments { id status reason changes { label before after } document { id sha256 } }`;
/** Who fills reads back what they wrote themselves. */
const TO_FILL = `reason draft { host { representative { name function } tutor { name function email phone } timetable { date slots { from to } } activities place lunch transport } }
  attestation { id status document { id sha256 } } presence { date minutes }
  ${TO_SIGN.replace("tutor { name function }", "tutor { name function email phone }")}`;
const TO_FOLLOW = `${COMMON} student { firstName lastName className referentTeacher { firstName lastName } } absences { day kind }`;

const convention = (name: string, fields: string) => `query ${name}($id: ID!) { convention(id: $id) { ${fields} } }`;

/** By the link's purpose. */
export const CONVENTION = {
  SIGN_CONVENTION: convention("ConventionToSign", TO_SIGN),
  FOLLOW_INTERN: convention("ConventionToFollow", TO_FOLLOW),
  ACT_FOR_HOST: convention("ConventionToFill", TO_FILL),
} as const;

export const OPEN_LINK = "mutation OpenLink($token: String!) { openPersonalLink(input: { token: $token }) { accessToken expiresAt purpose conventionId } }";
export const REQUEST_LINK = "mutation RequestLink($email: String!) { requestPersonalLink(input: { email: $email }) { message } }";
export const REQUEST_CODE = "mutation RequestCodeByLink($input: RequestSignatureCodeInput!) { requestSignatureCode(input: $input) { channel expiresAt sentTo } }";
export const SIGN = "mutation SignByLink($input: SignConventionInput!) { signConvention(input: $input) { id } }";
export const SIGN_AMENDMENT = "mutation SignAmendmentByLink($input: SignAmendmentInput!) { signAmendment(input: $input) { id } }";
export const CONFIRM_ATTESTATION = "mutation ConfirmAttestationByLink($input: ConfirmAttestationInput!) { confirmAttestation(input: $input) { id } }";
export const SIGN_ATTESTATION = "mutation SignAttestationByLink($input: SignAttestationInput!) { signAttestation(input: $input) { id } }";
export const REFUSE_TO_SIGN = "mutation RefuseToSignByLink($input: RefuseToSignInput!) { refuseToSign(input: $input) { id } }";
export const REQUEST_DOWNLOAD = "mutation RequestDownloadByLink($input: RequestDownloadInput!) { requestDownload(input: $input) { url } }";
export const SAVE_DRAFT = "mutation SaveDraftByLink($input: SaveConventionDraftInput!) { saveConventionDraft(input: $input) { id } }";
export const COMPLETE = "mutation CompleteByLink($input: CompleteConventionInput!) { completeConvention(input: $input) { id } }";
export const REPORT_ABSENCE = "mutation ReportAbsenceByLink($input: ReportAbsenceInput!) { reportAbsence(input: $input) { id } }";
