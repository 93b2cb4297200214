import { newId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import { MOST_MANAGERS, refusalsToInvite, refusalsToRemove } from "./host-managers.ts";

const some = (count: number) => Array.from({ length: count }, (_, index) => ({ email: `nadia.${index}@atelier.example` }));
const codes = (email: string, managers: number, waiting: number) => refusalsToInvite(email, some(managers), some(waiting + managers).slice(managers)).map(({ code }) => code);

describe("inviting a colleague", () => {
  it.each<[string, string, number, number, string[]]>([
    ["a new address", "paul@atelier.example", 1, 0, []],
    ["what is no address", "paul", 1, 0, ["INVALID_EMAIL"]],
    ["someone who manages it already, whatever the case", "nadia.0@atelier.example", 1, 0, ["ALREADY_HOST_MANAGER"]],
    ["someone who waits already: nothing changes", "nadia.1@atelier.example", 1, 1, []],
    ["one too many", "paul@atelier.example", 2, MOST_MANAGERS - 2, ["TOO_MANY_ITEMS"]],
    ["someone who waits already, with no room left", "nadia.2@atelier.example", 2, MOST_MANAGERS - 2, []],
  ])("%s", (_, email, managers, waiting, expected) => expect(codes(email, managers, waiting)).toEqual(expected));
});

describe("removing a manager", () => {
  const managers = [{ id: newId("person") }, { id: newId("person") }];
  it("leaves one at least", () => {
    expect(refusalsToRemove(managers)).toEqual([]);
    expect(refusalsToRemove(managers.slice(1))).toMatchObject([{ code: "LAST_HOST_MANAGER", field: "personId" }]);
  });
});
