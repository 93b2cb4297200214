import { type ActorOf, actsForHost, actsForStudent, ROLES, worksAtSchool } from "@stages/kernel/actor.ts";
import type { HostId } from "@stages/kernel/ids.ts";
import { TOLD_ROLES } from "@stages/kernel/notification-kind.ts";
import { each, EVERYONE, INHERIT, type Policy, SIGNED_IN, when } from "@stages/subgraph/policy.ts";
import { OF_ACADEMY, OF_COUNTRY, OF_DEPARTMENT, OF_SCHOOL } from "@stages/subgraph/territory-policy.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { THEMSELVES } from "@stages/subgraph/personal-data-entity.ts";
import type { PeopleContext } from "./context.ts";
import { follows, isDisclosedTo, knowsStudent } from "./domain/minimisation.ts";
import type { School } from "./domain/school.ts";
import type { StaffMember } from "./domain/staff-member.ts";
import type { Student } from "./domain/student.ts";

type Someone = ActorOf<(typeof ROLES)[number]>;

const themselves = when("son propre dossier, celui de son enfant", (actor: Someone, { id }: Student) => actsForStudent(actor, id));
const theirSchool = when("élève de son établissement", (actor: Someone, { schoolUai }: Student) => worksAtSchool(actor, schoolUai));

const appliedTo = when("a candidaté chez elle", async (actor: ActorOf<"HOST_MANAGER">, { id }: Student, { loaders }: PeopleContext) =>
  knowsStudent(actor, await loaders.hostTies.load(id)),
);

const acceptedBy = when("une fois accepté", async (actor: ActorOf<"HOST_MANAGER">, { id }: Student, { loaders }: PeopleContext) =>
  isDisclosedTo(actor, await loaders.hostTies.load(id)),
);

const followedBy = when("son stagiaire", async (actor: ActorOf<"TUTOR">, { id }: Student, { loaders }: PeopleContext) =>
  follows(emailIndex(actor.email), (await loaders.tutorTies.load(id)).map(({ tutor }) => tutor)),
);

const atTheSchool = when("son établissement", (actor: Someone, { uai }: School) => worksAtSchool(actor, uai));
const colleagues = when("même établissement", (actor: Someone, { posts }: StaffMember) => posts.some(({ schoolUai }) => worksAtSchool(actor, schoolUai)));

const whoManagesIt = when("responsable de la structure", (actor: Someone, { id }: { readonly id: HostId }) => actsForHost(actor, id));

const SCHOOL_STAFF = ["SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"] as const;
/** The type's own rule has judged already whether it is their student. */
const FAMILY_AND_SCHOOL = each(["STUDENT", "LEGAL_REPRESENTATIVE", ...SCHOOL_STAFF], "allow");

export const policy: Policy = {
  // Nothing that names a student is for a territory's staff: they read counts.
  Student: {
    ...each(["STUDENT", "LEGAL_REPRESENTATIVE"], themselves),
    ...each(SCHOOL_STAFF, theirSchool),
    HOST_MANAGER: appliedTo,
    TUTOR: followedBy,
  },
  // A host knows a first name and a class until it has accepted; a tutor, whom to expect.
  "Student.lastName": { ...FAMILY_AND_SCHOOL, HOST_MANAGER: acceptedBy, TUTOR: "allow" },
  "Student.birthDate": { ...FAMILY_AND_SCHOOL, HOST_MANAGER: acceptedBy },
  "Student.isMinor": { ...FAMILY_AND_SCHOOL, HOST_MANAGER: acceptedBy },
  "Student.school": { ...FAMILY_AND_SCHOOL, HOST_MANAGER: acceptedBy },
  "Student.home": FAMILY_AND_SCHOOL,
  "Student.legalRepresentatives": FAMILY_AND_SCHOOL,
  "Student.referentTeacher": { ...FAMILY_AND_SCHOOL, TUTOR: "allow" },
  "Student.personalLinks": each(SCHOOL_STAFF, "allow"),
  PersonalLink: INHERIT,
  Home: INHERIT,
  LegalRepresentative: INHERIT,
  StudentConnection: INHERIT,
  StudentEdge: INHERIT,

  // The official directory is public.
  School: EVERYONE,
  "School.students": each(SCHOOL_STAFF, atTheSchool),
  "School.staff": SIGNED_IN,
  "School.accessRecords": each(["SCHOOL_HEAD"], atTheSchool),
  "School.webhooks": each(["SCHOOL_HEAD"], atTheSchool),
  Webhook: INHERIT,
  WebhookSecret: INHERIT,
  WebhookDelivery: INHERIT,
  WebhookDeliveryConnection: INHERIT,
  WebhookDeliveryEdge: INHERIT,
  "Mutation.registerWebhook": each(["SCHOOL_HEAD"], "allow"),
  "Mutation.changeWebhook": each(["SCHOOL_HEAD"], "allow"),
  "Mutation.rotateWebhookSecret": each(["SCHOOL_HEAD"], "allow"),
  "Mutation.enableWebhook": each(["SCHOOL_HEAD"], "allow"),
  "Mutation.removeWebhook": each(["SCHOOL_HEAD"], "allow"),
  "Mutation.sendTestWebhook": each(["SCHOOL_HEAD"], "allow"),
  "Mutation.resendWebhookDelivery": each(["SCHOOL_HEAD"], "allow"),
  AccessRecord: INHERIT,
  AccessReader: INHERIT,
  AccessRecordConnection: INHERIT,
  AccessRecordEdge: INHERIT,
  SchoolConnection: INHERIT,
  SchoolEdge: INHERIT,
  Academy: EVERYONE,
  Department: EVERYONE,
  // Exact: what everyone may know of an académie is `Academy.enrolled`.
  "Academy.enrolment": OF_ACADEMY,
  "Department.enrolment": OF_DEPARTMENT,
  "School.enrolment": OF_SCHOOL,
  Campaign: INHERIT,
  "Campaign.enrolment": OF_COUNTRY,
  EnrolmentFigures: INHERIT,
  EnrolmentSeries: INHERIT,
  PageInfo: INHERIT,

  StaffMember: SIGNED_IN,
  "StaffMember.email": each(SCHOOL_STAFF, colleagues),
  "StaffMember.phone": each(SCHOOL_STAFF, colleagues),
  "StaffMember.examDuties": each(SCHOOL_STAFF, colleagues),

  Viewer: INHERIT,
  Host: INHERIT,
  // Who works where is theirs to tell: not for visitors, nor for those in charge of a territory, whom a host's name serves.
  "Host.managers": each(["HOST_MANAGER"], whoManagesIt),
  "Host.managerInvitations": each(["HOST_MANAGER"], whoManagesIt),
  HostManager: INHERIT,
  HostInvitation: INHERIT,
  "Mutation.inviteHostManager": each(["HOST_MANAGER"], "allow"),
  "Mutation.withdrawHostInvitation": each(["HOST_MANAGER"], "allow"),
  "Mutation.removeHostManager": each(["HOST_MANAGER"], "allow"),
  Refusal: INHERIT,
  ViewerAction: INHERIT,

  PersonalData: THEMSELVES,
  ErasedStudent: INHERIT,
  "Query.exportMyData": SIGNED_IN,
  "Mutation.eraseStudent": each(["SCHOOL_HEAD"], "allow"),

  "Query.viewer": { ...SIGNED_IN, ANONYMOUS: "allow" },
  "Query.student": SIGNED_IN,
  "Query.school": EVERYONE,
  "Query.schools": EVERYONE,
  "Query.academy": EVERYONE,
  "Query.academies": EVERYONE,
  "Query.department": EVERYONE,

  // One's own alone: the queries and the mutations ask for no other.
  PushSubscription: INHERIT,
  "Query.pushPublicKey": each(TOLD_ROLES, "allow"),
  "Query.pushSubscriptions": each(TOLD_ROLES, "allow"),
  "Mutation.registerPushSubscription": each(TOLD_ROLES, "allow"),
  "Mutation.removePushSubscription": each(TOLD_ROLES, "allow"),
  // The query and the subscription ask for one's own alone, in the role one acts in: there is no other way to one.
  Notification: INHERIT,
  NotificationConnection: INHERIT,
  NotificationEdge: INHERIT,
  NotificationAdded: INHERIT,
  NotificationsRead: INHERIT,
  NotificationPreference: INHERIT,
  Candidature: INHERIT,
  Convention: INHERIT,
  Absence: INHERIT,
  Offer: INHERIT,
  "Query.notifications": each(TOLD_ROLES, "allow"),
  "Query.notificationPreferences": each(TOLD_ROLES, "allow"),
  "Mutation.markNotificationsRead": each(TOLD_ROLES, "allow"),
  "Mutation.changeNotificationPreferences": each(TOLD_ROLES, "allow"),
  "Subscription.notifications": each(TOLD_ROLES, "allow"),

  ClassListImport: INHERIT,
  RefusedLine: INHERIT,
  LineRemark: INHERIT,
  ReferentTeachersAssigned: INHERIT,
  RefusedAssignment: INHERIT,
  "Mutation.importClassList": each(["SCHOOL_HEAD"], "allow"),
  ClassListImportProgress: INHERIT,
  "Subscription.classListImportProgress": each(["SCHOOL_HEAD"], "allow"),

  "Mutation.inviteStaffMember": each(["SCHOOL_HEAD"], "allow"),
  "Mutation.correctRepresentativeEmail": each(SCHOOL_STAFF, "allow"),
  "Mutation.recordExamDuties": each(["SCHOOL_HEAD"], "allow"),
  "Mutation.assignReferentTeachers": each(["SCHOOL_HEAD"], "allow"),

  // Whoever has neither account nor session: a link is opened by those who hold nothing else.
  "Mutation.openPersonalLink": each(["ANONYMOUS"], "allow"),
  "Mutation.requestPersonalLink": each(["ANONYMOUS"], "allow"),
  LinkSession: INHERIT,
  LinkRequested: INHERIT,
  "Mutation.sendPersonalLink": each([...SCHOOL_STAFF, "HOST_MANAGER"], "allow"),
  "Mutation.revokePersonalLink": each([...SCHOOL_STAFF, "HOST_MANAGER"], "allow"),
  TerritoryInvitation: INHERIT,
  "Mutation.inviteTerritoryStaff": each(["RECTORAT", "MINISTRY"], "allow"),

  // Which figure of which territory is the operation's to judge, and what the file then shows is the graph's.
  FigureExport: INHERIT,
  "Mutation.requestExport": each([...SCHOOL_STAFF, "RECTORAT", "MINISTRY"], "allow"),

  // Between the gateway and this subgraph alone.
  "Mutation.redeemExport": each(["PLATFORM"], "allow"),
  "Query.linkBearer": each(["PLATFORM"], "allow"),
  "Query.mailbox": each(["PLATFORM"], "allow"),
  "Query.actor": each(["PLATFORM"], "allow"),
  "Mutation.signIn": each(["PLATFORM"], "allow"),
  "Mutation.noteReaders": each(["PLATFORM"], "allow"),
  "Subscription.actorsChanged": each(["PLATFORM"], "allow"),
};
