import { INSIDE, NOTHING, personal, type PersonalData } from "@stages/subgraph/audit.ts";
import type { Notification } from "./domain/notification.ts";
import type { PersonalLink } from "./domain/personal-link.ts";
import type { Student } from "./domain/student.ts";

/** Which types show personal data of a student, and whose. */
export const personalData: PersonalData = {
  Student: personal("IDENTITY", ({ id, schoolUai }: Student) => ({ studentId: id, schoolUai }), {
    fields: {
      className: "SCHOOLING",
      campaignId: "SCHOOLING",
      school: "SCHOOLING",
      referentTeacher: "SCHOOLING",
      home: "HOME",
      legalRepresentatives: "LEGAL_REPRESENTATIVES",
    },
    except: ["id", "personalLinks"],
  }),
  Home: INSIDE,
  LegalRepresentative: INSIDE,
  StudentConnection: NOTHING,
  StudentEdge: NOTHING,

  School: NOTHING,
  SchoolConnection: NOTHING,
  SchoolEdge: NOTHING,
  Academy: NOTHING,
  Department: NOTHING,
  Campaign: NOTHING,
  // Counts, to those in charge of whom they count.
  EnrolmentFigures: NOTHING,
  EnrolmentSeries: NOTHING,
  PageInfo: NOTHING,
  // Ids and words of state, for the school's own software.
  Webhook: NOTHING,
  WebhookSecret: NOTHING,
  WebhookDelivery: NOTHING,
  WebhookDeliveryConnection: NOTHING,
  WebhookDeliveryEdge: NOTHING,
  // Of those who work with students, not of students.
  StaffMember: NOTHING,
  Viewer: NOTHING,
  Host: NOTHING,
  // Of those who welcome students, to one another.
  HostManager: NOTHING,
  HostInvitation: NOTHING,
  Refusal: NOTHING,
  ViewerAction: NOTHING,
  // The record of reads names students by their ids; what it leads to is noted like any other read of it.
  AccessRecord: NOTHING,
  AccessReader: NOTHING,
  AccessRecordConnection: NOTHING,
  AccessRecordEdge: NOTHING,

  // Of a convention, or of an absence, they name the student; of a candidature they name nobody.
  Notification: personal("CONVENTION", ({ studentId, schoolUai }: Notification) => ({ studentId, schoolUai }), {
    except: ["id", "urgency", "createdAt", "readAt", "settledAt", "student", "candidature", "convention", "absence", "offer"],
  }),
  NotificationConnection: NOTHING,
  NotificationEdge: NOTHING,
  NotificationAdded: NOTHING,
  NotificationsRead: NOTHING,
  NotificationPreference: NOTHING,
  Candidature: NOTHING,
  Convention: NOTHING,
  Absence: NOTHING,
  Offer: NOTHING,

  // Ids and line numbers that the head has just written.
  ClassListImport: NOTHING,
  RefusedLine: NOTHING,
  LineRemark: NOTHING,
  ReferentTeachersAssigned: NOTHING,
  RefusedAssignment: NOTHING,

  // Of the State's staff, and of how far a list has come.
  TerritoryInvitation: NOTHING,
  ClassListImportProgress: NOTHING,

  // To oneself and one's family, whose reads are not recorded; to staff, students by their ids alone.
  PersonalData: NOTHING,
  ErasedStudent: NOTHING,
  // Of whoever asks, to themselves.
  PushSubscription: NOTHING,
  "Query.pushPublicKey": NOTHING,
  PersonalLink: personal("LEGAL_REPRESENTATIVES", ({ studentId, schoolUai }: PersonalLink) => ({ studentId, schoolUai }), { except: ["id", "conventionId"] }),
  // To whoever opened it, and the same sentence to everyone.
  LinkSession: NOTHING,
  LinkRequested: NOTHING,

  // What the file shows is noted as it is read, by whom it is read.
  FigureExport: NOTHING,

  // Between the gateway and this subgraph alone.
  "Mutation.redeemExport": NOTHING,
  "Query.linkBearer": NOTHING,
  "Query.mailbox": NOTHING,
  "Query.actor": NOTHING,
  "Mutation.signIn": NOTHING,
  "Mutation.noteReaders": NOTHING,
  "Subscription.actorsChanged": NOTHING,
};
