import { type Actor, oversees, overseesPlace, overseesSchool, worksAtSchool } from "@stages/kernel/actor.ts";
import { departmentOf, parseUai } from "@stages/kernel/uai.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { academyByCode, academyOfDepartment } from "@stages/reference/academies.ts";
import { COUNTRY, ofAcademy, ofDepartment, type Territory } from "@stages/statistics/territory.ts";
import { each, type Rule, when } from "./policy.ts";

/** Domain, section 7: exact figures are for the staff in charge of the territory; a school's own are its staff's too. */

const departmentIn = (code: string) => ({ academy: academyOfDepartment(code)?.code ?? null, department: code });

export const OF_ACADEMY: Rule = each(["RECTORAT", "MINISTRY"], when("son territoire", (actor: Actor, { code }: { readonly code: string }) => oversees(actor, code)));

export const OF_DEPARTMENT: Rule = each(["RECTORAT", "MINISTRY"], when("son territoire", (actor: Actor, { code }: { readonly code: string }) => overseesPlace(actor, departmentIn(code))));

const isOverSchool = (actor: Actor, { uai: text }: { readonly uai: string }) => {
  const schoolUai = parseUai(text);
  if (!schoolUai) return false;
  return worksAtSchool(actor, schoolUai) || overseesSchool(actor, { schoolUai, academy: departmentIn(departmentOf(schoolUai)).academy ?? "" });
};

export const OF_SCHOOL: Rule = {
  ...each(["RECTORAT", "MINISTRY"], when("son territoire", isOverSchool)),
  ...each(["SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"], when("son établissement", isOverSchool)),
};

export const OF_COUNTRY: Rule = each(["MINISTRY"], "allow");

/** Of what names its territory by arguments: the territory, for whoever is in charge of it. Errors: ACADEMY_OR_DEPARTMENT, FORBIDDEN, NOT_FOUND. */
export function territoryFor(actor: Actor, { academy, department }: { readonly academy?: string | null; readonly department?: string | null }): Territory {
  if (academy && department) throw refused("ACADEMY_OR_DEPARTMENT", "department");
  if (academy) return known(academyByCode(academy), insist(oversees(actor, academy), ofAcademy(academy), "academy"), "academy", "Académie");
  if (department) return known(academyOfDepartment(department), insist(overseesPlace(actor, departmentIn(department)), ofDepartment(department), "department"), "department", "Département");
  return insist(actor.role === "MINISTRY", COUNTRY, "academy");
}

/** The ministry is in charge everywhere, and of what does not exist there is nothing to tell: not even zero. */
function known(academy: unknown, territory: Territory, field: string, what: string): Territory {
  if (!academy) throw refused("NOT_FOUND", { what }, field);
  return territory;
}

function insist(isInCharge: boolean, territory: Territory, field: string): Territory {
  if (!isInCharge) throw refused("FORBIDDEN", field);
  return territory;
}
