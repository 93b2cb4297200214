import "reflect-metadata";
import type { NotificationId } from "@stages/kernel/ids.ts";
import type { Channel, NotificationKind, Urgency } from "@stages/kernel/notification-kind.ts";
import { connectionOf } from "@stages/subgraph/connection.ts";
import { enumType } from "@stages/subgraph/enum-type.ts";
import { Field, ID, Int, ObjectType } from "type-graphql";
import type { NotificationDetails } from "../domain/notification.ts";

const KINDS_IN_WORDS: Readonly<Record<NotificationKind, string>> = {
  CANDIDATURE_RECEIVED: "A student applied: for the host's managers, or the one it was given to.",
  CANDIDATURE_ACCEPTED: "The host said yes, or a school booked: for the family.",
  CANDIDATURE_CONFIRMED: "The student comes: for the host.",
  CANDIDATURE_ENDED: "It does not go on: for who did not decide it.",
  ANSWER_AWAITED: "The host has still not answered.",
  CONFIRMATION_AWAITED: "The student has still not confirmed.",
  CONVENTION_TO_FILL: "The host's part is to be filled.",
  CONVENTION_TO_VALIDATE: "The school's part is to be filled and validated.",
  CONVENTION_RETURNED: "The school gave it back to the host, with a reason.",
  CONVENTION_TO_SIGN: "A convention, or an amendment of one, is to be signed.",
  CONVENTION_SIGNED: "All have signed.",
  CONVENTION_ENDED: "It was cancelled before the stage, or interrupted during it.",
  SIGNATURE_REFUSED: "Someone refuses to sign.",
  INSURANCE_AWAITED: "The attestation of liability insurance is missing.",
  ABSENCE: "A step of an absence's chain: for whoever it alerts.",
  ABSENCE_LATE: "A step of an absence's chain is late: for whoever it is escalated to.",
  ATTESTATION_AWAITED: "The student asks for the attestation of the stage: for the host.",
  FEEDBACK_OPEN: "The student can say how the stage was.",
};

export const NotificationKindEnum = enumType<NotificationKind>("NotificationKind", "What someone is told of.", KINDS_IN_WORDS);

export const UrgencyEnum = enumType<Urgency>("NotificationUrgency", "How soon someone is written to, beside the inbox and the live news, which have it at once.", {
  NOW: "At once, day and night.",
  HOURLY: "Within the hour, at most once an hour with all that came meanwhile; what comes after 21:00 in the morning (Europe/Paris).",
  DAILY: "With the mail of the morning, at 7:00 (Europe/Paris).",
});

export const ChannelEnum = enumType<Channel>("NotificationChannel", "How someone is reached, beside the inbox and the live news.", {
  MAIL: "By mail.",
  PUSH: "In each browser that they let the platform wake.",
  SMS: "By a short message, to a mobile number.",
});

@ObjectType("Notification", { description: "Something the viewer was told of, in the role they act in." })
export class NotificationType {
  readonly details!: NotificationDetails;

  @Field(() => ID, { description: 'Identifier, such as "notification_01kz…".' })
  readonly id!: NotificationId;

  @Field(() => NotificationKindEnum, { description: "What of." })
  readonly kind!: NotificationKind;

  @Field(() => Temporal.Instant, { description: "When they were told." })
  readonly createdAt!: Temporal.Instant;

  @Field(() => Temporal.Instant, { nullable: true, description: "When they marked it as read; null until then." })
  readonly readAt!: Temporal.Instant | null;

  @Field(() => Temporal.Instant, { nullable: true, description: "Since when there is nothing left to do, whoever did it. Null while there is, and of what asks for nothing." })
  readonly settledAt!: Temporal.Instant | null;
}

@ObjectType("NotificationAdded", { description: "A line was put in the viewer's inbox." })
export class NotificationAddedType {
  @Field(() => Temporal.Instant, { description: "When." })
  readonly at!: Temporal.Instant;

  @Field(() => String, { description: "Give it as `after` to go on from here: nothing missed, nothing twice." })
  readonly cursor!: string;
}

@ObjectType("NotificationsRead", { description: "What marking as read did." })
export class NotificationsReadType {
  @Field(() => Int, { description: "How many were unread, and are read now. Those of others, and what is no notification, count for nothing." })
  readonly marked!: number;
}

@ObjectType("NotificationPreference", { description: "Whether the viewer is told of a kind by a channel." })
export class NotificationPreferenceType {
  @Field(() => NotificationKindEnum, { description: "What of." })
  readonly kind!: NotificationKind;

  @Field(() => ChannelEnum, { description: "How." })
  readonly channel!: Channel;

  @Field(() => Boolean, { description: "Whether they are." })
  readonly wanted!: boolean;

  @Field(() => Boolean, { description: "Whether that is the kind's own; false once they chose otherwise." })
  readonly isDefault!: boolean;

  @Field(() => Boolean, { description: "The last way left for what must reach them: it cannot be given up before another is chosen." })
  readonly isLocked!: boolean;
}

export const { ConnectionType: NotificationConnectionType } = connectionOf("Notification", () => NotificationType);
