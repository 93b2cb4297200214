import { describe, expect, it } from "vitest";
import type { Role } from "@stages/kernel/actor.ts";
import { ACTORS, aConvention } from "./fixtures.ts";
import { STATUSES, type Status } from "./lifecycle.ts";
import { editableFields, fieldName, FIELDS, refusalsToEdit } from "./who-edits.ts";

/** From the domain page, written apart from the table: "the host fills: …", "then the school head fills: …". */
const OF_HOST = [
  "host.representative.name", "host.representative.function", "host.tutor.name", "host.tutor.function", "host.tutor.email", "host.tutor.phone",
  "host.timetable", "host.activities", "host.objectives", "host.place", "host.lunch", "host.transport", "host.lodging",
];
const OF_SCHOOL = ["school.referentTeacherId", "school.liabilityInsurance.insurer", "school.liabilityInsurance.policyNumber", "school.adjustments", "school.legalRepresentatives"];
const HOST_WRITES: readonly Status[] = ["DRAFT", "RETURNED"];
const SCHOOL_WRITES: readonly Status[] = ["DRAFT", "RETURNED", "HOST_COMPLETED"];
const FOUND = { origin: "SCHOOL", candidatureId: null, offerId: null, hostParty: { legalName: "Imprimerie Haute", siret: null, country: "BE", address: "12 rue Haute, 1000 Bruxelles" } } as const;

function expected(role: Role, status: Status, isFound: boolean): readonly string[] {
  const writesHost = HOST_WRITES.includes(status) && (role === "HOST_MANAGER" || (isFound && (role === "SCHOOL_HEAD" || role === "REFERENT_TEACHER")));
  const staff = SCHOOL_WRITES.includes(status) && ["SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"].includes(role);
  const ofSchool = OF_SCHOOL.filter((field) => field !== "school.adjustments" || role !== "REFERENT_TEACHER");
  return [...(writesHost ? OF_HOST : []), ...(staff ? ofSchool : [])];
}

describe("who writes which field", () => {
  it("is said of every field of both parts", () => {
    expect(FIELDS.map(fieldName)).toEqual([...OF_HOST, ...OF_SCHOOL]);
  });

  const cases = Object.entries(ACTORS).flatMap(([name, actor]) => STATUSES.flatMap((status) => [false, true].map((isFound) => [name, status, isFound ? "found elsewhere" : "of the platform", actor, isFound] as const)));
  it.each(cases)("%s once %s, with a host %s", (_, status, __, actor, isFound) => {
    const convention = aConvention(status, isFound ? FOUND : {});
    const mine = expected(actor.role, status, isFound);
    expect(editableFields(convention, actor)).toEqual(mine);
    for (const rule of FIELDS) expect(refusalsToEdit([rule], convention, actor).length === 0, fieldName(rule)).toBe(mine.includes(fieldName(rule)));
  });

  it("names every field that is another's, with its path", () => {
    const refusals = refusalsToEdit(FIELDS, aConvention("DRAFT"), ACTORS.host);
    expect(refusals.map(({ code, field }) => `${code} ${field}`)).toEqual(OF_SCHOOL.map((field) => `FIELD_NOT_YOURS ${field}`));
    expect(refusalsToEdit(FIELDS.slice(0, 1), aConvention("SIGNED"), ACTORS.host)[0]?.code).toBe("CONVENTION_FROZEN");
  });

  it("is nobody's of another host or school", () => {
    const stranger = { ...ACTORS.host, hostIds: [] };
    expect(editableFields(aConvention("DRAFT"), stranger)).toEqual([]);
    expect(editableFields(aConvention("DRAFT"), { ...ACTORS.head, schoolUais: [] })).toEqual([]);
  });
});
