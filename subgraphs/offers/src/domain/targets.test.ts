import { describe, expect, it } from "vitest";
import { aCampaign } from "./fixtures.ts";
import { HOST_KINDS } from "./host.ts";
import { ownOf, ownSeatsTargetOf, progressTo, seatsTargetOf } from "./targets.ts";

const campaign = aCampaign({ academySeatsTargets: [{ academy: "22", seats: 6_200 }] });
const COUNTRY = { academy: "", department: "" };

describe("the target of a territory", () => {
  it.each([
    ["the country", COUNTRY, 565_000, 50_000],
    ["an académie of which something is asked", { academy: "22", department: "" }, 6_200, null],
    ["an académie of which nothing is", { academy: "24", department: "" }, null, null],
    ["a département", { academy: "22", department: "19" }, null, null],
  ])("of %s", (_, place, target, own) => expect([seatsTargetOf(campaign, place), ownSeatsTargetOf(campaign, place)]).toEqual([target, own]));

  it("is approached by what is published, unless there is none", () => {
    expect([progressTo(200, 50), progressTo(200, 250), progressTo(0, 50), progressTo(null, 50)]).toEqual([0.25, 1.25, null, null]);
  });
});

it("the ministry's own are the écoles, the schools and its services", () => {
  expect(ownOf(HOST_KINDS.map((key, index) => ({ key, seats: 10 ** index })))).toBe(111_000);
});
