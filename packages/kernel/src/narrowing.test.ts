import type { GraphQLError } from "graphql";
import { describe, expect, it } from "vitest";
import type { Actor } from "./actor.ts";
import { newId } from "./ids.ts";
import { followedBy, insistOnBounds, isWithin, type Narrowing } from "./narrowing.ts";
import { departmentOf, type Uai } from "./uai.ts";

const SCHOOL = "0190834D" as Uai;
const OTHER = "0932030B" as Uai;
const [studentId, child, host, other, convention, person] = [newId("student"), newId("student"), newId("host"), newId("host"), newId("convention"), newId("person")];
const fact = { studentId, schoolUai: SCHOOL, hostId: host, academy: "Limoges" };

const STUDENT: Actor = { role: "STUDENT", personId: person, studentId, schoolUai: SCHOOL };
const FAMILY: Actor = { role: "LEGAL_REPRESENTATIVE", personId: person, studentIds: [studentId, child] };
const LINKED: Actor = { ...FAMILY, link: { purpose: "SIGN_CONVENTION", conventionId: convention, studentId } };
const MANAGER: Actor = { role: "HOST_MANAGER", personId: person, hostIds: [host] };
const TUTOR: Actor = { role: "TUTOR", personId: person, email: "Tuteur@Atelier.example" };
const HEAD: Actor = { role: "SCHOOL_HEAD", personId: person, schoolUais: [SCHOOL] };
const RECTORAT: Actor = { role: "RECTORAT", personId: person, academies: ["Limoges"], departments: [] };
const DASEN: Actor = { role: "RECTORAT", personId: person, academies: [], departments: [departmentOf(SCHOOL)] };
const BOTH: Actor = { role: "RECTORAT", personId: person, academies: ["Limoges"], departments: [departmentOf(OTHER)] };
const MINISTRY: Actor = { role: "MINISTRY", personId: person };

describe("what a stream is narrowed to", () => {
  it.each<[string, Narrowing, boolean]>([
    ["nothing", {}, true],
    ["nulls", { schoolUai: null, hostId: null, academy: null, department: null }, true],
    ["its school", { schoolUai: SCHOOL }, true],
    ["its school in lower case", { schoolUai: SCHOOL.toLowerCase() }, true],
    ["another school", { schoolUai: OTHER }, false],
    ["its host", { hostId: host }, true],
    ["another host", { hostId: other }, false],
    ["its académie", { academy: "Limoges" }, true],
    ["another académie", { academy: "Lille" }, false],
    ["its département", { department: departmentOf(SCHOOL) }, true],
    ["another département", { department: departmentOf(OTHER) }, false],
    ["its school, and another host", { schoolUai: SCHOOL, hostId: other }, false],
  ])("%s", (_, wanted, expected) => {
    expect(isWithin(fact, wanted)).toBe(expected);
  });
});

describe("bounds that are not one's own", () => {
  const codeOf = (actor: Actor, wanted: Narrowing) => {
    try {
      insistOnBounds(actor, wanted);
      return "heard";
    } catch (error) {
      return (error as GraphQLError).extensions["code"];
    }
  };

  it.each<[string, Actor, Narrowing, string]>([
    ["a student's school", STUDENT, { schoolUai: SCHOOL }, "heard"],
    ["not a student's school", STUDENT, { schoolUai: OTHER }, "FORBIDDEN"],
    ["a head's school", HEAD, { schoolUai: SCHOOL }, "heard"],
    ["not a head's school", HEAD, { schoolUai: OTHER }, "FORBIDDEN"],
    ["any host, of a head's students", HEAD, { hostId: other }, "heard"],
    ["a manager's host", MANAGER, { hostId: host }, "heard"],
    ["not a manager's host", MANAGER, { hostId: other }, "FORBIDDEN"],
    ["any school, of whose students a manager hears", MANAGER, { schoolUai: OTHER }, "heard"],
    ["a rectorat's académie", RECTORAT, { academy: "Limoges" }, "heard"],
    ["not a rectorat's académie", RECTORAT, { academy: "Lille" }, "FORBIDDEN"],
    ["a part of a rectorat's académie", RECTORAT, { department: "19" }, "heard"],
    ["a DASEN's département", DASEN, { department: departmentOf(SCHOOL) }, "heard"],
    ["not a DASEN's département", DASEN, { department: departmentOf(OTHER) }, "FORBIDDEN"],
    ["not a school of a DASEN's", DASEN, { schoolUai: OTHER }, "FORBIDDEN"],
    ["an académie, to who has a département and another académie", BOTH, { academy: "Lille" }, "heard"],
    ["anywhere, to the ministry", MINISTRY, { academy: "Lille", department: "59", schoolUai: OTHER, hostId: other }, "heard"],
    ["what is no UAI", MINISTRY, { schoolUai: "0190834Z" }, "INVALID_UAI"],
  ])("%s: %s", (_, actor, wanted, expected) => {
    expect(codeOf(actor, wanted)).toBe(expected);
  });
});

describe("by what an event is found", () => {
  it.each<[string, Actor, Narrowing, string | null, readonly string[] | null]>([
    ["one object", MINISTRY, { academy: "Limoges" }, convention, [convention]],
    ["a link's one convention", LINKED, {}, null, [convention]],
    ["a student's own", STUDENT, {}, null, [studentId]],
    ["a family's, whatever it is narrowed to", FAMILY, { hostId: host }, null, [studentId, child]],
    ["a tutor's address, as facts have it", TUTOR, {}, null, ["tuteur@atelier.example"]],
    ["a manager's hosts", MANAGER, {}, null, [host]],
    ["a manager's hosts, of one school", MANAGER, { schoolUai: SCHOOL }, null, [SCHOOL]],
    ["a head's schools", HEAD, {}, null, [SCHOOL]],
    ["a head's, at one host", HEAD, { hostId: host }, null, [host]],
    ["a rectorat's académies", RECTORAT, {}, null, ["Limoges"]],
    ["a DASEN's, of which no fact names the département", DASEN, {}, null, null],
    ["the ministry's", MINISTRY, {}, null, null],
    ["the ministry's, of one académie", MINISTRY, { academy: "Limoges" }, null, ["Limoges"]],
  ])("%s", (_, actor, wanted, object, expected) => {
    expect(followedBy(actor, wanted, object)).toEqual(expected);
  });
});
