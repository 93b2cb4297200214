import type { Actor } from "@stages/kernel/actor.ts";
import { type ConventionId, idFromUuid, type IdPrefix, newId, uuidOf } from "@stages/kernel/ids.ts";
import { type GraphQLArgument, type GraphQLInputType, type GraphQLSchema, getNamedType, getNullableType, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType } from "graphql";
import type { Visitor } from "./matrix.ts";
import type { Facts } from "./reach.ts";
import { objectType } from "./shape.ts";
import { everyOf } from "./targets.ts";

/** What an id in a mutation's input names. `SchoolOfOthers` and `HostOfOthers` are public: they may be told apart, and refused. A `Reference` is a public code, or a client's own id: nothing of anyone. */
export type Named = "Student" | "Offer" | "Candidature" | "Booking" | "Convention" | "Absence" | "Representative" | "Staff" | "HostManager" | "SchoolOfOthers" | "HostOfOthers" | "Reference" | "Link" | "Intention" | "Document" | "File" | "Delegation" | "Amendment" | "Attestation" | "Feedback" | "Webhook" | "WebhookDelivery" | "Notification" | "Browser";

/** Every id that a mutation takes. One that the schema has and this has not fails the test, and so does the reverse. */
export const IDS_OF_MUTATIONS: Readonly<Record<string, Named>> = {
  "submitCandidature.input.offerId": "Offer",
  "bookOffer.input.offerId": "Offer",
  "bookOffer.input.studentIds": "Student",
  "cancelBooking.input.bookingId": "Booking",
  "cancelBooking.input.studentIds": "Student",
  "readCandidature.input.candidatureId": "Candidature",
  "acceptCandidature.input.candidatureId": "Candidature",
  "refuseCandidature.input.candidatureId": "Candidature",
  "answerCandidatures.input.answers.candidatureId": "Candidature",
  "transferCandidature.input.candidatureId": "Candidature",
  "transferCandidature.input.toPersonId": "Staff",
  "cancelAcceptance.input.candidatureId": "Candidature",
  "confirmCandidature.input.candidatureId": "Candidature",
  "withdrawCandidature.input.candidatureId": "Candidature",
  "reportAbsence.input.conventionId": "Convention",
  "relayAbsence.input.absenceId": "Absence",
  "informFamily.input.absenceId": "Absence",
  "closeAbsence.input.absenceId": "Absence",
  "correctAbsence.input.absenceId": "Absence",
  "recordPresence.input.conventionId": "Convention",
  "recordFollowUp.input.conventionId": "Convention",
  "interruptConvention.input.conventionId": "Convention",
  "completeConvention.input.conventionId": "Convention",
  "saveConventionDraft.input.conventionId": "Convention",
  // Kept as they are written, and checked when the convention is validated: nothing is told of them here.
  "saveConventionDraft.input.school.referentTeacherId": "Reference",
  "createConvention.input.studentId": "Student",
  "remindSchoolHead.input.conventionId": "Convention",
  "validateConventions.input.runId": "Reference",
  "validateConventions.input.conventionIds": "Convention",
  "validateConventions.input.referentTeacherId": "Staff",
  "returnConvention.input.conventionId": "Convention",
  "validateConvention.input.conventionId": "Convention",
  "validateConvention.input.referentTeacherId": "Staff",
  "requestSignatureCode.input.documentIds": "Document",
  "signConvention.input.conventionId": "Convention",
  "signConventions.input.conventionIds": "Convention",
  "refuseToSign.input.documentId": "Document",
  "delegateSignature.input.schoolUai": "SchoolOfOthers",
  "delegateSignature.input.hostId": "HostOfOthers",
  "delegateSignature.input.toPersonId": "Staff",
  "withdrawDelegation.input.delegationId": "Delegation",
  "cancelConvention.input.conventionId": "Convention",
  "requestDownload.input.documentId": "Document",
  "requestFileDownload.input.fileId": "File",
  "requestUpload.input.conventionId": "Convention",
  "recordPaperConvention.input.conventionId": "Convention",
  "recordPaperConvention.input.fileId": "File",
  "submitInsurance.input.studentId": "Student",
  "submitInsurance.input.campaignId": "Reference",
  "submitInsurance.input.fileId": "File",
  "checkInsurance.input.studentId": "Student",
  "checkInsurance.input.campaignId": "Reference",
  "proposeAmendment.input.conventionId": "Convention",
  "proposeAmendment.input.changes.referentTeacherId": "Staff",
  "agreeToAmendment.input.amendmentId": "Amendment",
  "signAmendment.input.amendmentId": "Amendment",
  "abandonAmendment.input.amendmentId": "Amendment",
  "requestAttestation.input.conventionId": "Convention",
  "confirmAttestation.input.attestationId": "Attestation",
  "signAttestation.input.attestationId": "Attestation",
  "giveFeedback.input.conventionId": "Convention",
  "moderateFeedback.input.feedbackId": "Feedback",
  "editHost.input.hostId": "HostOfOthers",
  "inviteHostManager.input.hostId": "HostOfOthers",
  "withdrawHostInvitation.input.hostId": "HostOfOthers",
  "removeHostManager.input.hostId": "HostOfOthers",
  "removeHostManager.input.personId": "HostManager",
  "publishOffer.input.hostId": "HostOfOthers",
  "publishOffer.input.campaignId": "Reference",
  "unpublishOffer.input.offerId": "Offer",
  "defineCampaign.input.id": "Reference",
  "defineCampaign.input.academySeatsTargets.academy": "Reference",
  "declareIntention.input.hostId": "HostOfOthers",
  "declareIntention.input.campaignId": "Reference",
  "changeIntention.input.intentionId": "Intention",
  "withdrawIntention.input.intentionId": "Intention",
  "saveOfferDraft.input.offerId": "Offer",
  "saveOfferDraft.input.hostId": "HostOfOthers",
  "saveOfferDraft.input.campaignId": "Reference",
  "publishDraft.input.offerId": "Offer",
  "republishOffer.input.offerId": "Offer",
  "editOffer.input.offerId": "Offer",
  "duplicateOffer.input.offerId": "Offer",
  "duplicateOffer.input.campaignId": "Reference",
  "removeOffer.input.offerId": "Offer",
  "changeOfferSeats.input.offerId": "Offer",
  "flagOffer.input.offerId": "Offer",
  "hideOffer.input.offerId": "Offer",
  "restoreOffer.input.offerId": "Offer",
  "dismissFlags.input.offerId": "Offer",
  "addFavourite.input.offerId": "Offer",
  "removeFavourite.input.offerId": "Offer",
  "importClassList.input.importId": "Reference",
  "inviteTerritoryStaff.input.academy": "Reference",
  "inviteTerritoryStaff.input.department": "Reference",
  "importClassList.input.schoolUai": "SchoolOfOthers",
  "inviteStaffMember.input.schoolUai": "SchoolOfOthers",
  "eraseStudent.input.studentId": "Student",
  "correctRepresentativeEmail.input.studentId": "Student",
  "correctRepresentativeEmail.input.representativeId": "Representative",
  "recordExamDuties.input.staffId": "Staff",
  "assignReferentTeachers.input.schoolUai": "SchoolOfOthers",
  "assignReferentTeachers.input.assignments.studentId": "Student",
  "assignReferentTeachers.input.assignments.teacherId": "Staff",
  "requestExport.input.campaignId": "Reference",
  "requestExport.input.academy": "Reference",
  "requestExport.input.department": "Reference",
  "requestExport.input.schoolUai": "SchoolOfOthers",
  "registerWebhook.input.schoolUai": "SchoolOfOthers",
  "changeWebhook.input.webhookId": "Webhook",
  "rotateWebhookSecret.input.webhookId": "Webhook",
  "enableWebhook.input.webhookId": "Webhook",
  "removeWebhook.input.webhookId": "Webhook",
  "sendTestWebhook.input.webhookId": "Webhook",
  "resendWebhookDelivery.input.deliveryId": "WebhookDelivery",
  "sendPersonalLink.input.conventionId": "Convention",
  "sendPersonalLink.input.personId": "Representative",
  "revokePersonalLink.input.linkId": "Link",
  "removePushSubscription.input.pushSubscriptionId": "Browser",
  "markNotificationsRead.input.ids": "Notification",
};

/** Mutations that name nothing that exists already. */
export const WITHOUT_IDS: readonly string[] = ["registerHost", "openPersonalLink", "requestPersonalLink", "changeNotificationPreferences", "registerPushSubscription"];

/** Every path of every mutation's input at which an id stands. */
export function idPathsOf(schema: GraphQLSchema): readonly string[] {
  const paths: string[] = [];
  const walk = (path: string, type: GraphQLInputType) => {
    const named = getNamedType(type);
    if (isInputObjectType(named)) for (const field of Object.values(named.getFields())) walk(`${path}.${field.name}`, field.type);
    else if (named.name === "ID") paths.push(path);
  };
  for (const field of Object.values(objectType(schema, "Mutation").getFields())) for (const arg of field.args) walk(`${field.name}.${arg.name}`, arg.type);
  return paths;
}

type Given = Readonly<Record<string, string>>;

/** A mutation that the schema takes, with these ids at their paths, asked for the id of what it answers and no more. */
export function mutationWith(schema: GraphQLSchema, name: string, given: Given): string {
  const field = objectType(schema, "Mutation").getFields()[name]!;
  const type = getNamedType(field.type);
  // A line's own ids come back as they were written: they say nothing.
  const has = (...names: readonly string[]) => isObjectType(type) && names.every((one) => one in type.getFields());
  const answer = has("refused", "assigned") ? "{ assigned unchanged refused { code message field } }" : has("candidature", "refusals") ? "{ candidature { id } refusals { code message field } }" : has("convention", "refusals") ? "{ convention { id } refusals { code message field } }" : "{ __typename }";
  return `mutation { ${name}(${field.args.map((arg) => `${arg.name}: ${valueOf(arg, `${name}.${arg.name}`, given)}`).join(", ")}) ${answer} }`;
}

function valueOf({ type }: Pick<GraphQLArgument, "type">, path: string, given: Given): string {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return `[${valueOf({ type: nullable.ofType as GraphQLInputType }, path, given)}]`;
  if (isEnumType(nullable)) return nullable.getValues()[0]!.name;
  if (isInputObjectType(nullable)) {
    const fields = Object.values(nullable.getFields()).filter((field) => `${path}.${field.name}` in given || (isNonNullType(field.type) && field.defaultValue === undefined));
    return `{ ${fields.map((field) => `${field.name}: ${valueOf(field, `${path}.${field.name}`, given)}`).join(", ")} }`;
  }
  const values: Readonly<Record<string, string>> = { Int: "1", Float: "1", Boolean: "false", Date: '"2027-06-14"', Time: '"09:00"', DateTime: '"2027-06-14T09:00:00Z"' };
  return values[nullable.name] ?? JSON.stringify(given[path] ?? "quelque chose");
}

const PREFIX: Readonly<Partial<Record<Named, IdPrefix>>> = {
  Student: "student", Offer: "offer", Candidature: "candidature", Booking: "booking", Convention: "convention", Absence: "absence", Representative: "person",
  Staff: "person", HostManager: "person", Link: "link", Intention: "intention", Amendment: "amendment", Attestation: "attestation", Feedback: "feedback", Document: "document", File: "file", Delegation: "delegation", Webhook: "webhook", WebhookDelivery: "delivery", Notification: "notification", Browser: "push",
};

/** An id of that kind that nothing has; null for what is public. */
export function unknownId(named: Named): string | null {
  const prefix = PREFIX[named];
  return prefix ? newId(prefix) : null;
}

const isIn = (list: readonly string[], id: string | undefined) => id !== undefined && list.includes(id);
const schoolsOf = (actor: Actor): readonly string[] => ("schoolUais" in actor ? actor.schoolUais : "schoolUai" in actor ? [actor.schoolUai] : []);
const hostsOf = (actor: Actor): readonly string[] => (actor.role === "HOST_MANAGER" ? actor.hostIds : []);

/** The first two of each sort: of each state, and of what is near the actor as of what is far. */
function someOf(ids: readonly string[], sortOf: (id: string) => string): readonly string[] {
  return [...Map.groupBy(ids, sortOf).values()].flatMap((alike) => alike.slice(0, 2));
}

/** Ids that exist and that this visitor may not see, or of public things that are not theirs to act for. */
export function hiddenFrom({ actor, oracle }: Visitor, named: Named, facts: Facts): readonly string[] {
  const { world } = facts;
  const schools = schoolsOf(actor);
  const hosts = hostsOf(actor);
  switch (named) {
    case "Student":
    case "Offer":
    case "Candidature":
    case "Booking":
    case "Convention":
    case "Absence": {
      const about = (id: string): { readonly status?: string; readonly schoolUai?: string; readonly hostId?: string } => {
        if (named === "Absence") return { ...facts.conventions.get(facts.absences.get(id)!.conventionId)!, status: facts.absences.get(id)!.step };
        return { Student: facts.students, Offer: facts.offers, Candidature: facts.candidatures, Booking: facts.bookings, Convention: facts.conventions }[named].get(id)!;
      };
      const sortOf = (id: string) => `${about(id).status} ${isIn(schools, about(id).schoolUai)} ${isIn(hosts, about(id).hostId)}`;
      return someOf(everyOf(named, facts).filter((id) => !oracle.sees(named, id)), sortOf);
    }
    case "Representative": {
      const known = (studentIds: readonly string[]) => studentIds.some((id) => oracle.sees("Student", id));
      const theirs = world.persons.filter(({ grants }) => grants.some((grant) => grant.role === "LEGAL_REPRESENTATIVE" && !known(grant.studentIds)));
      return theirs.slice(0, 2).map(({ id }) => id);
    }
    case "Staff": {
      const elsewhere = world.staff.filter(({ schoolUai }) => !schools.includes(schoolUai)).map(({ personId }) => personId as string);
      const neverStaff = world.persons.filter(({ grants }) => grants.some(({ role }) => role === "HOST_MANAGER" || role === "LEGAL_REPRESENTATIVE")).map(({ id }) => id as string);
      return [...elsewhere.slice(0, 2), ...someOf(neverStaff, (id) => world.persons.find((person) => person.id === id)!.grants[0]!.role)];
    }
    case "HostManager": {
      const managed = (id: string) => world.hosts.some((host) => host.managerPersonId === id && hosts.includes(host.id));
      const elsewhere = world.persons.filter(({ id, grants }) => !managed(id) && grants.some(({ role }) => role === "HOST_MANAGER"));
      return [...elsewhere.slice(0, 2).map(({ id }) => id as string), ...world.staff.slice(0, 1).map(({ personId }) => personId as string)];
    }
    case "SchoolOfOthers":
      return world.schools.filter(({ uai }) => !schools.includes(uai)).slice(0, 2).map(({ uai }) => uai);
    case "HostOfOthers":
      return world.hosts.filter(({ id }) => !hosts.includes(id)).slice(0, 2).map(({ id }) => id);
    case "Intention":
      return someOf(world.intentions.filter(({ hostId }) => !hosts.includes(hostId)).map(({ id }) => id), (id) => world.intentions.find((one) => one.id === id)!.campaignId);
    case "Reference":
      return [];
    // In the world a convention's document has its number.
    case "Document":
      return hiddenFrom({ actor, oracle } as Visitor, "Convention", facts).map((id) => idFromUuid("document", uuidOf(id as ConventionId)));
    // The world has none, or does not say their ids: those of others are asked for in the tests of `people` and of `conventions`.
    case "Webhook":
    case "WebhookDelivery":
    case "Link":
    case "Notification":
    case "Amendment":
    case "Attestation":
    case "Feedback":
    case "Delegation":
    case "File":
    case "Browser":
      return [];
  }
}

/** What else must be right for a mutation to come as far as looking for the id, for those who may call it. */
export function companionsOf({ actor, oracle }: Visitor, facts: Facts): Given {
  const { world } = facts;
  const [uai = ""] = schoolsOf(actor);
  const student = world.students.find(({ id, schoolUai, campaignId }) => schoolUai === uai && campaignId === world.runningCampaignId && oracle.sees("Student", id));
  const toValidate = world.conventions.find(({ status, schoolUai }) => status === "HOST_COMPLETED" && schoolUai === uai);
  const toSign = world.conventions.find(({ status, schoolUai }) => (status === "VALIDATED" || status === "SIGNING") && schoolUai === uai);
  const received = world.candidatures.find(({ id, status }) => status === "SUBMITTED" && actor.role === "HOST_MANAGER" && oracle.sees("Candidature", id));
  const group = world.offers.find(({ mode, status, campaignId }) => mode !== "INDIVIDUAL" && status === "PUBLISHED" && campaignId === world.runningCampaignId);
  const booking = world.bookings.find(({ schoolUai }) => schoolUai === uai);
  const teacher = world.staff.find((post) => post.schoolUai === uai && post.function === "TEACHER");
  return {
    "bookOffer.input.offerId": group?.id ?? "",
    "bookOffer.input.studentIds": student?.id ?? "",
    "cancelBooking.input.bookingId": booking?.id ?? "",
    "validateConvention.input.conventionId": toValidate?.id ?? "",
    "validateConventions.input.conventionIds": toValidate?.id ?? "",
    "validateConventions.input.runId": "0190b6c2-0000-7000-8000-000000000001",
    "transferCandidature.input.candidatureId": received?.id ?? "",
    "sendPersonalLink.input.conventionId": toSign?.id ?? "",
    "correctRepresentativeEmail.input.studentId": student?.id ?? "",
    "removeHostManager.input.hostId": hostsOf(actor)[0] ?? "",
    "assignReferentTeachers.input.schoolUai": uai,
    "assignReferentTeachers.input.assignments.studentId": student?.id ?? "",
    "assignReferentTeachers.input.assignments.teacherId": teacher?.personId ?? "",
  };
}
