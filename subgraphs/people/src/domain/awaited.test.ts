import { describe, expect, it } from "vitest";
import { AWAITED, awaitedRoles, doneIn } from "./awaited.ts";

describe("who is told", () => {
  it.each([
    ["HOST", ["HOST_MANAGER"]],
    ["SCHOOL", ["SCHOOL_HEAD"]],
    ["INSURANCE", ["STUDENT", "LEGAL_REPRESENTATIVE"]],
  ] as const)("of %s: %s, whatever signatures are missing", (awaited, roles) => {
    expect(awaitedRoles({ awaited, capacities: ["STUDENT"] })).toEqual(roles);
  });

  it("of a refusal to sign: each of those who can answer it", () => {
    expect(awaitedRoles({ awaited: "REFUSAL", capacities: ["SCHOOL_HEAD", "HOST_MANAGER"] })).toEqual(["SCHOOL_HEAD", "HOST_MANAGER"]);
  });

  it("of a signature: each of those whose signature is missing, once", () => {
    expect(awaitedRoles({ awaited: "SIGNATURE", capacities: ["LEGAL_REPRESENTATIVE", "SCHOOL_HEAD", "LEGAL_REPRESENTATIVE"] })).toEqual(["LEGAL_REPRESENTATIVE", "SCHOOL_HEAD"]);
    expect(awaitedRoles({ awaited: "SIGNATURE", capacities: [] })).toEqual([]);
  });
});

it.each([
  ["DRAFT", ["REFUSAL", "SCHOOL", "SIGNATURE"]],
  ["RETURNED", ["REFUSAL", "SCHOOL", "SIGNATURE"]],
  ["HOST_COMPLETED", ["REFUSAL", "HOST", "SIGNATURE"]],
  ["VALIDATED", ["HOST", "SCHOOL"]],
  ["SIGNING", ["HOST", "SCHOOL"]],
  ["SIGNED", ["HOST", "SCHOOL", "SIGNATURE"]],
  ["CANCELLED", AWAITED],
  ["INTERRUPTED", AWAITED.filter((awaited) => awaited !== "REFUSAL")],
  ["COMPLETED", AWAITED.filter((awaited) => awaited !== "REFUSAL")],
])("once %s, nobody is told any more of %s", (status, done) => {
  expect(doneIn(status)).toEqual(done);
});
