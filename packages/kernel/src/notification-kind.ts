import type { Role } from "./actor.ts";

/** How soon someone is written to: at once, at most once an hour, or in the mail of the morning. */
export const URGENCIES = ["NOW", "HOURLY", "DAILY"] as const;
export type Urgency = (typeof URGENCIES)[number];

/** How someone is reached beside the platform itself, whose inbox and live news have everything. */
export const CHANNELS = ["MAIL", "PUSH", "SMS"] as const;
export type Channel = (typeof CHANNELS)[number];

export interface NotificationRule {
  /** Who may be told: whoever has the role there, never one person of it alone. */
  readonly roles: readonly ToldRole[];
  readonly urgency: Urgency;
  /** Unless they prefer otherwise. */
  readonly channels: readonly Channel[];
  /** At least one channel stays, whatever they prefer. */
  readonly mustReach?: true;
}

/** What people are told of. Domain: "too many mails (send digests by urgency)", "one staff member mailed instead of the role". */
export const NOTIFICATION_RULES = {
  CANDIDATURE_RECEIVED: { roles: ["HOST_MANAGER"], urgency: "HOURLY", channels: ["MAIL", "PUSH"] },
  CANDIDATURE_ACCEPTED: { roles: ["STUDENT", "LEGAL_REPRESENTATIVE"], urgency: "NOW", channels: ["MAIL", "PUSH"] },
  CANDIDATURE_CONFIRMED: { roles: ["HOST_MANAGER"], urgency: "HOURLY", channels: ["MAIL", "PUSH"] },
  CANDIDATURE_ENDED: { roles: ["STUDENT", "HOST_MANAGER"], urgency: "HOURLY", channels: ["MAIL", "PUSH"] },
  ANSWER_AWAITED: { roles: ["HOST_MANAGER"], urgency: "DAILY", channels: ["MAIL"] },
  // Told on the eve at midnight, of a day that lasts until the next one: nobody is woken.
  CONFIRMATION_AWAITED: { roles: ["STUDENT", "LEGAL_REPRESENTATIVE"], urgency: "DAILY", channels: ["MAIL", "PUSH"] },
  CONVENTION_TO_FILL: { roles: ["HOST_MANAGER"], urgency: "HOURLY", channels: ["MAIL", "PUSH"] },
  CONVENTION_TO_VALIDATE: { roles: ["SCHOOL_HEAD"], urgency: "DAILY", channels: ["MAIL"] },
  CONVENTION_RETURNED: { roles: ["HOST_MANAGER"], urgency: "HOURLY", channels: ["MAIL", "PUSH"] },
  CONVENTION_TO_SIGN: { roles: ["SCHOOL_HEAD", "HOST_MANAGER", "STUDENT", "LEGAL_REPRESENTATIVE"], urgency: "DAILY", channels: ["MAIL", "PUSH"] },
  // A mail already carries the signed copy to each party.
  CONVENTION_SIGNED: { roles: ["SCHOOL_HEAD", "REFERENT_TEACHER", "HOST_MANAGER", "STUDENT", "LEGAL_REPRESENTATIVE"], urgency: "HOURLY", channels: ["PUSH"] },
  CONVENTION_ENDED: { roles: ["SCHOOL_HEAD", "REFERENT_TEACHER", "HOST_MANAGER", "STUDENT", "LEGAL_REPRESENTATIVE"], urgency: "NOW", channels: ["MAIL", "PUSH"] },
  SIGNATURE_REFUSED: { roles: ["SCHOOL_HEAD", "HOST_MANAGER"], urgency: "HOURLY", channels: ["MAIL", "PUSH"] },
  INSURANCE_AWAITED: { roles: ["STUDENT", "LEGAL_REPRESENTATIVE"], urgency: "DAILY", channels: ["MAIL"] },
  // Of a chain that is corrected, who reported it too; of one that was late, whoever that alerted.
  ABSENCE: { roles: ["REFERENT_TEACHER", "EDUCATION_ADVISER", "LEGAL_REPRESENTATIVE", "TUTOR", "SCHOOL_HEAD", "HOST_MANAGER"], urgency: "NOW", channels: ["MAIL", "PUSH", "SMS"], mustReach: true },
  ABSENCE_LATE: { roles: ["REFERENT_TEACHER", "EDUCATION_ADVISER", "SCHOOL_HEAD"], urgency: "NOW", channels: ["MAIL", "PUSH", "SMS"], mustReach: true },
  ATTESTATION_AWAITED: { roles: ["HOST_MANAGER"], urgency: "DAILY", channels: ["MAIL"] },
  FEEDBACK_OPEN: { roles: ["STUDENT"], urgency: "DAILY", channels: ["MAIL"] },
} as const satisfies Readonly<Record<string, NotificationRule>>;

/** Whom the platform tells anything at all: those in charge of a territory read counts, and are told nothing of a student. */
export const TOLD_ROLES = ["STUDENT", "LEGAL_REPRESENTATIVE", "HOST_MANAGER", "TUTOR", "SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"] as const satisfies readonly Role[];
export type ToldRole = (typeof TOLD_ROLES)[number];

export type NotificationKind = keyof typeof NOTIFICATION_RULES;
/** The same, as any kind's. */
export const ruleOf = (kind: NotificationKind): NotificationRule => NOTIFICATION_RULES[kind];
export const NOTIFICATION_KINDS = Object.keys(NOTIFICATION_RULES) as readonly NotificationKind[];
