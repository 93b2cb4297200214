import { expect, it } from "vitest";
import { MEASURES } from "../persistence/measures.ts";
import { byStatus, candidatureCountsOf, type Counted } from "./counts.ts";
import { STATUSES } from "./lifecycle.ts";

/** Another power of two of each, so that a sum says what is in it. */
const counted = Object.fromEntries([...MEASURES.facts, ...Object.keys(MEASURES.flags)].map((name, index) => [name, 2 ** index])) as unknown as Counted;

it("every candidature is in one status", () => {
  expect(byStatus(counted).map(({ status }) => status)).toEqual(STATUSES);
  expect(candidatureCountsOf(counted, false).candidatures).toBe(2 ** STATUSES.length - 1);
});

it("a status with none is left out", () => {
  expect(byStatus({ ...counted, lapsed: 0 }).map(({ status }) => status)).not.toContain("LAPSED");
});

it("students are counted of a whole, and not of a part", () => {
  expect(candidatureCountsOf(counted, false)).toMatchObject({ studentsApplied: counted.studentsApplied, studentsConfirmed: counted.studentsConfirmed });
  expect(candidatureCountsOf(counted, true)).toMatchObject({ studentsApplied: null, studentsAccepted: null, studentsConfirmed: null, expired: counted.expired });
});
