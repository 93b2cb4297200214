import type { Act } from "@stages/database/act.ts";
import { readSchoolDirectory } from "@stages/reference/school-directory.ts";
import type { DirectoryRefusal, DirectoryRemark, DirectorySchool } from "@stages/reference/school-record.ts";
import type { School } from "../domain/school.ts";
import { type RegisteredSchools, registerSchools } from "./register-schools.ts";

/** What a data officer reads: `lines` = created + updated + unchanged + sites + refused. */
export interface DirectoryImport extends RegisteredSchools {
  readonly lines: number;
  /** Lines that describe another site of a school of the same file. */
  readonly sites: number;
  readonly refused: readonly DirectoryRefusal[];
  readonly remarks: readonly DirectoryRemark[];
}

const BATCH = 500;

/** Brings the directory up to date from the ministry's file, all of it or, if anything breaks, nothing. */
export async function importSchoolDirectory(
  { write, now }: Pick<Act, "write" | "now">,
  input: string | NodeJS.ReadableStream,
  onProgress: (registered: number, total: number) => void = () => {},
): Promise<DirectoryImport> {
  const { lines, schools: read, sites, refused, remarks } = await readSchoolDirectory(input);
  // In one order for everyone: two imports at the same time wait for each other's rows and never cross.
  const schools = read.map(schoolOf).toSorted((a, b) => (a.uai < b.uai ? -1 : 1));
  const registered = await write(async (tx) => {
    let sum: RegisteredSchools = { created: 0, updated: 0, unchanged: 0 };
    for (let start = 0; start < schools.length; start += BATCH) {
      const batch = await registerSchools(tx, schools.slice(start, start + BATCH), now);
      sum = { created: sum.created + batch.created, updated: sum.updated + batch.updated, unchanged: sum.unchanged + batch.unchanged };
      onProgress(Math.min(start + BATCH, schools.length), schools.length);
    }
    return sum;
  });
  return { lines, ...registered, sites: sites.length, refused, remarks };
}

function schoolOf(read: DirectorySchool): School {
  const { uai, name, sector, addressLine, postcode, communeCode, communeName, coordinates, departmentCode, academyCode, ministry } = read;
  return { uai, name, sector, addressLine, postcode, communeCode, communeName, coordinates, departmentCode, academy: academyCode, ministry: ministry || null };
}
