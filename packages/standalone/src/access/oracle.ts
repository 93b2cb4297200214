import type { Actor, Role } from "@stages/kernel/actor.ts";
import { type Facts, type Reach, reachOf } from "./reach.ts";

/** The kinds of objects of which each is someone's to see, or anyone's; the others are values inside of them. */
export const KINDS = ["Student", "School", "Academy", "Department", "StaffMember", "Campaign", "Sector", "Host", "Offer", "Candidature", "Booking", "Convention", "Absence", "PersonalData"] as const;
export type Kind = (typeof KINDS)[number];

const isOneOf = (...roles: readonly Role[]) => (role: Role) => roles.includes(role);
const isClient = (role: Role) => role !== "PLATFORM";
const isSignedIn = (role: Role) => isClient(role) && role !== "ANONYMOUS";
const isTerritory = isOneOf("RECTORAT", "MINISTRY");
const isSchool = isOneOf("SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER");
const isFamily = isOneOf("STUDENT", "LEGAL_REPRESENTATIVE");
const isTold = (role: Role) => isFamily(role) || isSchool(role) || role === "HOST_MANAGER" || role === "TUTOR";
const anyone = () => true;

interface Who {
  readonly actor: Actor;
  readonly role: Role;
  readonly reach: Reach;
  readonly facts: Facts;
}
/** Whether someone who sees the object, or what holds it, may read this of it. */
type Reads = (who: Who, id: string) => boolean;

const worksAt = ({ actor }: Who, uai: string) => "schoolUais" in actor && (actor.schoolUais as readonly string[]).includes(uai);
const withAColleague: Reads = (who, id) => isSchool(who.role) && who.facts.world.staff.some(({ personId, schoolUai }) => personId === id && worksAt(who, schoolUai));
const whoIdentifies: Reads = ({ reach }, id) => reach.identified.has(id);
const whoFillsTheFile: Reads = ({ role, reach }, id) => reach.identified.has(id) && role !== "TUTOR";
const familyAndSchool: Reads = ({ role }) => isFamily(role) || isSchool(role);
const notTheTerritory: Reads = ({ role }) => !isTerritory(role);
const whoManagesTheHost: Reads = ({ actor, facts }, offerId) =>
  actor.role === "HOST_MANAGER" && facts.world.hosts.some(({ id, managerPersonId }) => id === facts.offers.get(offerId)?.hostId && managerPersonId === actor.personId);

const whoManagesThisHost: Reads = ({ actor, facts }, hostId) =>
  actor.role === "HOST_MANAGER" && facts.world.hosts.some(({ id, managerPersonId }) => id === hostId && managerPersonId === actor.personId);
/** Each offer of the world takes place at its host's. */
const whoOverseesThePlace: Reads = ({ actor, facts }, offerId) => {
  const host = facts.world.hosts.find(({ id }) => id === facts.offers.get(offerId)?.hostId)!;
  return actor.role === "MINISTRY" || (actor.role === "RECTORAT" && (actor.academies.includes(host.academy) || actor.departments.some((code) => host.communeCode.startsWith(code))));
};

/** Where sectors are asked about. */
export const ASKED_ACADEMY = "22";
const theMinistry: Reads = ({ role }) => role === "MINISTRY";
const whoHasTheAcademy: Reads = ({ actor }, code) => actor.role === "MINISTRY" || (actor.role === "RECTORAT" && actor.academies.includes(code));
const whoHasTheDepartment: Reads = (who, code) => {
  const { academy } = who.facts.world.schools.find(({ departmentCode }) => departmentCode === code)!;
  return whoHasTheAcademy(who, academy) || (who.actor.role === "RECTORAT" && who.actor.departments.includes(code));
};
const whoHasTheSchool: Reads = (who, uai) => {
  const { departmentCode } = who.facts.world.schools.find((school) => school.uai === uai)!;
  return whoHasTheDepartment(who, departmentCode) || (isSchool(who.role) && worksAt(who, uai));
};

/** "Only people of that student's chain": of the teachers, the one who is named in the convention. */
const whoIsInTheChain: Reads = ({ actor, role, facts }, conventionId) =>
  !isTerritory(role) && (actor.role !== "REFERENT_TEACHER" || facts.conventions.get(conventionId)?.school?.referentTeacherId === actor.personId);

/** Every field that not everyone who sees its object may read. */
const FIELDS: Readonly<Record<string, Reads>> = {
  // "Hosts see first name and class until they accept"; a tutor, whom to expect.
  "Student.lastName": whoIdentifies,
  "Student.birthDate": whoFillsTheFile,
  "Student.isMinor": whoFillsTheFile,
  "Student.school": whoFillsTheFile,
  "Student.home": familyAndSchool,
  "Student.legalRepresentatives": familyAndSchool,
  // "Le professeur chargé du suivi doit être joignable": the tutor and the family know who it is.
  "Student.referentTeacher": (who, id) => familyAndSchool(who, id) || who.role === "TUTOR",
  // "The school's staff (purpose, recipient, state, dates; never the token)".
  "Student.personalLinks": ({ role }) => isSchool(role),
  "Student.offersNearby": ({ role, actor, reach }, id) => (isFamily(role) && actor.role !== "ANONYMOUS" && reach.students.has(id)) || isSchool(role),
  // "A student's own list, seen by the student and family".
  "Student.favourites": ({ role, actor, reach }, id) => isFamily(role) && actor.role !== "ANONYMOUS" && reach.students.has(id),
  "School.students": (who, uai) => worksAt(who, uai),
  // "Every read of a student's personal data by staff leaves one audit row, that the school head can list."
  "School.webhooks": (who, uai) => who.role === "SCHOOL_HEAD" && worksAt(who, uai),
  "School.accessRecords": (who, uai) => who.role === "SCHOOL_HEAD" && worksAt(who, uai),
  "School.staff": ({ role }) => isSignedIn(role),
  "StaffMember.email": withAColleague,
  "StaffMember.phone": withAColleague,
  "StaffMember.examDuties": withAColleague,
  "Host.offers": ({ role }) => isSignedIn(role),
  // "A host its own; rectorat its territory, ministry all; others nothing": by the host's seat.
  "Host.intentions": ({ actor, facts }, hostId) => {
    const host = facts.world.hosts.find(({ id }) => id === hostId)!;
    const isTheirs = actor.role === "HOST_MANAGER" && host.managerPersonId === actor.personId;
    return isTheirs || actor.role === "MINISTRY" || (actor.role === "RECTORAT" && (actor.academies.includes(host.academy) || actor.departments.includes(host.communeCode.slice(0, 2))));
  },
  // The ministry's own acts.
  "Campaign.changes": ({ role }) => role === "MINISTRY",
  // "Several managers a host": they know one another, and whom they wait for.
  "Host.managers": whoManagesThisHost,
  "Host.managerInvitations": whoManagesThisHost,
  "OfferTutor.email": whoManagesTheHost,
  "OfferTutor.phone": whoManagesTheHost,
  // "Every transition is recorded", for those who decide; a flag, for the territory, and never for the host.
  "Offer.history": (who, id) => whoManagesTheHost(who, id) || whoOverseesThePlace(who, id),
  "Offer.flags": (who, id) => whoOverseesThePlace(who, id),
  "Offer.seatsTaken": ({ role }) => isSignedIn(role),
  "Offer.seatsLeft": ({ role }) => isSignedIn(role),
  "Candidature.motivation": notTheTerritory,
  // In the words of the student or of the host.
  "CandidatureChange.reason": notTheTerritory,
  "CandidatureStatusChanged.reason": notTheTerritory,
  // "To a colleague of the same host": how a host shares its work is its own business.
  "Candidature.assignedTo": ({ role }) => role === "HOST_MANAGER",
  "Candidature.transfers": ({ role }) => role === "HOST_MANAGER",
  "Convention.hostPart": notTheTerritory,
  "Convention.schoolPart": notTheTerritory,
  "Convention.document": notTheTerritory,
  // Whoever writes a part of it.
  "Convention.draft": ({ role }) => role === "HOST_MANAGER" || isSchool(role),
  // Why a stage ended may be of the student's health.
  "Convention.endCause": notTheTerritory,
  // "Presence per day", of which an absence is a part; "a follow-up log", the school's own.
  "Convention.presence": whoIsInTheChain,
  "Convention.followUps": (who, id) => isSchool(who.role) && whoIsInTheChain(who, id),
  // Signed by those whom the convention binds: of its text, and of what was done.
  "Convention.amendments": notTheTerritory,
  "Convention.hostPartInForce": notTheTerritory,
  "Convention.schoolPartInForce": notTheTerritory,
  "Convention.attestation": notTheTerritory,
  // "Moderated, aggregated on the host": the school reads the words, nobody but the family the rating.
  "Convention.feedback": ({ role }) => isFamily(role) || role === "SCHOOL_HEAD" || role === "EDUCATION_ADVISER",
  "Feedback.rating": ({ role }) => isFamily(role),
  "Feedback.recommends": ({ role }) => isFamily(role),
  "Host.feedbackComments": whoManagesThisHost,
  // In the words of who refuses.
  "SignatureRefusal.reason": notTheTerritory,
  // "Delegation of the school head's and the host's signature is explicit and recorded": known to those who work there.
  "School.delegations": (who, uai) => isSchool(who.role) && worksAt(who, uai),
  "Host.delegations": whoManagesThisHost,
  "LiabilityInsurance.policyNumber": familyAndSchool,
  // "The student's liability-insurance attestation is asked for": of the family, by the school; the host is told a yes or a no.
  "Student.insurance": ({ role, actor }, id) => isSchool(role) || (actor.role === "STUDENT" && actor.studentId === id) || (actor.role === "LEGAL_REPRESENTATIVE" && (actor.studentIds as readonly string[]).includes(id)),
  // "Exact for the staff in charge of the territory".
  "Academy.coverage": whoHasTheAcademy,
  // "A rectorat sees its academy, a DASEN the department, the ministry all, others nothing"; a school, its own.
  "Academy.seatFigures": whoHasTheAcademy,
  "Academy.candidatureFigures": whoHasTheAcademy,
  "Academy.enrolment": whoHasTheAcademy,
  "Department.seatFigures": whoHasTheDepartment,
  "Department.candidatureFigures": whoHasTheDepartment,
  "Department.enrolment": whoHasTheDepartment,
  "School.candidatureFigures": whoHasTheSchool,
  "School.enrolment": whoHasTheSchool,
  "Campaign.seatFigures": theMinistry,
  "Campaign.candidatureFigures": theMinistry,
  "Campaign.enrolment": theMinistry,
  // Asked for in one académie: see `shape.ts`.
  "Sector.seatFigures": (who) => whoHasTheAcademy(who, ASKED_ACADEMY),
  "Sector.candidatureFigures": (who) => whoHasTheAcademy(who, ASKED_ACADEMY),
  "Sector.conventionFigures": (who) => whoHasTheAcademy(who, ASKED_ACADEMY),
  "Academy.conventionFigures": whoHasTheAcademy,
  "Academy.leastCovered": whoHasTheAcademy,
  "Department.coverage": whoHasTheDepartment,
  "Department.conventionFigures": whoHasTheDepartment,
  "Department.leastCovered": whoHasTheDepartment,
  "School.coverage": whoHasTheSchool,
  "School.conventionFigures": whoHasTheSchool,
  "Campaign.coverage": theMinistry,
  "Campaign.conventionFigures": theMinistry,
  "Campaign.leastCovered": theMinistry,
  // "The list goes to the school's staff only".
  "School.uncoveredStudents": (who, uai) => isSchool(who.role) && worksAt(who, uai),
};

/** "The school head …, the host's manager, and the student …, or a legal representative"; "delegation … is explicit", to staff or to a tutor. */
const maySign = isOneOf("SCHOOL_HEAD", "HOST_MANAGER", "STUDENT", "LEGAL_REPRESENTATIVE", "TUTOR", "REFERENT_TEACHER", "EDUCATION_ADVISER");

/** Who may ask at all. What the answer then holds is told above. */
const ROOTS: Readonly<Record<string, (role: Role) => boolean>> = {
  "Query.viewer": isClient,
  "Query.student": isSignedIn,
  "Query.school": anyone,
  "Query.schools": anyone,
  "Query.academy": anyone,
  "Query.academies": anyone,
  "Query.openStatistics": anyone,
  "Query.department": anyone,
  "Query.exportMyData": isSignedIn,
  "Query.actor": isOneOf("PLATFORM"),
  "Query.linkBearer": isOneOf("PLATFORM"),
  "Query.mailbox": isOneOf("PLATFORM"),
  "Query.campaign": anyone,
  "Query.campaigns": anyone,
  "Query.currentCampaign": anyone,
  "Query.host": anyone,
  "Query.offer": isSignedIn,
  "Query.offers": isSignedIn,
  // "Exact for the staff in charge of the territory".
  "Query.recensement": isTerritory,
  "Query.offersToModerate": isTerritory,
  "Query.searchSuggestions": isSignedIn,
  "Query.candidature": isSignedIn,
  "Query.candidatures": isSignedIn,
  "Query.booking": isSignedIn,
  "Query.convention": isSignedIn,
  "Query.conventions": isSignedIn,
  // "Anyone with the code printed on the document learns whether it is genuine, and nothing else."
  "Query.verifyDocument": anyone,
  "Query.uploadPermit": isOneOf("PLATFORM"),
  "Query.verifyConvention": isSignedIn,
  // "They import their class lists; staff invite colleagues": the head's acts, the CPE and the teachers helping families.
  "Mutation.importClassList": isOneOf("SCHOOL_HEAD"),
  "Mutation.eraseStudent": isOneOf("SCHOOL_HEAD"),
  "Mutation.inviteStaffMember": isOneOf("SCHOOL_HEAD"),
  "Mutation.correctRepresentativeEmail": isSchool,
  "Mutation.recordExamDuties": isOneOf("SCHOOL_HEAD"),
  "Mutation.assignReferentTeachers": isOneOf("SCHOOL_HEAD"),
  // "Signed webhooks for schools' own software": the head has it called.
  "Mutation.registerWebhook": isOneOf("SCHOOL_HEAD"),
  "Mutation.changeWebhook": isOneOf("SCHOOL_HEAD"),
  "Mutation.rotateWebhookSecret": isOneOf("SCHOOL_HEAD"),
  "Mutation.enableWebhook": isOneOf("SCHOOL_HEAD"),
  "Mutation.removeWebhook": isOneOf("SCHOOL_HEAD"),
  "Mutation.sendTestWebhook": isOneOf("SCHOOL_HEAD"),
  "Mutation.resendWebhookDelivery": isOneOf("SCHOOL_HEAD"),
  // "Exports in CSV", of "what the rectorat asks"; "the list goes to the school's staff".
  "Mutation.requestExport": (role) => isSchool(role) || isTerritory(role),
  "Mutation.redeemExport": isOneOf("PLATFORM"),
  // "Personal links for those without an account": who opens one has nothing else; staff send them, and a host to its tutor.
  "Mutation.openPersonalLink": isOneOf("ANONYMOUS"),
  "Mutation.requestPersonalLink": isOneOf("ANONYMOUS"),
  "Mutation.sendPersonalLink": isOneOf("SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER", "HOST_MANAGER"),
  "Mutation.revokePersonalLink": isOneOf("SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER", "HOST_MANAGER"),
  // "rectorat/DASEN/ministry staff by invitation only": of the ministry, or of one's own rectorat or DASEN.
  "Mutation.inviteTerritoryStaff": isTerritory,
  // Whoever may be told anything: those in charge of a territory read counts, and are told nothing of a student.
  "Query.pushPublicKey": (role) => isSignedIn(role) && !isTerritory(role),
  "Query.pushSubscriptions": (role) => isSignedIn(role) && !isTerritory(role),
  "Mutation.registerPushSubscription": (role) => isSignedIn(role) && !isTerritory(role),
  "Mutation.removePushSubscription": (role) => isSignedIn(role) && !isTerritory(role),
  "Mutation.signIn": isOneOf("PLATFORM"),
  // Who was handed one answer for several: the gateway alone knows.
  "Mutation.noteReaders": isOneOf("PLATFORM"),
  "Mutation.registerHost": isOneOf("HOST_MANAGER"),
  "Mutation.editHost": isOneOf("HOST_MANAGER"),
  "Mutation.inviteHostManager": isOneOf("HOST_MANAGER"),
  "Mutation.withdrawHostInvitation": isOneOf("HOST_MANAGER"),
  "Mutation.removeHostManager": isOneOf("HOST_MANAGER"),
  "Mutation.publishOffer": isOneOf("HOST_MANAGER"),
  "Mutation.unpublishOffer": isOneOf("HOST_MANAGER"),
  "Mutation.defineCampaign": isOneOf("MINISTRY"),
  "Mutation.declareIntention": isOneOf("HOST_MANAGER"),
  "Mutation.changeIntention": isOneOf("HOST_MANAGER"),
  "Mutation.withdrawIntention": isOneOf("HOST_MANAGER"),
  // "A lifecycle": the host's managers write it; "moderation by the rectorat with a reason, flag by a student".
  "Mutation.saveOfferDraft": isOneOf("HOST_MANAGER"),
  "Mutation.publishDraft": isOneOf("HOST_MANAGER"),
  "Mutation.republishOffer": isOneOf("HOST_MANAGER"),
  "Mutation.editOffer": isOneOf("HOST_MANAGER"),
  "Mutation.duplicateOffer": isOneOf("HOST_MANAGER"),
  "Mutation.removeOffer": isOneOf("HOST_MANAGER"),
  "Mutation.changeOfferSeats": isOneOf("HOST_MANAGER"),
  "Mutation.flagOffer": (role) => isFamily(role) || isSchool(role),
  "Mutation.hideOffer": isTerritory,
  "Mutation.restoreOffer": isTerritory,
  "Mutation.dismissFlags": isTerritory,
  "Mutation.addFavourite": isOneOf("STUDENT"),
  "Mutation.removeFavourite": isOneOf("STUDENT"),
  "Mutation.submitCandidature": isOneOf("STUDENT"),
  // "Group and class offers: one booking by the school for a list of its students".
  "Mutation.bookOffer": isOneOf("SCHOOL_HEAD", "REFERENT_TEACHER"),
  "Mutation.cancelBooking": isOneOf("SCHOOL_HEAD", "REFERENT_TEACHER"),
  "Mutation.confirmCandidature": isOneOf("STUDENT"),
  "Mutation.withdrawCandidature": isOneOf("STUDENT"),
  "Mutation.readCandidature": isOneOf("HOST_MANAGER"),
  "Mutation.acceptCandidature": isOneOf("HOST_MANAGER"),
  "Mutation.answerCandidatures": isOneOf("HOST_MANAGER"),
  "Mutation.transferCandidature": isOneOf("HOST_MANAGER"),
  "Mutation.refuseCandidature": isOneOf("HOST_MANAGER"),
  "Mutation.cancelAcceptance": isOneOf("HOST_MANAGER"),
  // "The host fills: …"; "then the school head fills: … and validates"; "signatures: the school head, the host's manager, and
  // the student if adult, or a legal representative".
  "Mutation.saveConventionDraft": (role) => role === "HOST_MANAGER" || isSchool(role),
  // "By the school for a stage found outside the platform", of which it may fill the host's part.
  "Mutation.createConvention": isOneOf("SCHOOL_HEAD", "REFERENT_TEACHER"),
  "Mutation.completeConvention": isOneOf("HOST_MANAGER", "SCHOOL_HEAD"),
  // "The host can remind the school head".
  "Mutation.remindSchoolHead": isOneOf("HOST_MANAGER"),
  // "Validation in bulk for a school head with hundreds".
  "Mutation.validateConventions": isOneOf("SCHOOL_HEAD"),
  "Mutation.returnConvention": isOneOf("SCHOOL_HEAD"),
  "Mutation.validateConvention": isOneOf("SCHOOL_HEAD"),
  "Mutation.requestSignatureCode": maySign,
  "Mutation.signConvention": maySign,
  "Mutation.signConventions": maySign,
  "Mutation.refuseToSign": maySign,
  "Mutation.delegateSignature": isOneOf("SCHOOL_HEAD", "HOST_MANAGER"),
  "Mutation.withdrawDelegation": isOneOf("SCHOOL_HEAD", "HOST_MANAGER"),
  "Mutation.cancelConvention": isOneOf("SCHOOL_HEAD", "HOST_MANAGER"),
  // "Downloaded through short-lived links that respect access": those whom the text binds, and those who follow the student.
  "Mutation.requestDownload": (role) => isSignedIn(role) && !isTerritory(role),
  "Mutation.requestFileDownload": (role) => isSignedIn(role) && !isTerritory(role),
  "Mutation.redeemDownload": isOneOf("PLATFORM"),
  "Mutation.requestUpload": (role) => isFamily(role) || isSchool(role),
  "Mutation.receiveUpload": isOneOf("PLATFORM"),
  "Mutation.recordPaperConvention": isOneOf("SCHOOL_HEAD"),
  "Mutation.submitInsurance": (role) => isFamily(role) || isSchool(role),
  "Mutation.checkInsurance": isSchool,
  // "The tutor reports … the referent teacher relays to the CPE … the CPE informs the family … up to the school head".
  "Mutation.reportAbsence": isOneOf("TUTOR", "HOST_MANAGER"),
  // "Escalated when late": the CPE relays what the teacher has left.
  "Mutation.relayAbsence": isOneOf("REFERENT_TEACHER", "EDUCATION_ADVISER", "SCHOOL_HEAD"),
  "Mutation.informFamily": isOneOf("EDUCATION_ADVISER", "SCHOOL_HEAD"),
  "Mutation.closeAbsence": isOneOf("EDUCATION_ADVISER", "SCHOOL_HEAD"),
  // "Corrected when reported by mistake": by who reports and those who act on it; never by the family.
  "Mutation.correctAbsence": isOneOf("TUTOR", "HOST_MANAGER", "REFERENT_TEACHER", "EDUCATION_ADVISER", "SCHOOL_HEAD"),
  "Mutation.recordPresence": isOneOf("TUTOR", "HOST_MANAGER"),
  "Mutation.recordFollowUp": isOneOf("REFERENT_TEACHER", "SCHOOL_HEAD"),
  "Mutation.interruptConvention": isOneOf("SCHOOL_HEAD", "HOST_MANAGER"),
  "Query.stagesToFollow": isOneOf("REFERENT_TEACHER", "TUTOR"),
  // "A change after that is an Amendment, itself a signed document": proposed by either side, agreed to by the head.
  "Mutation.proposeAmendment": isOneOf("HOST_MANAGER", "SCHOOL_HEAD"),
  "Mutation.agreeToAmendment": isOneOf("SCHOOL_HEAD"),
  "Mutation.signAmendment": (role) => isSignedIn(role) && !isTerritory(role),
  "Mutation.abandonAmendment": isOneOf("HOST_MANAGER", "SCHOOL_HEAD"),
  // "On the student's request …, signed by the host"; by delegation, its tutor.
  "Mutation.requestAttestation": isFamily,
  "Mutation.confirmAttestation": isOneOf("HOST_MANAGER"),
  "Mutation.signAttestation": isOneOf("HOST_MANAGER", "TUTOR"),
  "Mutation.giveFeedback": isOneOf("STUDENT"),
  "Mutation.moderateFeedback": isOneOf("SCHOOL_HEAD", "EDUCATION_ADVISER"),
  // "An inbox per person", "by role": of those to whom something happens; a territory reads counts.
  "Query.notifications": isTold,
  "Query.notificationPreferences": isTold,
  "Mutation.markNotificationsRead": isTold,
  "Mutation.changeNotificationPreferences": isTold,
  "Subscription.notifications": isTold,
  "Subscription.conventionStatusChanged": isSignedIn,
  "Subscription.absenceAlerts": isSignedIn,
  "Subscription.coverageChanged": (role) => isSchool(role) || isTerritory(role),
  "Subscription.candidatureStatusChanged": isSignedIn,
  "Subscription.offerSeatsChanged": isSignedIn,
  "Subscription.validationProgress": isOneOf("SCHOOL_HEAD"),
  "Subscription.classListImportProgress": isOneOf("SCHOOL_HEAD"),
  "Subscription.actorsChanged": isOneOf("PLATFORM"),
};

/** What one person may see, read and call, at one instant, by the world's data and the domain's words. */
export class Oracle {
  readonly #who: Who;

  constructor(readonly actor: Actor, facts: Facts, now: Temporal.Instant) {
    this.#who = { actor, role: actor.role, facts, reach: reachOf(actor, facts, now) };
  }

  sees(kind: Kind, id: string): boolean {
    const { reach, role } = this.#who;
    switch (kind) {
      case "Student":
        return reach.students.has(id);
      case "Offer":
        return reach.offers.has(id);
      case "Candidature":
        return reach.candidatures.has(id);
      case "Booking":
        return reach.bookings.has(id);
      case "Convention":
        return reach.conventions.has(id);
      case "Absence":
        return reach.absences.has(id);
      // "Only about oneself."
      case "PersonalData":
        return isSignedIn(role) && "personId" in this.actor && this.actor.personId === id;
      case "StaffMember":
        return isSignedIn(role);
      // The directory, the territories, the calendar, the sectors and who offers are public.
      case "School":
      case "Academy":
      case "Department":
      case "Campaign":
      case "Sector":
      case "Host":
        return true;
    }
  }

  reads(coordinate: string, id: string): boolean {
    return FIELDS[coordinate]?.(this.#who, id) ?? true;
  }

  calls(coordinate: string): boolean {
    const may = ROOTS[coordinate];
    if (!may) throw new Error(`the oracle has no word for ${coordinate}`);
    return may(this.actor.role);
  }
}

export const SPOKEN_FOR: ReadonlySet<string> = new Set([...KINDS, ...Object.keys(FIELDS), ...Object.keys(ROOTS)]);
export const RESTRICTED_FIELDS: readonly string[] = Object.keys(FIELDS);
