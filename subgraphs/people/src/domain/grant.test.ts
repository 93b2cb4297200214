import type { Role } from "@stages/kernel/actor.ts";
import { ROLES } from "@stages/kernel/actor.ts";
import { newId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { describe, expect, it } from "vitest";
import { actorOf, type Grant } from "./grant.ts";

const TULLE = "0190032G" as Uai;
const BRIVE = "0190010H" as Uai;
const [personId, student, later, host, otherHost] = [newId("person"), newId("student"), newId("student"), newId("host"), newId("host")];
const bearer = { id: personId, email: "Jean.Faure@atelier.example" };

const ONE_OF_EACH: readonly Grant[] = [
  { role: "STUDENT", studentId: student, schoolUai: TULLE },
  { role: "LEGAL_REPRESENTATIVE", studentId: student },
  { role: "HOST_MANAGER", hostId: host },
  { role: "TUTOR" },
  { role: "SCHOOL_HEAD", schoolUai: TULLE },
  { role: "REFERENT_TEACHER", schoolUai: TULLE },
  { role: "EDUCATION_ADVISER", schoolUai: TULLE },
  { role: "RECTORAT", academy: "22" },
  { role: "MINISTRY" },
];

describe("an actor", () => {
  it.each(ONE_OF_EACH)("$role is made of one grant", (grant) => {
    expect(actorOf(bearer, [grant])).toMatchObject({ role: grant.role, personId });
  });

  it("exists for each role but a visitor's and the platform's", () => {
    const granted = ONE_OF_EACH.map(({ role }): Role => role);
    expect(ROLES.filter((role) => !granted.includes(role))).toEqual(["ANONYMOUS", "PLATFORM"]);
  });

  it("is null for someone without a role", () => {
    expect(actorOf(bearer, [])).toBeNull();
  });

  it("joins the bounds of one role, whatever the order of the rows", () => {
    const rows: Grant[] = [{ role: "SCHOOL_HEAD", schoolUai: TULLE }, { role: "SCHOOL_HEAD", schoolUai: BRIVE }];
    expect(actorOf(bearer, rows)).toEqual({ role: "SCHOOL_HEAD", personId, schoolUais: [BRIVE, TULLE] });
    expect(actorOf(bearer, rows.toReversed())).toEqual(actorOf(bearer, rows));
  });

  it("manages no host yet, then one, then two", () => {
    const none: Grant = { role: "HOST_MANAGER", hostId: null };
    const hosts = (...grants: Grant[]) => (actorOf(bearer, grants) as { hostIds: readonly string[] }).hostIds;
    expect(hosts(none)).toEqual([]);
    expect(hosts(none, { role: "HOST_MANAGER", hostId: host })).toEqual([host]);
    expect(hosts(none, { role: "HOST_MANAGER", hostId: otherHost }, { role: "HOST_MANAGER", hostId: host })).toEqual([host, otherHost].toSorted());
  });

  it("with several roles acts in the first of them", () => {
    for (let first = 0; first < ONE_OF_EACH.length; first++) {
      const held = ONE_OF_EACH.slice(first);
      expect(actorOf(bearer, held)?.role).toBe(held[0]!.role);
      expect(actorOf(bearer, held.toReversed())?.role).toBe(held[0]!.role);
    }
  });

  it("does not mix the bounds of its other roles in", () => {
    const rows: Grant[] = [{ role: "REFERENT_TEACHER", schoolUai: BRIVE }, { role: "SCHOOL_HEAD", schoolUai: TULLE }];
    expect(actorOf(bearer, rows)).toEqual({ role: "SCHOOL_HEAD", personId, schoolUais: [TULLE] });
  });

  it("who repeats the seconde is the student enrolled last", () => {
    const [first, second] = [student, later].toSorted();
    const rows: Grant[] = [{ role: "STUDENT", studentId: second!, schoolUai: BRIVE }, { role: "STUDENT", studentId: first!, schoolUai: TULLE }];
    expect(actorOf(bearer, rows)).toEqual({ role: "STUDENT", personId, studentId: second, schoolUai: BRIVE });
  });

  it("of a rectorat has académies, of a DASEN départements, of both both", () => {
    const [rectorat, dasen]: [Grant, Grant] = [{ role: "RECTORAT", academy: "22" }, { role: "RECTORAT", department: "2A" }];
    expect(actorOf(bearer, [rectorat])).toEqual({ role: "RECTORAT", personId, academies: ["22"], departments: [] });
    expect(actorOf(bearer, [dasen])).toEqual({ role: "RECTORAT", personId, academies: [], departments: ["2A"] });
    expect(actorOf(bearer, [dasen, rectorat])).toEqual({ role: "RECTORAT", personId, academies: ["22"], departments: ["2A"] });
  });

  it("who is a tutor is known by the person's address", () => {
    expect(actorOf(bearer, [{ role: "TUTOR" }])).toEqual({ role: "TUTOR", personId, email: bearer.email });
  });
});
