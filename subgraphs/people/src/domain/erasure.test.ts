import { newId } from "@stages/kernel/ids.ts";
import { expect, it } from "vitest";
import { personsGoingWith, type Tie } from "./erasure.ts";

const [mia, her, younger, teacher, mother] = [newId("student"), newId("person"), newId("student"), newId("person"), newId("person")];
const tie = (personId: Tie["personId"], studentId: Tie["studentId"]): Tie => ({ personId, studentId });

it.each<[string, readonly Tie[], readonly Tie["personId"][]]>([
  ["a student goes, and the mother who answers for no one else", [tie(her, mia), tie(mother, mia)], [her, mother]],
  ["a mother stays for her younger child", [tie(her, mia), tie(mother, mia), tie(mother, younger)], [her]],
  ["a student who repeats the year stays, for the other enrolment", [tie(her, mia), tie(her, younger)], []],
  ["a teacher whose child was a student stays", [tie(her, mia), tie(teacher, mia), tie(teacher, null)], [her]],
  ["several ties to the same student are no more than one", [tie(her, mia), tie(her, mia), tie(mother, mia)], [her, mother]],
  ["nobody goes with no tie", [], []],
])("%s", (_title, ties, going) => {
  expect(personsGoingWith(new Set([mia]), ties)).toEqual(going);
});

it("a mother goes with the last of two children that go at once", () => {
  expect(personsGoingWith(new Set([mia, younger]), [tie(mother, mia), tie(mother, younger)])).toEqual([mother]);
});
