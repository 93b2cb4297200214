import { newId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import { refusalsToAccept } from "./answer.ts";
import { ACTORS, aCandidature, HOST, IN_TIME } from "./fixtures.ts";
import { type Line, refusalsToChangeSeats } from "./seats.ts";

const aLine = (over: Partial<Line> = {}): Line => ({ hostId: HOST, seats: 4, taken: 2, maxSeats: 100, status: "PUBLISHED", ...over });
const codes = (line: Line, seats: number) => refusalsToChangeSeats(line, seats, ACTORS.host).map(({ code }) => code);

describe("the seats of an offer", () => {
  it.each([
    ["as many as are taken", 2, {}, []],
    ["more", 100, {}, []],
    ["fewer than are taken", 1, {}, ["SEATS_BELOW_TAKEN"]],
    ["none", 0, { taken: 0 }, ["NUMBER_OUT_OF_RANGE"]],
    ["too many", 101, {}, ["NUMBER_OUT_OF_RANGE"]],
    ["more than an école may", 4, { maxSeats: 3 }, ["NUMBER_OUT_OF_RANGE"]],
  ] as const)("become %s: %i", (_, seats, over, expected) => expect(codes(aLine(over), seats)).toEqual(expected));

  it.each([["PUBLISHED", []], ["NEEDS_UPDATE", []], ["UNPUBLISHED", []], ["HIDDEN", []], ["REMOVED", ["WRONG_STATE"]]])("change while %s: %j", (status, expected) => {
    expect(codes(aLine({ status }), 5)).toEqual(expected);
  });

  it("say how many are taken", () => expect(refusalsToChangeSeats(aLine(), 1, ACTORS.host)).toMatchObject([{ field: "seats", message: expect.stringContaining("2 places") }]));

  it("are the host's managers' alone", () => {
    for (const actor of [ACTORS.otherHost, ACTORS.student, ACTORS.head, ACTORS.rectorat]) expect(refusalsToChangeSeats(aLine(), 5, actor)).toMatchObject([{ code: "FORBIDDEN" }]);
    expect(refusalsToChangeSeats(aLine({ hostId: newId("host") }), 5, ACTORS.host)).toMatchObject([{ code: "FORBIDDEN" }]);
  });

  it.each([["PUBLISHED", []], ["UNPUBLISHED", []], ["NEEDS_UPDATE", []], ["HIDDEN", ["OFFER_NOT_AVAILABLE"]], ["REMOVED", ["OFFER_NOT_AVAILABLE"]]])("are given while the offer is %s: %j", (status, expected) => {
    expect(refusalsToAccept(aCandidature({ status: "READ" }), ACTORS.host, IN_TIME, { seats: 2, taken: 0, status }).map(({ code }) => code)).toEqual(expected);
  });
});
