import { createSubgraph, type Subgraph, type SubgraphOptions } from "@stages/subgraph/create-subgraph.ts";
import type { PersonalData } from "@stages/subgraph/audit.ts";
import { federate } from "@stages/subgraph/federate.ts";
import type { Policy } from "@stages/subgraph/policy.ts";
import { FIGURES_KEEP_MS, forgettingCampaigns, rememberCampaigns } from "@stages/subgraph/remembered-campaigns.ts";
import { webhookSender } from "@stages/webhooks/send-webhook.ts";
import { type PeopleContext, peopleContext } from "./context.ts";
import { AccessReaderResolver, AccessRecordResolver, AccessRecordsResolver } from "./graphql/access-records-resolver.ts";
import { ActorsResolver } from "./graphql/actors-resolver.ts";
import { ClassListProgressResolver } from "./graphql/class-list-progress-resolver.ts";
import { AcademyEnrolment, CampaignEnrolment, DepartmentEnrolment, EnrolmentFiguresResolver, SchoolEnrolment } from "./graphql/enrolment-figures-resolver.ts";
import { CampaignEntity } from "./graphql/entities.ts";
import { EnrolmentsResolver } from "./graphql/enrolments-resolver.ts";
import { ErasureResolver } from "./graphql/erasure-resolver.ts";
import { FigureExportsResolver } from "./graphql/figure-exports-resolver.ts";
import { PersonalDataResolver } from "./graphql/personal-data-resolver.ts";
import { HostManagerResolver, HostManagersResolver } from "./graphql/host-managers-resolver.ts";
import { MailboxResolver } from "./graphql/mailbox-resolver.ts";
import { NotificationAddedResolver, NotificationConnectionResolver, NotificationResolver, NotificationsReadResolver, NotificationsResolver } from "./graphql/notifications-resolver.ts";
import { PersonalLinksResolver, StudentLinksResolver } from "./graphql/personal-links-resolver.ts";
import { PushSubscriptionsResolver } from "./graphql/push-subscriptions-resolver.ts";
import { references } from "./graphql/references.ts";
import { SchoolsResolver } from "./graphql/schools-resolver.ts";
import { SharedReadingsResolver } from "./graphql/shared-readings-resolver.ts";
import { SignInResolver } from "./graphql/sign-in-resolver.ts";
import { StaffResolver } from "./graphql/staff-resolver.ts";
import { StaffMutationsResolver } from "./graphql/staff-mutations-resolver.ts";
import { StudentsResolver } from "./graphql/students-resolver.ts";
import { TerritoryStaffResolver } from "./graphql/territory-staff-resolver.ts";
import { AcademiesResolver, DepartmentsResolver } from "./graphql/territories-resolver.ts";
import { SchoolWebhooksResolver, WebhookDeliveriesResolver, WebhooksResolver } from "./graphql/webhooks-resolver.ts";
import { ViewerResolver } from "./graphql/viewer-resolver.ts";
import { handlers, SIDE_BY_SIDE } from "./handlers.ts";
import { catchUpOnRepresentatives } from "./operations/list-representatives.ts";
import { loadNotifications } from "./operations/load-notifications.ts";
import { sweepErasedStudents } from "./operations/sweep-erased-students.ts";
import { type LinkDesk, newSecret } from "./operations/link-desk.ts";
import { wordsOf } from "./domain/notification-words.ts";
import { dispatchLetters, type NewsDesk } from "./operations/dispatch-letters.ts";
import { dispatchPushes } from "./operations/dispatch-pushes.ts";
import { type MailSettings, mailSettings } from "./operations/mail-settings.ts";
import { type PushSettings, pushSettings } from "./operations/push-settings.ts";
import { sendDigests } from "./operations/send-digests.ts";
import { deliverWebhooks } from "./operations/deliver-webhooks.ts";
import { tellingWebhooks } from "./operations/queue-webhooks.ts";
import { answerRequests } from "./operations/request-personal-link.ts";
import { mailReadings } from "./operations/mail-readings.ts";
import { sendMails } from "./operations/send-mails.ts";
import { findCampaigns } from "./persistence/campaigns.ts";
import { loadDemonstration } from "./persistence/demonstration.ts";
import { MEASURES } from "./persistence/measures.ts";
import { allTables } from "./persistence/all-tables.ts";
import { messaging } from "./persistence/tables.ts";
import { recordAccess } from "./persistence/access-records.ts";
import { personalData } from "./personal.ts";
import { policy } from "./policy.ts";
import { retention } from "./retention.ts";
import { costs } from "./costs.ts";
import { sharing } from "./sharing.ts";

/** The same graph under any table of cells, and any classification: what tests the tests of access and of the record of reads. */
export const federatedUnder = (policy: Policy, classified: PersonalData = personalData) =>
  federate<PeopleContext>({
    resolvers: [ViewerResolver, StudentsResolver, SchoolsResolver, StaffResolver, AcademiesResolver, DepartmentsResolver, ActorsResolver, EnrolmentsResolver, StaffMutationsResolver, SignInResolver, TerritoryStaffResolver, ClassListProgressResolver, AccessRecordsResolver, AccessRecordResolver, AccessReaderResolver, PersonalDataResolver, ErasureResolver, PersonalLinksResolver, StudentLinksResolver, MailboxResolver, HostManagersResolver, HostManagerResolver, SchoolWebhooksResolver, WebhooksResolver, WebhookDeliveriesResolver, SharedReadingsResolver, NotificationsResolver, NotificationConnectionResolver, NotificationsReadResolver, NotificationAddedResolver, NotificationResolver, PushSubscriptionsResolver, FigureExportsResolver, EnrolmentFiguresResolver, AcademyEnrolment, DepartmentEnrolment, SchoolEnrolment, CampaignEnrolment],
    orphanedTypes: [CampaignEntity],
    references,
    policy,
    personalData: classified,
    costs,
    sharing,
  });

export const federated = federatedUnder(policy);

export interface PeopleOptions extends SubgraphOptions {
  /** Left out, what the environment says. */
  readonly mail?: MailSettings;
  readonly push?: PushSettings;
}

const ANSWER_EVERY_MS = 1_000;
const DIGEST_EVERY_MS = 60_000;
const DISPATCH_EVERY_MS = 1_000;
const SEND_EVERY_MS = 1_000;
const FORGET_EVERY_MS = 3_600_000;
const CATCH_UP_EVERY_MS = 60_000;

/** Owns people, their schools and their roles, and the ways in of those who have no account. */
export function createPeopleSubgraph({ mail = mailSettings(process.env), push = pushSettings(process.env), ...options }: PeopleOptions): Subgraph {
  const desk: LinkDesk = { newSecret, publicUrl: mail.publicUrl };
  const callsLoopback = options.isDemonstration ?? false;
  const webhooks = webhookSender({ allowLoopback: callsLoopback });
  // What is held is read in the development mailbox, short messages too.
  const news: NewsDesk = { publicUrl: mail.publicUrl, wordsOf, hasSms: mail.sendSms !== null || mail.send === null };
  const remembered = rememberCampaigns(findCampaigns, FIGURES_KEEP_MS);
  const subgraph = createSubgraph(
    {
      name: "people",
      federated,
      migrations: new URL("./persistence/migrations", import.meta.url),
      tables: messaging,
      allTables,
      retention,
      counting: { measures: MEASURES },
      handlers: forgettingCampaigns(remembered, tellingWebhooks(handlers(desk, options.clock), options.clock)),
      sideBySide: SIDE_BY_SIDE,
      streams: ["ActorChanged", "ClassListImportProgressed", "NotificationAdded"],
      contextOf: peopleContext(desk, { callsLoopback, push, remembered }),
      // The record is kept here: nothing needs to be told.
      recordReads: ({ db }, fact, now) => db.transaction((tx) => recordAccess(tx, fact, now)),
      sweeps: [
        { everyMs: ANSWER_EVERY_MS, run: ({ write }, now) => answerRequests(write, desk, now) },
        { everyMs: FORGET_EVERY_MS, run: ({ write }, now) => sweepErasedStudents(write, now) },
        { everyMs: CATCH_UP_EVERY_MS, run: ({ write }, now) => catchUpOnRepresentatives(write, now) },
        { everyMs: DIGEST_EVERY_MS, run: ({ write }, now) => sendDigests(write, news, now) },
        { everyMs: DISPATCH_EVERY_MS, run: ({ write }, now) => dispatchLetters(write, news, now) },
        { everyMs: DISPATCH_EVERY_MS, run: ({ db }, now) => dispatchPushes(db, { wordsOf: news.wordsOf, sendPush: push.send }, now) },
        { everyMs: SEND_EVERY_MS, run: ({ db }, now) => sendMails(db, mail, now) },
        { everyMs: SEND_EVERY_MS, run: ({ db }, now) => deliverWebhooks(db, webhooks, now) },
      ],
      async loadDemonstration(tx, world) {
        await loadDemonstration(tx, world);
        await loadNotifications(tx, world);
      },
      readings: (db, now) => mailReadings(db, mail.send !== null, now),
    },
    options,
  );
  return {
    ...subgraph,
    async stop() {
      await subgraph.stop();
      await webhooks.stop();
    },
  };
}
