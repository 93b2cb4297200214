import { type Actor, oversees, overseesPlace, overseesSchool, worksAtSchool } from "@stages/kernel/actor.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { academyKey, COUNTRY_KEY, departmentKey, schoolKey } from "@stages/kernel/territory-key.ts";
import { parseUai } from "@stages/kernel/uai.ts";
import { COUNTRY, ofAcademy, ofDepartment, ofSchool, type Territory } from "@stages/statistics/territory.ts";

/** What a client may ask to follow; the narrowest that it names counts. */
export interface Wanted {
  readonly academy?: string | null;
  readonly department?: string | null;
  readonly schoolUai?: string | null;
}

/** A territory whose figures someone follows, and how events name it. */
export interface Watched {
  readonly key: string;
  readonly territory: Territory;
}

const academy = (code: string): Watched => ({ key: academyKey(code), territory: ofAcademy(code) });
const department = (code: string): Watched => ({ key: departmentKey(code), territory: ofDepartment(code) });

/** What is asked for, insisting on the right to its figures; without anything, all that is in one's own charge. Errors: FORBIDDEN, INVALID_UAI. */
export function watchedBy(actor: Actor, wanted: Wanted): readonly Watched[] {
  const only = (mayWatch: boolean, watched: Watched, field: keyof Wanted) => {
    if (!mayWatch) throw refused("FORBIDDEN", field);
    return [watched];
  };
  if (wanted.schoolUai) {
    const uai = parseUai(wanted.schoolUai);
    if (!uai) throw refused("INVALID_UAI", { value: wanted.schoolUai.slice(0, 40) }, "schoolUai");
    const territory = ofSchool(uai);
    return only(worksAtSchool(actor, uai) || overseesSchool(actor, { schoolUai: uai, academy: territory.academy }), { key: schoolKey(uai), territory }, "schoolUai");
  }
  if (wanted.department) {
    const watched = department(wanted.department);
    return only(overseesPlace(actor, { academy: watched.territory.academy || null, department: wanted.department }), watched, "department");
  }
  if (wanted.academy) return only(oversees(actor, wanted.academy), academy(wanted.academy), "academy");
  switch (actor.role) {
    case "MINISTRY":
      return [{ key: COUNTRY_KEY, territory: COUNTRY }];
    case "RECTORAT":
      return [...actor.academies.map(academy), ...actor.departments.map(department)];
    case "SCHOOL_HEAD":
    case "REFERENT_TEACHER":
    case "EDUCATION_ADVISER":
      return actor.schoolUais.map((uai) => ({ key: schoolKey(uai), territory: ofSchool(uai) }));
    default:
      throw refused("FORBIDDEN");
  }
}
