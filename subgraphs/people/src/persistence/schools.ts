import { readByKeys } from "@stages/database/compiled.ts";
import type { Reader, Transaction } from "@stages/database/connection.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { departmentsServedBy } from "@stages/reference/academies.ts";
import { allCommunes } from "@stages/reference/communes.ts";
import { and, asc, eq, getTableColumns, inArray, like, lte, type SQL, sql } from "drizzle-orm";
import { type School, searchTextOf, wordsOf } from "../domain/school.ts";
import type { KeysetPage } from "./keyset-page.ts";
import { schools } from "./tables.ts";

type Row = typeof schools.$inferSelect;
/** With the key of its place in a list. */
export type ListedSchool = School & { readonly searchText: string };

function schoolOf({ latitude, longitude, ...row }: Row): ListedSchool {
  return { ...row, coordinates: latitude !== null && longitude !== null ? { latitude, longitude } : null };
}

function rowOf({ coordinates, ...school }: School): Row {
  return { ...school, latitude: coordinates?.latitude ?? null, longitude: coordinates?.longitude ?? null, searchText: searchTextOf(school) };
}

const readSchools = readByKeys(schools.uai, (db, among) => db.select().from(schools).where(among));

export async function findSchools(db: Reader, uais: readonly Uai[]): Promise<readonly School[]> {
  return (await readSchools(db, uais)).map(schoolOf);
}

const isAfter = (after: KeysetPage["after"]) => (after ? sql`(${schools.searchText}, ${schools.uai}) > (${after[0]}, ${after[1]})` : undefined);

/** The same page of several académies' lists, in one query. */
export async function findPagesByAcademy(db: Reader, academies: readonly string[], { after, limit }: KeysetPage): Promise<readonly ListedSchool[]> {
  const ranked = db
    .select({
      ...getTableColumns(schools),
      rank: sql<number>`row_number() over (partition by ${schools.academy} order by ${schools.searchText}, ${schools.uai})`.as("rank"),
    })
    .from(schools)
    .where(and(inArray(schools.academy, [...academies]), isAfter(after)))
    .as("ranked");
  const rows = await db.select().from(ranked).where(lte(ranked.rank, limit)).orderBy(asc(ranked.searchText), asc(ranked.uai));
  return rows.map(({ rank: _, ...row }) => schoolOf(row));
}

/** Of the directory, within a territory; all of them without one. A département's are those numbered there, wherever they stand. */
export async function countSchools(db: Reader, { academy, department }: { readonly academy: string | null; readonly department: string | null }): Promise<number> {
  const within = academy !== null ? eq(schools.academy, academy) : department !== null ? inArray(schools.departmentCode, [...departmentsServedBy(department)]) : undefined;
  return db.$count(schools, within);
}

export interface SchoolSearch {
  readonly search: string | null;
  readonly communeCode: string | null;
  readonly departmentCode: string | null;
}

/** Every word of the search stands somewhere in the name, the commune, the postcode or the UAI. */
export async function searchSchools(db: Reader, { search, communeCode, departmentCode }: SchoolSearch, { after, limit }: KeysetPage): Promise<readonly ListedSchool[]> {
  const rows = await db
    .select()
    .from(schools)
    .where(
      and(
        ...wordsOf(search ?? "").map((word) => like(schools.searchText, `%${word}%`)),
        communeCode ? inArray(schools.communeCode, partsOf(communeCode)) : undefined,
        departmentCode ? eq(schools.departmentCode, departmentCode) : undefined,
        isAfter(after),
      ),
    )
    .orderBy(asc(schools.searchText), asc(schools.uai))
    .limit(limit);
  return rows.map(schoolOf);
}

/** The schools of Paris, Lyon and Marseille stand in their arrondissements. */
function partsOf(communeCode: string): string[] {
  const arrondissements = [...allCommunes()].filter(({ cityCode }) => cityCode === communeCode).map(({ code }) => code);
  return [communeCode, ...arrondissements];
}

const columns = getTableColumns(schools);
const { uai: _, ...changeable } = columns;
const excluded = ({ name }: { readonly name: string }) => sql.raw(`excluded."${snakeCase(name)}"`);
const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const differs: SQL = sql`(${sql.join(Object.values(changeable), sql`, `)}) is distinct from (${sql.join(Object.values(changeable).map(excluded), sql`, `)})`;

export interface Registration {
  readonly uai: Uai;
  /** Otherwise it was known and has changed. */
  readonly isNew: boolean;
}

/** Inserts or updates, and says which were written: those that are as they were stay untouched. */
export async function upsertSchools(tx: Transaction, registered: readonly School[]): Promise<readonly Registration[]> {
  if (registered.length === 0) return [];
  return tx
    .insert(schools)
    .values(registered.map(rowOf))
    .onConflictDoUpdate({
      target: schools.uai,
      set: Object.fromEntries(Object.entries(changeable).map(([key, column]) => [key, excluded(column)])),
      setWhere: differs,
    })
    // A row that this statement inserted was deleted by no one: its xmax is 0. One that it updated, it has locked first.
    .returning({ uai: schools.uai, isNew: sql<boolean>`xmax = 0` });
}
