import { existsSync, readFileSync } from "node:fs";
import { randomStream } from "@stages/demonstration/random.ts";
import { COMMUNES } from "@stages/demonstration/communes.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import { departmentOf, parseUai, type Uai, uaiChecksum } from "@stages/kernel/uai.ts";
import type { School } from "@stages/people/domain/school.ts";
import { academyOfDepartment } from "@stages/reference/academies.ts";
import { communeByCode } from "@stages/reference/communes.ts";
import { readSchoolDirectory } from "@stages/reference/school-directory.ts";

export interface NationalSchool extends School {
  readonly coordinates: Coordinates;
  /** Of 2de générale et technologique. */
  readonly students: number;
}

export interface NationalSchools {
  readonly source: string;
  readonly schools: readonly NationalSchool[];
  /** Where the communes are, by INSEE code; none where the file is not there. */
  readonly communes: ReadonlyMap<string, Coordinates>;
}

/** The country's, as the files count them: where they are absent, as many are made up. */
const SCHOOLS = 2_740;
export const COUNTRY_STUDENTS = 560_124;

/** Of the three territories of the Pacific no file places anything. */
const PACIFIC: Coordinates = { latitude: -13.28, longitude: -176.18 };

/** Beside the project; see its README. */
const DATA = new URL("../../../shared/data/", import.meta.url);
const fileOf = (name: string) => new URL(name, DATA);

/** The real lycées with a 2de générale et technologique and how many students each has; made up where `../shared/data` is absent. */
export async function openSchools(): Promise<NationalSchools> {
  if (!existsSync(fileOf("lycees-2de-gt.csv"))) return { source: `${SCHOOLS} schools made up in the demonstration's communes: ../shared/data is not here`, schools: madeUp(), communes: new Map() };
  const communes = placesOfCommunes();
  const schools = await realSchools(communes);
  return { communes, source: `${schools.length.toLocaleString("en")} real schools, their numbers of students those of the ministry's file`, schools };
}

/** A smaller country of the same shape: schools of everywhere, drawn until they have so many students. */
export function partOf({ source, schools, communes }: NationalSchools, students: number, seed: number): NationalSchools {
  const random = randomStream(seed, "part");
  const drawn = schools.map((school) => [random.next(), school] as const).toSorted(([a], [b]) => a - b);
  let missing = students;
  const part = drawn.flatMap(([, school]) => (missing > 0 ? ((missing -= school.students), school) : []));
  return { communes, source: `${source}; ${part.length} of them`, schools: part.toSorted((a, b) => (a.uai < b.uai ? -1 : 1)) };
}

async function realSchools(places: ReadonlyMap<string, Coordinates>): Promise<readonly NationalSchool[]> {
  const { schools: directory } = await readSchoolDirectory(readFileSync(fileOf("annuaire-education-lycees.csv"), "utf8"));
  const known = new Map(directory.map((school) => [school.uai, school]));
  // Some are placed by no file, and some were closed since: a school of the same département lends its own.
  const near = (code: string) => directory.find(({ departmentCode, coordinates }) => departmentCode === code && coordinates !== null) ?? directory.find(({ departmentCode }) => departmentCode === code)!;
  return linesOf("lycees-2de-gt.csv").map((line): NationalSchool => {
    const uai = parseUai(line["uai"]!)!;
    const { academyCode: academy, ...school } = known.get(uai) ?? { ...near(departmentOf(uai)), name: line["nom_etablissement"]!, addressLine: line["adresse"]! };
    const coordinates = school.coordinates ?? pointOf(line["position"]!) ?? places.get(school.communeCode) ?? near(school.departmentCode).coordinates ?? PACIFIC;
    return { ...school, uai, academy, coordinates, students: Math.round(Number(line["2ndes_gt"] || 0)) };
  }).sort((a, b) => (a.uai < b.uai ? -1 : 1));
}

function linesOf(name: string): readonly Readonly<Record<string, string>>[] {
  const [heading, ...lines] = readFileSync(fileOf(name), "utf8").replace(/^\uFEFF/, "").trimEnd().split(/\r?\n/);
  const columns = heading!.split(";");
  return lines.map((line) => Object.fromEntries(line.split(";").map((cell, index) => [columns[index]!, cell])));
}

function placesOfCommunes(): ReadonlyMap<string, Coordinates> {
  return new Map(readFileSync(fileOf("communes-coordinates.csv"), "utf8").split("\n").slice(1).map((line) => {
    const [code, latitude, longitude] = line.split(",");
    return [code!, { latitude: Number(latitude), longitude: Number(longitude) }];
  }));
}

function pointOf(position: string): Coordinates | null {
  const [latitude, longitude] = position.split(",").map(Number);
  return position !== "" && Number.isFinite(latitude) && Number.isFinite(longitude) ? { latitude: latitude!, longitude: longitude! } : null;
}

function madeUp(): readonly NationalSchool[] {
  const random = randomStream(2024, "schools");
  const sizes = Array.from({ length: SCHOOLS }, (_, rank) => (rank % 8 === 7 ? 0 : 1 + random.int(0, 3) * random.int(0, 3)));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let [wanted, given] = [0, 0];
  const communes = COMMUNES.filter(({ communeCode }) => communeByCode(communeCode) !== null);
  return sizes.map((size, rank): NationalSchool => {
    wanted += (size * COUNTRY_STUDENTS) / total;
    const students = Math.round(wanted) - given;
    given += students;
    const { latitude, longitude, ...place } = communes[rank % communes.length]!;
    const departmentCode = communeByCode(place.communeCode)!.departmentCode;
    // No real UAI goes beyond 5 100, none of the demonstration is below 9 001.
    const digits = `${departmentCode.padStart(3, "0")}${5_200 + rank}`;
    return {
      ...place, uai: `${digits}${uaiChecksum(digits)}` as Uai, name: `Lycée n° ${rank + 1}`, sector: "PUBLIC", addressLine: "1 rue du Lycée", departmentCode,
      academy: academyOfDepartment(departmentCode)!.code, ministry: null, coordinates: { latitude, longitude }, students,
    };
  });
}
