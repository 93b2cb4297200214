import { buildSchema, getNamedType, isInputObjectType, type GraphQLField } from "graphql";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** Each makes something that another request would make again. A mutation that is in neither list does not pass. */
const CREATING: readonly string[] = [
  "bookOffer",
  "createConvention",
  "declareIntention",
  "duplicateOffer",
  "giveFeedback",
  "importClassList",
  "inviteHostManager",
  "inviteStaffMember",
  "inviteTerritoryStaff",
  "proposeAmendment",
  "publishOffer",
  "recordFollowUp",
  "registerHost",
  "registerWebhook",
  "reportAbsence",
  "requestAttestation",
  "saveOfferDraft",
  "sendPersonalLink",
  "submitCandidature",
];

const FROM_STATE = "it leads from one state to the next: a second time it is refused with WRONG_STATE, and nothing is done";
const ANOTHER_WAY = "another way to the same, over in some minutes: its token is told once, so that keeping it would be keeping it in clear";
const SETS = "it says how something is to be: a second time it is so already";

/** What the others do when they are sent twice. */
const NOT_CREATING: Readonly<Record<string, string>> = {
  abandonAmendment: FROM_STATE,
  acceptCandidature: FROM_STATE,
  addFavourite: SETS,
  agreeToAmendment: FROM_STATE,
  answerCandidatures: "each of its answers leads from one state to the next: a second time each is refused with WRONG_STATE",
  assignReferentTeachers: SETS,
  cancelAcceptance: FROM_STATE,
  cancelBooking: FROM_STATE,
  cancelConvention: FROM_STATE,
  changeIntention: SETS,
  changeNotificationPreferences: SETS,
  changeOfferSeats: SETS,
  changeWebhook: SETS,
  checkInsurance: SETS,
  closeAbsence: FROM_STATE,
  completeConvention: FROM_STATE,
  correctAbsence: FROM_STATE,
  confirmAttestation: FROM_STATE,
  confirmCandidature: FROM_STATE,
  correctRepresentativeEmail: SETS,
  defineCampaign: "its year is its key: a second time it is so already",
  dismissFlags: SETS,
  editHost: SETS,
  editOffer: SETS,
  enableWebhook: FROM_STATE,
  eraseStudent: "asked again by the same head, it answers the same",
  flagOffer: "once per person and offer: a second time changes nothing",
  hideOffer: FROM_STATE,
  informFamily: FROM_STATE,
  interruptConvention: FROM_STATE,
  markNotificationsRead: SETS,
  moderateFeedback: FROM_STATE,
  openPersonalLink: "its token is its key, and opens once: the session is shown to nobody a second time",
  publishDraft: FROM_STATE,
  readCandidature: FROM_STATE,
  recordExamDuties: SETS,
  recordPaperConvention: FROM_STATE,
  recordPresence: SETS,
  refuseCandidature: FROM_STATE,
  registerPushSubscription: "its address is its key: a second time the browser is known, with the keys it gives then",
  relayAbsence: FROM_STATE,
  remindSchoolHead: "once a civil day: a second time it is refused with REMINDED_TODAY",
  removeFavourite: SETS,
  removeHostManager: SETS,
  removeOffer: FROM_STATE,
  removeWebhook: "forgotten, it is not found a second time",
  removePushSubscription: "a second time it is no more, which NOT_FOUND says",
  republishOffer: FROM_STATE,
  requestDownload: ANOTHER_WAY,
  requestExport: ANOTHER_WAY,
  requestFileDownload: ANOTHER_WAY,
  requestUpload: ANOTHER_WAY,
  requestPersonalLink: "a visitor is nobody to keep a key for; an address is answered once in five minutes, whoever asks",
  resendWebhookDelivery: FROM_STATE,
  restoreOffer: FROM_STATE,
  returnConvention: FROM_STATE,
  revokePersonalLink: SETS,
  rotateWebhookSecret: "the secret of the first is shown again to nobody: a second one takes its place, and the one before it signs for a day",
  saveConventionDraft: SETS,
  sendTestWebhook: "one more message that tells nothing",
  signAmendment: "one signature per party: a second one is refused with SIGNED_ALREADY",
  signAttestation: "one signature: a second one is refused with SIGNED_ALREADY",
  delegateSignature: "given twice, it lets the same person sign; each is withdrawn by its own id",
  refuseToSign: "once per signer and document: a second one is refused with REFUSED_ALREADY",
  requestSignatureCode: "a new code takes the place of the former",
  signConventions: "one signature per party: a second one is refused with SIGNED_ALREADY",
  withdrawDelegation: FROM_STATE,
  signConvention: "one signature per party: a second one is refused with SIGNED_ALREADY",
  submitInsurance: "its file serves once: a second time it is refused with FILE_UNKNOWN, and what was given stays",
  transferCandidature: SETS,
  unpublishOffer: FROM_STATE,
  validateConvention: FROM_STATE,
  validateConventions: "each of its conventions leads from one state to the next: a second time those that are validated are answered as they are",
  withdrawCandidature: FROM_STATE,
  withdrawHostInvitation: SETS,
  withdrawIntention: FROM_STATE,
};

const api = buildSchema(readFileSync("schema/api.graphql", "utf8"));
const mutations = Object.values(api.getMutationType()!.getFields());

function keyOf({ args }: GraphQLField<unknown, unknown>) {
  const type = getNamedType(args.find(({ name }) => name === "input")!.type);
  return isInputObjectType(type) ? type.getFields()["idempotencyKey"] : undefined;
}

it("every mutation is said to create something, or why it need not have a key", () => {
  expect([...CREATING, ...Object.keys(NOT_CREATING)].toSorted()).toEqual(mutations.map(({ name }) => name).toSorted());
});

it("those that create take a key, which nobody must give, and no other does", () => {
  const keyed = mutations.filter((mutation) => keyOf(mutation) !== undefined);
  expect(keyed.map(({ name }) => name).toSorted()).toEqual(CREATING);
  for (const mutation of keyed) expect(`${keyOf(mutation)!.type} = ${String(keyOf(mutation)!.defaultValue)}`, mutation.name).toBe("String = null");
});
