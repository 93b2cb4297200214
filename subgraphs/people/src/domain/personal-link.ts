import type { Actor } from "@stages/kernel/actor.ts";
import type { ConventionId, HostId, LinkId, PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { LinkPurpose } from "@stages/kernel/link-purpose.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Uai } from "@stages/kernel/uai.ts";

export const REVOCATION_REASONS = ["REPLACED", "WITHDRAWN", "ADDRESS_CORRECTED", "CONVENTION_ENDED"] as const;
export type RevocationReason = (typeof REVOCATION_REASONS)[number];

/** A convention as far as links go. */
export interface LinkedConvention {
  readonly id: ConventionId;
  readonly studentId: StudentId;
  readonly schoolUai: Uai;
  readonly hostId: HostId;
  readonly status: string;
  /** Lower case; null until the host has named one. */
  readonly tutorEmail: string | null;
  /** Lower case: who speaks for a host that the platform does not know; null for any other host. */
  readonly representativeEmail: string | null;
}

/** The way in of someone without an account: for one purpose and one convention, opened once, for a short time. */
export interface PersonalLink {
  readonly id: LinkId;
  readonly purpose: LinkPurpose;
  readonly conventionId: ConventionId;
  readonly studentId: StudentId;
  readonly schoolUai: Uai;
  readonly hostId: HostId;
  readonly personId: PersonId;
  /** A tutor's, or a host's representative's; null for a legal representative. */
  readonly address: string | null;
  readonly tokenHash: string;
  readonly createdAt: Temporal.Instant;
  readonly createdBy: PersonId | null;
  readonly expiresAt: Temporal.Instant;
  readonly openedAt: Temporal.Instant | null;
  readonly sessionHash: string | null;
  readonly sessionExpiresAt: Temporal.Instant | null;
  readonly revokedAt: Temporal.Instant | null;
  readonly revokedWhy: RevocationReason | null;
}

interface Terms {
  /** How long it waits to be opened. */
  readonly opensWithin: Temporal.DurationLike;
  /** How long whoever opened it may act. */
  readonly lasts: Temporal.DurationLike;
  /** Where the convention must stand for it to be of use. */
  readonly while: readonly string[];
}

/**
 * A signature is given at once; a tutor comes back during a day; a host finds out who fills what. A signed convention may
 * still be amended, and of a stage that has ended its host attests what was done. What each may reach stands in `LINK_REACH`.
 */
export const TERMS: Readonly<Record<LinkPurpose, Terms>> = {
  SIGN_CONVENTION: { opensWithin: { hours: 72 }, lasts: { minutes: 30 }, while: ["VALIDATED", "SIGNING", "SIGNED"] },
  FOLLOW_INTERN: { opensWithin: { hours: 24 }, lasts: { hours: 2 }, while: ["VALIDATED", "SIGNING", "SIGNED"] },
  ACT_FOR_HOST: { opensWithin: { hours: 168 }, lasts: { hours: 2 }, while: ["DRAFT", "RETURNED", "VALIDATED", "SIGNING", "SIGNED", "INTERRUPTED", "COMPLETED"] },
};

/** Those whom the platform knows by the address that a convention names, and by nothing else. */
export const isByAddress = (purpose: LinkPurpose): boolean => purpose !== "SIGN_CONVENTION";

/** Nothing is left to sign or to follow. */
export const ENDED = ["CANCELLED", "INTERRUPTED"];

export const LINK_STATES = ["PENDING", "OPENED", "EXPIRED", "REVOKED"] as const;
export type LinkState = (typeof LINK_STATES)[number];

type Times = Pick<PersonalLink, "expiresAt" | "openedAt" | "revokedAt">;

export function stateOf({ expiresAt, openedAt, revokedAt }: Times, now: Temporal.Instant): LinkState {
  if (revokedAt) return "REVOKED";
  if (openedAt) return "OPENED";
  return isPast(expiresAt, now) ? "EXPIRED" : "PENDING";
}

/** Unknown, opened and revoked are one answer: a token that was guessed or found tells nothing of itself. */
export function refusalsToOpen(link: Times | null, now: Temporal.Instant): readonly Refusal[] {
  const state = link && stateOf(link, now);
  if (state === "PENDING") return [];
  return [refuse(state === "EXPIRED" ? "LINK_EXPIRED" : "LINK_UNKNOWN")];
}

export function isUsefulIn(status: string, purpose: LinkPurpose): boolean {
  return TERMS[purpose].while.includes(status);
}

export function refusalsToSend(purpose: LinkPurpose, { status }: Pick<LinkedConvention, "status">): readonly Refusal[] {
  return isUsefulIn(status, purpose) ? [] : [refuse("WRONG_STATE", { what: "Convention", status })];
}

export interface Opening {
  readonly sessionHash: string;
  readonly now: Temporal.Instant;
}

export function open(link: PersonalLink, { sessionHash, now }: Opening): PersonalLink & { readonly sessionExpiresAt: Temporal.Instant } {
  return { ...link, openedAt: now, sessionHash, sessionExpiresAt: now.add(TERMS[link.purpose].lasts) };
}

export function hasSession({ revokedAt, sessionExpiresAt }: Pick<PersonalLink, "revokedAt" | "sessionExpiresAt">, now: Temporal.Instant): boolean {
  return revokedAt === null && sessionExpiresAt !== null && !isPast(sessionExpiresAt, now);
}

/** The subject under which the gateway remembers who holds a session. */
export const subjectOf = (id: LinkId): string => `link|${id}`;

/** What must still be so, whatever was when the link was sent: that this person answers for the student, is the tutor, or speaks for the host. */
export interface Standing {
  readonly maySign: boolean;
  readonly tutorEmail: string | null;
  readonly representativeEmail: string | null;
}

export function actorOfLink({ purpose, personId, studentId, conventionId, hostId, address }: PersonalLink, { maySign, tutorEmail, representativeEmail }: Standing): Actor | null {
  const link = { purpose, conventionId, studentId };
  switch (purpose) {
    case "SIGN_CONVENTION":
      return maySign ? { role: "LEGAL_REPRESENTATIVE", personId, studentIds: [studentId], link } : null;
    case "FOLLOW_INTERN":
      return address !== null && address === tutorEmail ? { role: "TUTOR", personId, email: address, link } : null;
    case "ACT_FOR_HOST":
      return address !== null && address === representativeEmail ? { role: "HOST_MANAGER", personId, hostIds: [hostId], link } : null;
  }
}

const isPast = (moment: Temporal.Instant, now: Temporal.Instant) => Temporal.Instant.compare(moment, now) <= 0;
