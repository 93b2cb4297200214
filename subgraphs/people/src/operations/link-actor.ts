import type { Reader } from "@stages/database/connection.ts";
import type { Actor, Role } from "@stages/kernel/actor.ts";
import { parseId } from "@stages/kernel/ids.ts";
import { actorOfLink, hasSession, type PersonalLink, subjectOf } from "../domain/personal-link.ts";
import { findConvention } from "../persistence/linked-conventions.ts";
import { findLink, findLinkBySession } from "../persistence/personal-links.ts";
import { findLegalRepresentatives } from "../persistence/students.ts";

const SUBJECT = /^link\|(.+)$/;

export const isSubjectOfLink = (subject: string): boolean => SUBJECT.test(subject);

export interface LinkBearer {
  readonly subject: string;
  readonly expiresAt: string;
}

/** Whose session this is, by the SHA-256 of its secret; null when it is nobody's, or over. */
export async function findLinkBearer(db: Reader, secretHash: string, now: Temporal.Instant): Promise<LinkBearer | null> {
  const link = await findLinkBySession(db, secretHash);
  return link && hasSession(link, now) ? { subject: subjectOf(link.id), expiresAt: link.sessionExpiresAt!.toString() } : null;
}

/** As whom the holder of a link's session acts, as of now: someone who answers for the student no longer is nobody. */
export async function findLinkActor(db: Reader, subject: string, role: Role | null, now: Temporal.Instant): Promise<Actor | null> {
  const id = parseId("link", SUBJECT.exec(subject)?.[1] ?? "");
  const link = id && (await findLink(db, id));
  if (!link || !hasSession(link, now)) return null;
  const { tutorEmail = null, representativeEmail = null } = (await findConvention(db, link.conventionId)) ?? {};
  const actor = actorOfLink(link, { maySign: await maySign(db, link), tutorEmail, representativeEmail });
  return actor && (role === null || actor.role === role) ? actor : null;
}

async function maySign(db: Reader, { studentId, personId }: PersonalLink): Promise<boolean> {
  return (await findLegalRepresentatives(db, [studentId])).some(({ id, maySign }) => id === personId && maySign);
}
