import type { Sql } from "@stages/database/connection.ts";

/**
 * Everyone who has an account in the national data bears a subject of the development issuer, as personas do:
 * `(await openDevelopmentIssuer(dataDir)).issue({ name: studentAccount(7) })` is an access token of the seventh student.
 * Students and hosts are numbered from 1 without a gap, students in the order of their schools' UAI.
 */
export const studentAccount = (rank: number): string => `national-student-${rank}`;
export const hostAccount = (rank: number): string => `national-host-${rank}`;
export const headAccount = (uai: string): string => `national-head-${uai}`;
export const representativeAccount = (studentRank: number): string => `national-parent-${studentRank}`;
export const teacherAccount = (uai: string, rank: number): string => `national-teacher-${uai}-${rank}`;
export const adviserAccount = (uai: string): string => `national-cpe-${uai}`;

/** One of these, whether or not it is loaded; null for any other name. */
export const nationalAccount = (name: string): { readonly name: string } | null => (/^national-(student|parent|host|head|cpe|teacher)-[0-9A-Z]+(-\d+)?$/.test(name) ? { name } : null);

/** As `people` keeps it, and as the personas' are written. */
export const subjectOf = (account: string): string => `persona|${account}`;
export const subjectOfStudent = (rank: number): string => subjectOf(studentAccount(rank));
export const subjectOfHost = (rank: number): string => subjectOf(hostAccount(rank));

export interface Accounts {
  readonly students: number;
  readonly hosts: number;
  readonly schoolUais: readonly string[];
}

/** How many there are to choose from. */
export async function countAccounts(sql: Sql): Promise<Accounts> {
  const [count] = await sql<{ students: number; hosts: number }[]>`
    select (select count(*)::int from people.persons where subject >= 'persona|national-student-' and subject < 'persona|national-student.') as students,
      (select count(*)::int from people.persons where subject >= 'persona|national-host-' and subject < 'persona|national-host.') as hosts`;
  const heads = await sql<{ uai: string }[]>`select substr(subject, length('persona|national-head-') + 1) as uai from people.persons where subject >= 'persona|national-head-' and subject < 'persona|national-head.' order by 1`;
  return { ...count!, schoolUais: heads.map(({ uai }) => uai) };
}

/** So many ranks among the first `of`, evenly spread: of students, so many from all over the country. */
export const spreadRanks = (count: number, of: number): readonly number[] => Array.from({ length: Math.min(count, of) }, (_, index) => 1 + Math.floor((index * of) / Math.min(count, of)));
