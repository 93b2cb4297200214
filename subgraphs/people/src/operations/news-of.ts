import type { EventType, Events } from "@stages/events/contracts.ts";
import type { Role } from "@stages/kernel/actor.ts";
import type { AbsenceId, PersonId } from "@stages/kernel/ids.ts";
import { type NotificationKind, ruleOf, TOLD_ROLES, type ToldRole } from "@stages/kernel/notification-kind.ts";
import type { Named, NotificationDetails, Subject } from "../domain/notification.ts";

export interface News {
  readonly kind: NotificationKind;
  /** Whoever has one of them there; a person who has several is told as the first. */
  readonly roles: readonly ToldRole[];
  readonly subject: Subject;
  readonly named: Named;
  readonly details: NotificationDetails;
  /** Of the family, whoever signs: the student if adult, otherwise a representative. */
  readonly toSign?: true;
  /** Who else writes the mail: the digest of the morning to everyone, a letter with a personal link to whoever has no account. */
  readonly mailedBy?: "DIGEST" | "LINK";
  /** They did it themselves. */
  readonly butPersonId?: PersonId | null;
}

type Telling = { readonly [T in EventType]?: (fact: Events[T]) => News | null };

const BY_HOST: readonly string[] = ["REFUSED", "CANCELLED_BY_HOST"];
const BY_STUDENT: readonly string[] = ["WITHDRAWN", "SUPERSEDED"];

/** To who did not decide it: nobody decides that time is over, and it is the student who has to look further. */
function toldOfEnd(status: string): readonly ToldRole[] {
  if (BY_HOST.includes(status) || status === "EXPIRED") return ["STUDENT"];
  return BY_STUDENT.includes(status) ? ["HOST_MANAGER"] : ["STUDENT", "HOST_MANAGER"];
}

const ofCandidature = ({ candidatureId, offerId, hostId, studentId, schoolUai }: Events["CandidatureRead"]): Subject => ({ candidatureId, offerId, hostId, studentId, schoolUai });
const called = ({ offerTitle }: Events["CandidatureRead"]): NotificationDetails => (offerTitle === undefined ? {} : { offerTitle });
const given = ({ assignedTo = null }: Events["CandidatureRead"]): Named => ({ assignedTo });

type ConventionFact = Events["ConventionStatusChanged"];
const ofConvention = ({ conventionId, studentId, schoolUai, hostId }: Pick<ConventionFact, "conventionId" | "studentId" | "schoolUai" | "hostId">): Subject => ({ conventionId, studentId, schoolUai, hostId });
const followed = ({ referentTeacherId, tutorEmail }: Pick<ConventionFact, "referentTeacherId" | "tutorEmail">): Named => ({ referentTeacherId, tutorEmail });

/** As whom each party acts: where the event does not say who of them made the change, it is told to none of them. */
const PARTIES: Readonly<Record<NonNullable<ConventionFact["by"]>, readonly Role[]>> = { HOST: ["HOST_MANAGER"], SCHOOL: ["SCHOOL_HEAD"], FAMILY: ["STUDENT", "LEGAL_REPRESENTATIVE"], PLATFORM: [] };

/** Of each status that a convention comes to, what is said to whom. */
const REACHED: Readonly<Record<string, { readonly kind: NotificationKind; readonly mailedBy?: "LINK"; readonly toSign?: true }>> = {
  DRAFT: { kind: "CONVENTION_TO_FILL" },
  RETURNED: { kind: "CONVENTION_RETURNED" },
  HOST_COMPLETED: { kind: "CONVENTION_TO_VALIDATE" },
  VALIDATED: { kind: "CONVENTION_TO_SIGN", mailedBy: "LINK", toSign: true },
  SIGNED: { kind: "CONVENTION_SIGNED" },
  CANCELLED: { kind: "CONVENTION_ENDED" },
  INTERRUPTED: { kind: "CONVENTION_ENDED" },
};

/** FAQ: "le professeur référent … répercute ces informations auprès du CPE qui en informe immédiatement la famille": whom each step alerts, unless the event says. */
const ALERTED: Readonly<Record<string, readonly ToldRole[]>> = {
  REPORTED: ["REFERENT_TEACHER"],
  RELAYED: ["EDUCATION_ADVISER"],
  FAMILY_INFORMED: ["LEGAL_REPRESENTATIVE"],
  CLOSED: ["REFERENT_TEACHER", "EDUCATION_ADVISER", "LEGAL_REPRESENTATIVE", "TUTOR"],
};

const AWAITED_KIND: Readonly<Record<Events["ConventionAwaited"]["awaited"], NotificationKind | null>> = {
  HOST: "CONVENTION_TO_FILL",
  SCHOOL: "CONVENTION_TO_VALIDATE",
  SIGNATURE: "CONVENTION_TO_SIGN",
  INSURANCE: "INSURANCE_AWAITED",
  // Told by the refusal itself, at once.
  REFUSAL: null,
};

/** Who is told of what. An event that is not here is news to nobody's inbox. */
const TELLING: Telling = {
  CandidatureSubmitted: (fact) => ({ kind: "CANDIDATURE_RECEIVED", roles: ["HOST_MANAGER"], subject: ofCandidature(fact), named: given(fact), details: called(fact) }),
  CandidatureAccepted: (fact) => ({
    kind: "CANDIDATURE_ACCEPTED", roles: ["STUDENT", "LEGAL_REPRESENTATIVE"], subject: ofCandidature(fact), named: {},
    details: { ...called(fact), booked: fact.acceptedByPersonId === null },
  }),
  CandidatureConfirmed: (fact) => ({ kind: "CANDIDATURE_CONFIRMED", roles: ["HOST_MANAGER"], subject: ofCandidature(fact), named: given(fact), details: called(fact) }),
  CandidatureEnded: (fact) => ({ kind: "CANDIDATURE_ENDED", roles: toldOfEnd(fact.status), subject: ofCandidature(fact), named: given(fact), details: { ...called(fact), status: fact.status } }),
  AnswerAwaited: (fact) => ({
    kind: "ANSWER_AWAITED", roles: ["HOST_MANAGER"], subject: ofCandidature(fact), named: given(fact), mailedBy: "DIGEST",
    details: { offerTitle: fact.offerTitle, lastDayToAnswer: fact.lastDayToAnswer },
  }),
  ConfirmationAwaited: (fact) => ({
    kind: "CONFIRMATION_AWAITED", roles: ["STUDENT", "LEGAL_REPRESENTATIVE"], subject: ofCandidature(fact), named: {},
    details: { offerTitle: fact.offerTitle, lastDayToConfirm: fact.lastDayToConfirm },
  }),
  ConventionStatusChanged: (fact) => {
    const reached = fact.from === fact.to ? undefined : REACHED[fact.to];
    const did = fact.byPersonId === undefined ? PARTIES[fact.by ?? "PLATFORM"] : [];
    if (!reached) return null;
    const roles = ruleOf(reached.kind).roles.filter((role) => !did.includes(role));
    return { ...reached, roles, subject: { ...ofConvention(fact), candidatureId: fact.candidatureId }, named: followed(fact), details: { status: fact.to }, butPersonId: fact.byPersonId ?? null };
  },
  ConventionAwaited: (fact) => {
    const kind = AWAITED_KIND[fact.awaited];
    if (!kind) return null;
    const roles = fact.awaited === "SIGNATURE" ? fact.capacities : ruleOf(kind).roles;
    const { hostName, studentName, startsOn, askedByHost } = fact;
    return { kind, roles, subject: ofConvention(fact), named: {}, mailedBy: "DIGEST", details: { hostName, studentName, startsOn, askedByHost, reminder: true } };
  },
  SignatureRefused: (fact) => ({
    // In the digest of the morning, where the reason can be read.
    kind: "SIGNATURE_REFUSED", roles: ruleOf("SIGNATURE_REFUSED").roles.filter((role) => role !== fact.capacity), subject: ofConvention(fact), named: {}, mailedBy: "DIGEST",
    details: { document: fact.kind },
  }),
  DocumentToSign: ({ conventionId, studentId, kind, capacities }) =>
    kind === "AMENDMENT"
      ? { kind: "CONVENTION_TO_SIGN", roles: capacities, subject: { conventionId, studentId }, named: {}, mailedBy: "LINK", details: { document: kind } }
      : { kind: "ATTESTATION_AWAITED", roles: ["HOST_MANAGER"], subject: { conventionId, studentId }, named: {}, mailedBy: "LINK", details: { document: kind } },
  AttestationAwaited: (fact) => ({ kind: "ATTESTATION_AWAITED", roles: ["HOST_MANAGER"], subject: ofConvention(fact), named: {}, mailedBy: "LINK", details: { document: "ATTESTATION", reminder: true } }),
  FeedbackOpened: (fact) => ({ kind: "FEEDBACK_OPEN", roles: ["STUDENT"], subject: ofConvention(fact), named: {}, details: {} }),
  AbsenceStepReached: (fact) => ({
    kind: "ABSENCE", roles: told(fact.roles ?? ALERTED[fact.step] ?? []), subject: { ...ofConvention(fact), absenceId: fact.absenceId as AbsenceId }, named: followed(fact),
    details: { step: fact.step }, butPersonId: fact.byPersonId ?? null,
  }),
  AbsenceEscalated: (fact) => ({
    kind: "ABSENCE_LATE", roles: told(fact.roles), subject: { ...ofConvention(fact), absenceId: fact.absenceId as AbsenceId }, named: followed(fact),
    details: { step: fact.step, level: fact.level },
  }),
};

const told = (roles: readonly Role[]): readonly ToldRole[] => roles.filter((role): role is ToldRole => (TOLD_ROLES as readonly Role[]).includes(role));

/** The event types that people may be told of. */
export const NEWSWORTHY = Object.keys(TELLING) as readonly EventType[];

/** Null for what is news to nobody. */
export function newsOf<T extends EventType>(type: T, fact: Events[T]): News | null {
  const news = (TELLING[type] as ((fact: Events[T]) => News | null) | undefined)?.(fact) ?? null;
  return news && news.roles.length > 0 ? news : null;
}

/** Who signs for a student: "the student if adult, **or** a legal representative if minor". */
export const signing = ({ roles, toSign }: Pick<News, "roles" | "toSign">, isMinor: boolean): readonly ToldRole[] =>
  toSign ? roles.filter((role) => role !== (isMinor ? "STUDENT" : "LEGAL_REPRESENTATIVE")) : roles;
