import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader } from "@stages/database/connection.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { asc, eq, inArray, type SQL } from "drizzle-orm";
import type { Person } from "../domain/person.ts";
import type { Post, StaffMember } from "../domain/staff-member.ts";
import { identityOf, openedPerson } from "./person-rows.ts";
import { persons, staff } from "./tables.ts";

const readPersons = readByKeys(persons.id, (db, among) => db.select().from(persons).where(among));

export async function findPersons(db: Reader, ids: readonly PersonId[]): Promise<readonly Person[]> {
  return (await readPersons(db, ids)).map(openedPerson);
}

export async function findPerson(db: Reader, id: PersonId): Promise<Person | null> {
  return (await findPersons(db, [id]))[0] ?? null;
}

/** Everyone of this address, whatever their roles. */
export async function findPersonsByAddress(db: Reader, address: string): Promise<readonly Person[]> {
  return (await db.select().from(persons).where(eq(persons.emailIndex, emailIndex(address))).orderBy(asc(persons.id))).map(openedPerson);
}

const { id, identity } = persons;
const { schoolUai, function: held, title } = staff;

/** With all their posts, whichever school they were looked for in. */
const postsOf = (db: Reader, where: SQL) =>
  db
    .select({ person: { id, identity }, post: { schoolUai, function: held, title } })
    .from(staff)
    .innerJoin(persons, eq(persons.id, staff.personId))
    .where(where)
    .orderBy(asc(persons.id), asc(staff.schoolUai), asc(staff.function));

function membersOf(rows: Awaited<ReturnType<typeof postsOf>>): readonly StaffMember[] {
  return [...Map.groupBy(rows, ({ person }) => person.id).values()].map((posts) => ({
    id: posts[0]!.person.id,
    ...identityOf(posts[0]!.person),
    posts: posts.map(({ post }) => post) as [Post, ...Post[]],
  }));
}

const readPosts = readByKeys(staff.personId, (db, among) => postsOf(db, among));
const readPostsOfSchools = readByKeys(staff.schoolUai, (db, among) => postsOf(db, inArray(staff.personId, db.select({ personId: staff.personId }).from(staff).where(among))));

export const findStaffMembers = async (db: Reader, ids: readonly PersonId[]) => membersOf(await readPosts(db, ids));

/** Who works at these schools, each once a school. */
export async function findStaffOfSchools(db: Reader, uais: readonly Uai[]): Promise<readonly { readonly schoolUai: Uai; readonly member: StaffMember }[]> {
  const members = membersOf(await readPostsOfSchools(db, uais));
  return members.flatMap((member) => [...new Set(member.posts.map((post) => post.schoolUai))].map((uai) => ({ schoolUai: uai, member })));
}
