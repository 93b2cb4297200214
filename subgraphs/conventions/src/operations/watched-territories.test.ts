import type { Actor } from "@stages/kernel/actor.ts";
import { RefusedError } from "@stages/kernel/refusal.ts";
import { describe, expect, it } from "vitest";
import { ACTORS, SCHOOL } from "../domain/fixtures.ts";
import { type Wanted, watchedBy } from "./watched-territories.ts";

const keysOf = (actor: Actor, wanted: Wanted = {}) => watchedBy(actor, wanted).map(({ key }) => key);
const BOTH = { ...ACTORS.rectorat, academies: ["22", "10"], departments: ["75"] } as const;

describe("whose figures are followed", () => {
  it.each<readonly [string, Actor, Wanted, readonly string[]]>([
    ["the country, by the ministry", ACTORS.ministry, {}, ["FR"]],
    ["its académie, by a rectorat", ACTORS.rectorat, {}, ["A22"]],
    ["its département, by a DASEN", ACTORS.dasen, {}, ["D19"]],
    ["all that is one's own, by who has several", BOTH, {}, ["A22", "A10", "D75"]],
    ["its school, by its staff", ACTORS.head, {}, [SCHOOL]],
    ["a département of its académie, by a rectorat", ACTORS.rectorat, { department: "19" }, ["D19"]],
    ["a school of its département, by a DASEN", ACTORS.dasen, { schoolUai: SCHOOL }, [SCHOOL]],
    ["the narrowest that is named", ACTORS.ministry, { academy: "22", department: "19", schoolUai: SCHOOL.toLowerCase() }, [SCHOOL]],
    ["any, by the ministry", ACTORS.ministry, { academy: "01" }, ["A01"]],
  ])("%s", (_, actor, wanted, keys) => expect(keysOf(actor, wanted)).toEqual(keys));

  it.each<readonly [string, Actor, Wanted, string]>([
    ["the académie, of a DASEN", ACTORS.dasen, { academy: "22" }, "FORBIDDEN"],
    ["another académie, of a rectorat", ACTORS.rectorat, { academy: "10" }, "FORBIDDEN"],
    ["a département elsewhere", ACTORS.rectorat, { department: "75" }, "FORBIDDEN"],
    ["a school elsewhere", ACTORS.otherDasen, { schoolUai: SCHOOL }, "FORBIDDEN"],
    ["what is no school", ACTORS.ministry, { schoolUai: "tulle" }, "INVALID_UAI"],
    ["anything, of a student", ACTORS.student, {}, "FORBIDDEN"],
    ["their own school, of a student", ACTORS.student, { schoolUai: SCHOOL }, "FORBIDDEN"],
  ])("not %s", (_, actor, wanted, code) => {
    const refusal = (() => { try { watchedBy(actor, wanted); return null; } catch (error) { return error; } })();
    expect(refusal).toBeInstanceOf(RefusedError);
    expect((refusal as RefusedError).refusals.map((one) => one.code)).toEqual([code]);
  });
});
