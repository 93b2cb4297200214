import { ROLES } from "@stages/kernel/actor.ts";
import { newId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import { aCampaign, ACTORS, aHost, OTHER_MANAGER } from "./fixtures.ts";
import { type Intention, NO_SEATS, refusalsOfSeats, refusalsToChange, refusalsToDeclare, type SeatsByPeriod } from "./intention.ts";

const date = (text: string) => Temporal.PlainDate.from(text);
const instant = Temporal.Instant.from("2026-08-01T10:00:00Z");
const seats = (BOTH_WEEKS = 0, WEEK_1 = 0, WEEK_2 = 0): SeatsByPeriod => ({ BOTH_WEEKS, WEEK_1, WEEK_2 });
const MANAGER = ACTORS.HOST_MANAGER;

describe("an intention", () => {
  it.each([
    ["2026-01-01", []],
    ["2026-09-01", []],
    ["2027-06-21", []],
    ["2027-06-22", ["PERIOD_STARTED"]],
    ["2027-06-26", ["CAMPAIGN_ENDED"]],
  ])("on %s is declared by its manager, open to hosts or not: %j", (today, codes) => {
    expect(refusalsToDeclare(aHost(), aCampaign(), MANAGER, date(today)).map(({ code }) => code)).toEqual(codes);
  });

  it.each([...ROLES.filter((role) => role !== "HOST_MANAGER").map((role) => ACTORS[role]), OTHER_MANAGER])("is declared by nobody else: $role", (actor) => {
    expect(refusalsToDeclare(aHost(), aCampaign(), actor, date("2026-08-01"))).toMatchObject([{ code: "FORBIDDEN" }]);
  });

  it("is not changed once it is withdrawn", () => {
    const declared: Intention = { id: newId("intention"), hostId: aHost().id, campaignId: "2027", seats: seats(2), declaredAt: instant, changedAt: null, withdrawnAt: null };
    const codes = (intention: Intention) => refusalsToChange(intention, aHost(), aCampaign(), MANAGER, date("2026-08-02")).map(({ code }) => code);
    expect(codes(declared)).toEqual([]);
    expect(codes({ ...declared, withdrawnAt: instant })).toEqual(["INTENTION_WITHDRAWN"]);
  });
});

describe("the seats of an intention", () => {
  const check = (promised: SeatsByPeriod, over: Partial<Parameters<typeof refusalsOfSeats>[1]> = {}) =>
    refusalsOfSeats(promised, { host: aHost(), campaign: aCampaign(), today: date("2026-08-01"), before: NO_SEATS, ...over }).map(({ code, field }) => [code, field]);
  const ecole = (classes: number) => ({ host: aHost({ kind: "ECOLE", classes }) });

  it.each([
    ["one seat", seats(0, 1), {}, []],
    ["a thousand", seats(1_000), {}, []],
    ["none", seats(), {}, [["INTENTION_WITHOUT_SEATS", "seats"]]],
    ["less than none", seats(2, -1), {}, [["NUMBER_OUT_OF_RANGE", "seats.week1"]]],
    ["too many, twice", seats(1_001, 0, 1_001), {}, [["NUMBER_OUT_OF_RANGE", "seats.bothWeeks"], ["NUMBER_OUT_OF_RANGE", "seats.week2"]]],
    ["three in an école of five classes", seats(1, 2, 2), ecole(5), []],
    ["four in its first week", seats(2, 2, 0), ecole(5), [["ECOLE_SEATS_EXCEEDED", "seats"]]],
    ["one in an école of four", seats(0, 1, 1), ecole(4), []],
    ["two in an école of four", seats(1, 0, 1), ecole(4), [["ECOLE_SEATS_EXCEEDED", "seats"]]],
    ["more for a week that has begun", seats(2, 1, 5), { today: date("2027-06-16"), before: seats(1, 1, 1) }, [["PERIOD_STARTED", "seats.bothWeeks"]]],
    ["more for the week to come", seats(1, 1, 5), { today: date("2027-06-16"), before: seats(1, 1, 1) }, []],
  ])("may be %s", (_, promised, over, expected) => expect(check(promised, over)).toEqual(expected));
});
