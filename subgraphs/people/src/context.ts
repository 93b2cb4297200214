import type { Act } from "@stages/database/act.ts";
import type { Database, Write } from "@stages/database/connection.ts";
import type { Bus } from "@stages/events/bus.ts";
import type { LiveFeed } from "@stages/events/live-feed.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import type { HostId, NotificationId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { type RequestContext, requestContext } from "@stages/subgraph/context.ts";
import type { Resources } from "@stages/subgraph/create-subgraph.ts";
import { type FigureDesk, figureDesk } from "@stages/subgraph/figure-fields.ts";
import { figuresOfCaller } from "@stages/subgraph/figures.ts";
import { byKey, manyByKey } from "@stages/subgraph/loaders.ts";
import type { RememberedCampaigns } from "@stages/subgraph/remembered-campaigns.ts";
import type { Caller } from "@stages/transport/transport.ts";
import DataLoader from "dataloader";
import { type EnrolmentCounts, enrolmentCountsOf } from "./domain/enrolment-counts.ts";
import type { LinkDesk } from "./operations/link-desk.ts";
import type { PushSettings } from "./operations/push-settings.ts";
import type { KeysetPage } from "./persistence/keyset-page.ts";
import { MEASURES } from "./persistence/measures.ts";
import { findHostManagers, findWaitingInvitations } from "./persistence/host-managers.ts";
import { countUnread, findNotificationsByIds, ownedBy } from "./persistence/notifications.ts";
import { findLinksOfStudents } from "./persistence/personal-links.ts";
import { findPersons, findStaffMembers, findStaffOfSchools } from "./persistence/persons.ts";
import { findExamDuties, findReferentTeachers } from "./persistence/staff.ts";
import { findPagesByAcademy, findSchools } from "./persistence/schools.ts";
import { findWebhooks, findWebhooksOfSchools } from "./persistence/webhooks.ts";
import { countEnrolled, findHostTies, findLegalRepresentatives, findPagesBySchool, findStudents, findTutorTies } from "./persistence/students.ts";

const figuresOf = figuresOfCaller(MEASURES);

/** One query for all the keys of a request, whatever the number of objects that ask. */
function loaders(db: Database, actor: Actor) {
  const owned = ownedBy(actor);
  return {
    notification: byKey(async (ids: readonly NotificationId[]) => (owned ? findNotificationsByIds(db, owned, ids) : []), ({ id }) => id),
    /** Counted once a request, whoever asks. */
    unread: new DataLoader<"mine", number>(async (keys) => {
      const unread = owned ? await countUnread(db, owned) : 0;
      return keys.map(() => unread);
    }),
    person: byKey((ids: Parameters<typeof findPersons>[1]) => findPersons(db, ids), ({ id }) => id),
    student: byKey((ids: Parameters<typeof findStudents>[1]) => findStudents(db, ids), ({ id }) => id),
    legalRepresentatives: manyByKey((ids: Parameters<typeof findLegalRepresentatives>[1]) => findLegalRepresentatives(db, ids), ({ studentId }) => studentId),
    hostTies: manyByKey((ids: Parameters<typeof findHostTies>[1]) => findHostTies(db, ids), ({ studentId }) => studentId),
    tutorTies: manyByKey((ids: Parameters<typeof findTutorTies>[1]) => findTutorTies(db, ids), ({ studentId }) => studentId),
    school: byKey((uais: readonly Uai[]) => findSchools(db, uais), ({ uai }) => uai),
    staffMember: byKey((ids: Parameters<typeof findStaffMembers>[1]) => findStaffMembers(db, ids), ({ id }) => id),
    staffOfSchool: manyByKey((uais: readonly Uai[]) => findStaffOfSchools(db, uais), ({ schoolUai }) => schoolUai),
    hostManagers: manyByKey((ids: readonly HostId[]) => findHostManagers(db, ids), ({ hostId }) => hostId),
    hostInvitations: manyByKey((ids: readonly HostId[]) => findWaitingInvitations(db, ids), ({ hostId }) => hostId),
    examDuties: manyByKey((ids: Parameters<typeof findExamDuties>[1]) => findExamDuties(db, ids), ({ personId }) => personId),
    personalLinks: manyByKey((ids: Parameters<typeof findLinksOfStudents>[1]) => findLinksOfStudents(db, ids), ({ studentId }) => studentId),
    referentTeacher: byKey((ids: Parameters<typeof findReferentTeachers>[1]) => findReferentTeachers(db, ids), ({ studentId }) => studentId),
    webhook: byKey((ids: Parameters<typeof findWebhooks>[1]) => findWebhooks(db, ids), ({ id }) => id),
    webhooksOfSchool: manyByKey((uais: readonly Uai[]) => findWebhooksOfSchools(db, uais), ({ schoolUai }) => schoolUai),
    enrolled: byKey((academies: readonly string[]) => countEnrolled(db, academies), ({ academy }) => academy),
    schoolsOfAcademy: pagesByParent((academies: readonly string[], page) => findPagesByAcademy(db, academies, page), ({ academy }) => academy),
    studentsOfSchool: pagesByParent((uais: readonly Uai[], page) => findPagesBySchool(db, uais, page), ({ schoolUai }) => schoolUai),
  };
}

export interface PageOf<K extends string> extends KeysetPage {
  readonly parent: K;
}

/** Lists under many parents: those that ask for the same page, as an operation's parents do, share one query. */
function pagesByParent<K extends string, V>(find: (parents: readonly K[], page: KeysetPage) => Promise<readonly V[]>, parentOf: (value: V) => K) {
  const pageKey = ({ after, limit }: KeysetPage) => JSON.stringify([limit, after]);
  const load = async (asked: readonly PageOf<K>[]) => {
    const pages = Map.groupBy(asked, pageKey);
    const found = await Promise.all(
      [...pages].map(async ([key, same]) => [key, Map.groupBy(await find(same.map(({ parent }) => parent), same[0]!), parentOf)] as const),
    );
    const byPage = new Map(found);
    return asked.map((page) => byPage.get(pageKey(page))!.get(page.parent) ?? []);
  };
  return new DataLoader<PageOf<K>, readonly V[], string>(load, { cacheKeyFn: (page) => `${page.parent} ${pageKey(page)}` });
}

export interface PeopleContext extends RequestContext {
  readonly db: Database;
  readonly act: Act;
  /** `act.write` for the acts that look beyond what their actor may see: `Resources.platform`. */
  readonly writeAsPlatform: Write;
  /** For the acts that decide as their actor, and whose effects reach beyond: `Resources.platform`. */
  readonly takeOver: Resources["platform"]["takeOver"];
  readonly live: () => LiveFeed;
  readonly bus: () => Bus;
  readonly links: LinkDesk;
  /** In a demonstration, whose software to tell runs on the same machine. */
  readonly callsLoopback: boolean;
  readonly push: PushSettings;
  readonly loaders: ReturnType<typeof loaders>;
  readonly figures: FigureDesk<typeof MEASURES, EnrolmentCounts>;
}

export const peopleContext = (links: LinkDesk, { callsLoopback, push, remembered }: Pick<PeopleContext, "callsLoopback" | "push"> & { readonly remembered: RememberedCampaigns }) =>
  ({ db, write, platform, live, bus }: Resources, caller: Caller, subscription?: { readonly resumeFrom: string | undefined }): PeopleContext => {
    const request = requestContext(caller, subscription);
    const campaigns = () => remembered.read(db);
    const figures = figureDesk({ source: figuresOf(caller, db), countsOf: enrolmentCountsOf, campaigns, today: civilDateOf(request.now) });
    return { ...request, db, live, bus, links, callsLoopback, push, act: { actor: request.actor, now: request.now, write }, writeAsPlatform: platform.write, takeOver: platform.takeOver, loaders: loaders(db, request.actor), figures };
  };
