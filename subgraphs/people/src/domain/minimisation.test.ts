import { newId } from "@stages/kernel/ids.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { describe, expect, it } from "vitest";
import { follows, isDisclosedTo, knowsStudent, publicCount } from "./minimisation.ts";

const [mine, other] = [newId("host"), newId("host")];
const manager = { hostIds: [mine] };

describe("a host", () => {
  it.each([
    ["never heard of", [], false, false],
    ["applied to another host", [{ hostId: other, disclosed: false }], false, false],
    ["accepted by another host", [{ hostId: other, disclosed: true }], false, false],
    ["applied to it", [{ hostId: mine, disclosed: false }], true, false],
    ["accepted by it", [{ hostId: mine, disclosed: true }], true, true],
    ["applied to it, accepted by another", [{ hostId: mine, disclosed: false }, { hostId: other, disclosed: true }], true, false],
  ] as const)("of a student %s", (_, ties, knows, isDisclosed) => {
    expect(knowsStudent(manager, ties)).toBe(knows);
    expect(isDisclosedTo(manager, ties)).toBe(isDisclosed);
  });

  it("that is none yet knows nobody", () => {
    expect(knowsStudent({ hostIds: [] }, [{ hostId: mine, disclosed: true }])).toBe(false);
  });
});

describe("a tutor", () => {
  it.each([
    ["paul.roche@atelier.example", true],
    ["Paul.Roche@Atelier.example", true],
    ["paul.rochet@atelier.example", false],
  ])("%s", (email, expected) => {
    expect(follows(emailIndex(email), [emailIndex("paul.roche@atelier.example")])).toBe(expected);
  });

  it("named nowhere follows nobody", () => {
    expect(follows(emailIndex("paul.roche@atelier.example"), [])).toBe(false);
  });
});

it.each([[0, 0], [1, null], [4, null], [5, 5], [1_204, 1_204]])("a public count of %i is told as %s", (count, told) => {
  expect(publicCount(count)).toBe(told);
});
