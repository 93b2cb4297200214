import "reflect-metadata";
import { type NotificationId, parseId } from "@stages/kernel/ids.ts";
import { personOf } from "@stages/kernel/actor.ts";
import { type Channel, type NotificationKind, ruleOf } from "@stages/kernel/notification-kind.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { decodeCursor, encodeCursor, pageOf, pageSize } from "@stages/subgraph/connection.ts";
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, Query, Resolver, Root, Subscription } from "type-graphql";
import type { PeopleContext } from "../context.ts";
import type { Notification } from "../domain/notification.ts";
import { wordsOf } from "../domain/notification-words.ts";
import { choicesOf } from "../domain/preferences.ts";
import { changeNotificationPreferences } from "../operations/change-notification-preferences.ts";
import { markNotificationsRead } from "../operations/mark-notifications-read.ts";
import { findPreferences } from "../persistence/notification-preferences.ts";
import { countUnread, findNotifications, type InboxPage, ownedBy } from "../persistence/notifications.ts";
import { AbsenceEntity, CandidatureEntity, ConventionEntity, OfferEntity } from "./entities.ts";
import {
  ChannelEnum, NotificationAddedType, NotificationConnectionType, NotificationKindEnum, NotificationPreferenceType, NotificationsReadType, NotificationType, UrgencyEnum,
} from "./notification-type.ts";
import { AFTER, FIRST } from "./pages.ts";
import { StudentType } from "./student-type.ts";

@InputType("MarkNotificationsReadInput", { description: "Which notifications: some, or all up to an instant; one of the two. Error: IDS_OR_UNTIL." })
export class MarkNotificationsReadInput {
  @Field(() => [ID], { nullable: true, description: "At most 100 of the viewer's. Error: TOO_MANY_ITEMS." })
  readonly ids!: readonly string[] | null;

  @Field(() => Temporal.Instant, { nullable: true, description: "All those told up to then: what came since it was looked at stays unread." })
  readonly until!: Temporal.Instant | null;
}

@InputType("NotificationPreferenceInput", { description: "Whether to be told of a kind by a channel." })
export class NotificationPreferenceInput {
  @Field(() => NotificationKindEnum, { description: "What of. Error: CHANNEL_NOT_OFFERED for what the role is told nothing of." })
  readonly kind!: NotificationKind;

  @Field(() => ChannelEnum, { description: "How. Error: CHANNEL_NOT_OFFERED." })
  readonly channel!: Channel;

  @Field(() => Boolean, { description: "Whether to be. Error: NOTIFICATION_MUST_REACH when nothing would be left for what must reach them." })
  readonly wanted!: boolean;
}

@InputType("ChangeNotificationPreferencesInput", { description: "What to change; what is not named stays." })
export class ChangeNotificationPreferencesInput {
  @Field(() => [NotificationPreferenceInput], { description: "All of them are made, or none. At most 100. Error: TOO_MANY_ITEMS." })
  readonly changes!: readonly NotificationPreferenceInput[];
}

interface SubscribeArguments {
  readonly args: { readonly after?: string | null };
  readonly context: PeopleContext;
}

interface StreamedNotification {
  readonly notificationId: NotificationId;
  readonly at: Temporal.Instant;
  readonly cursor: string;
}

/** One's own, in the role one acts in. */
async function added({ args, context }: SubscribeArguments): Promise<AsyncIterable<StreamedNotification>> {
  const { actor } = context;
  return context.live().follow("NotificationAdded", context.resumeFrom ?? args.after ?? null, ({ payload, cursor, occurredAt }) =>
    payload.personId === personOf(actor) && payload.role === actor.role ? { notificationId: payload.notificationId, at: occurredAt, cursor } : null,
  );
}

const LIST = "notifications";

function inboxPage(first: number, after: string | null): InboxPage {
  const limit = pageSize(first) + 1;
  if (after === null) return { after: null, limit };
  const [at, text] = decodeCursor(LIST, after, 2).map(String) as [string, string];
  const id = parseId("notification", text);
  try {
    if (id) return { after: { createdAt: Temporal.Instant.from(at), id }, limit };
  } catch {
    // told below, as every other cursor that this list did not make
  }
  throw refused("INVALID_CURSOR", "after");
}

@Resolver()
export class NotificationsResolver {
  @Query(() => NotificationConnectionType, { nullable: true, description: "What the viewer was told in the role they act in, newest first. Errors: INVALID_PAGE_SIZE, INVALID_CURSOR, UNAUTHENTICATED, FORBIDDEN." })
  async notifications(
    @Arg("first", () => Int, FIRST) first: number,
    @Arg("after", () => String, AFTER) after: string | null = null,
    @Arg("unreadOnly", () => Boolean, { defaultValue: false, description: "Only those not marked as read." }) unreadOnly: boolean,
    @Arg("kinds", () => [NotificationKindEnum], { nullable: true, description: "Only these; all when null." }) kinds: readonly NotificationKind[] | null = null,
    @Ctx() { actor, db }: PeopleContext,
  ) {
    const page = inboxPage(first, after);
    const owned = ownedBy(actor);
    const rows = owned ? await findNotifications(db, owned, { unreadOnly, kinds }, page) : [];
    return pageOf(rows, first, ({ createdAt, id }) => encodeCursor(LIST, [createdAt.toString(), id]));
  }

  @Query(() => [NotificationPreferenceType], { nullable: true, description: "By which channels the viewer is told of each kind that their role is told of, whether they chose it or not. Errors: UNAUTHENTICATED, FORBIDDEN." })
  async notificationPreferences(@Ctx() { actor, db }: PeopleContext) {
    return choicesOf(actor.role, await findPreferences(db, personOf(actor)!));
  }

  @Mutation(() => NotificationsReadType, { nullable: true, description: "The viewer has read these, or all up to an instant. Errors: IDS_OR_UNTIL, TOO_MANY_ITEMS, UNAUTHENTICATED, FORBIDDEN." })
  markNotificationsRead(@Arg("input", () => MarkNotificationsReadInput) { ids, until }: MarkNotificationsReadInput, @Ctx() { act }: PeopleContext) {
    return markNotificationsRead(act, { ids: ids ?? null, until: until ?? null });
  }

  @Mutation(() => [NotificationPreferenceType], { nullable: true, description: "Chooses by which channels the viewer is told, of each kind, in all their roles; answers all that `notificationPreferences` does. Errors: CHANNEL_NOT_OFFERED, NOTIFICATION_MUST_REACH, TOO_MANY_ITEMS, UNAUTHENTICATED, FORBIDDEN." })
  changeNotificationPreferences(@Arg("input", () => ChangeNotificationPreferencesInput) { changes }: ChangeNotificationPreferencesInput, @Ctx() { act }: PeopleContext) {
    return changeNotificationPreferences(act, changes.map(({ kind, channel, wanted }) => ({ kind, channel, wanted })));
  }

  @Subscription(() => NotificationAddedType, {
    description: "What the viewer is told in the role they act in, as it happens.",
    name: LIST,
    subscribe: (options) => added(options as unknown as SubscribeArguments) as never,
  })
  notificationAdded(@Root() told: StreamedNotification, @Arg("after", () => String, { nullable: true, description: "Cursor of the last event seen: those after it come first; it is good for 30 days. Errors: INVALID_CURSOR, CURSOR_TOO_OLD." }) _after: string | null) {
    return told;
  }
}

@Resolver(() => NotificationConnectionType)
export class NotificationConnectionResolver {
  @FieldResolver(() => Int, { description: "How many the viewer has not marked as read, in this role, whatever this page holds." })
  unreadCount(@Ctx() { loaders }: PeopleContext) {
    return loaders.unread.load("mine");
  }
}

@Resolver(() => NotificationsReadType)
export class NotificationsReadResolver {
  @FieldResolver(() => Int, { description: "How many are left unread, in this role." })
  async unreadCount(@Ctx() { actor, db }: PeopleContext) {
    const owned = ownedBy(actor);
    return owned ? countUnread(db, owned) : 0;
  }
}

@Resolver(() => NotificationAddedType)
export class NotificationAddedResolver {
  @FieldResolver(() => NotificationType, { nullable: true, description: "The line, as it is now; null when it is no longer the viewer's, as once the student is erased." })
  notification(@Root() { notificationId }: StreamedNotification, @Ctx() { loaders }: PeopleContext) {
    return loaders.notification.load(notificationId);
  }

  @FieldResolver(() => Int, { description: "How many the viewer has not marked as read, in this role." })
  unreadCount(@Ctx() { loaders }: PeopleContext) {
    return loaders.unread.load("mine");
  }
}

@Resolver(() => NotificationType)
export class NotificationResolver {
  @FieldResolver(() => UrgencyEnum, { description: "How soon it is written to them." })
  urgency(@Root() { kind }: Notification) {
    return ruleOf(kind).urgency;
  }

  @FieldResolver(() => String, { description: "A line to scan, in French." })
  title(@Root() told: Notification) {
    return wordsOf(told).title;
  }

  @FieldResolver(() => String, { description: "What happened, and what to do about it, in French." })
  body(@Root() told: Notification) {
    return wordsOf(told).body;
  }

  @FieldResolver(() => StudentType, { nullable: true, description: "Whom it is about; null when the viewer may not see them." })
  student(@Root() { studentId }: Notification, @Ctx() { loaders }: PeopleContext) {
    return loaders.student.load(studentId);
  }

  @FieldResolver(() => CandidatureEntity, { nullable: true, description: "The candidature it leads to; null when it leads to none, or to one that the viewer may not see." })
  candidature(@Root() { candidatureId: id }: Notification) {
    return id && { id };
  }

  @FieldResolver(() => ConventionEntity, { nullable: true, description: "The convention it leads to; null when it leads to none, or to one that the viewer may not see." })
  convention(@Root() { conventionId: id }: Notification) {
    return id && { id };
  }

  @FieldResolver(() => AbsenceEntity, { nullable: true, description: "The absence it leads to; null when it leads to none, or to one that the viewer may not see." })
  absence(@Root() { absenceId: id }: Notification) {
    return id && { id };
  }

  @FieldResolver(() => OfferEntity, { nullable: true, description: "The offer applied to; null where there is none." })
  offer(@Root() { offerId: id }: Notification) {
    return id && { id };
  }
}
