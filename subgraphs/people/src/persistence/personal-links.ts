import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { ConventionId, LinkId, PersonId, StudentId } from "@stages/kernel/ids.ts";
import type { LinkPurpose } from "@stages/kernel/link-purpose.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { and, asc, desc, eq, inArray, isNotNull, isNull, type SQL } from "drizzle-orm";
import type { PersonalLink, RevocationReason } from "../domain/personal-link.ts";
import { openedLink, sealedLink } from "./link-rows.ts";
import { personalLinks } from "./tables.ts";

export async function insertLink(tx: Transaction, link: PersonalLink): Promise<void> {
  await tx.insert(personalLinks).values(sealedLink(link));
}

/** Locked: of two who open it at once, the second finds it opened. */
export async function lockLinkByToken(tx: Transaction, tokenHash: string): Promise<PersonalLink | null> {
  return (await tx.select().from(personalLinks).where(eq(personalLinks.tokenHash, tokenHash)).for("update")).map(openedLink)[0] ?? null;
}

export async function saveOpening(tx: Transaction, { id, openedAt, sessionHash, sessionExpiresAt }: PersonalLink): Promise<void> {
  await tx.update(personalLinks).set({ openedAt, sessionHash, sessionExpiresAt }).where(eq(personalLinks.id, id));
}

const one = async (db: Reader, where: SQL) => (await db.select().from(personalLinks).where(where)).map(openedLink)[0] ?? null;

export const findLink = (db: Reader, id: LinkId): Promise<PersonalLink | null> => one(db, eq(personalLinks.id, id));
export const findLinkBySession = (db: Reader, sessionHash: string): Promise<PersonalLink | null> => one(db, eq(personalLinks.sessionHash, sessionHash));

const readLinksOfStudents = readByKeys(personalLinks.studentId, (db, among) => db.select().from(personalLinks).where(among).orderBy(desc(personalLinks.id)));

/** Newest first. */
export async function findLinksOfStudents(db: Reader, ids: readonly StudentId[]): Promise<readonly PersonalLink[]> {
  return (await readLinksOfStudents(db, ids)).map(openedLink);
}

/** As whom a tutor whom nobody knows has acted until now. */
export async function findPersonOfAddress(db: Reader, address: string): Promise<PersonId | null> {
  const [row] = await db.select({ personId: personalLinks.personId }).from(personalLinks).where(eq(personalLinks.addressIndex, emailIndex(address))).orderBy(asc(personalLinks.id)).limit(1);
  return row?.personId ?? null;
}

/** The newest address of each of those whom links alone make known. */
export async function findAddressesOfLinks(db: Reader, ids: readonly PersonId[]): Promise<readonly { readonly personId: PersonId; readonly address: string }[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectDistinctOn([personalLinks.personId])
    .from(personalLinks)
    .where(and(inArray(personalLinks.personId, [...ids]), isNotNull(personalLinks.address)))
    .orderBy(asc(personalLinks.personId), desc(personalLinks.id));
  return rows.map(openedLink).map(({ personId, address }) => ({ personId, address: address! }));
}

interface Bounds {
  readonly id: LinkId;
  readonly personId: PersonId;
  readonly conventionId: ConventionId;
  readonly studentId: StudentId;
  readonly purpose: LinkPurpose;
}

/** Which links: one, those of a person, of a convention or of a student; narrowed further by the other bounds. */
export type LinksOf = Partial<Bounds> & (Pick<Bounds, "id"> | Pick<Bounds, "personId"> | Pick<Bounds, "conventionId"> | Pick<Bounds, "studentId">);

/** Answers those that were revoked, as they were: who holds a session of one must be told of. */
export async function revokeLinks(tx: Transaction, { personId, conventionId, studentId, purpose, id }: LinksOf, revokedWhy: RevocationReason, revokedAt: Temporal.Instant): Promise<readonly PersonalLink[]> {
  const revoked = await tx
    .update(personalLinks)
    .set({ revokedAt, revokedWhy })
    .where(
      and(
        isNull(personalLinks.revokedAt),
        personId && eq(personalLinks.personId, personId),
        conventionId && eq(personalLinks.conventionId, conventionId),
        studentId && eq(personalLinks.studentId, studentId),
        purpose && eq(personalLinks.purpose, purpose),
        id && eq(personalLinks.id, id),
      ),
    )
    .returning();
  return revoked.map(openedLink);
}
