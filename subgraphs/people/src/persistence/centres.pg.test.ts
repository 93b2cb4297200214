import { connect } from "@stages/database/connection.ts";
import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { runningPeople, world } from "../fixtures.ts";
import { findCentres } from "./class-lists.ts";
import { privateLifeOf, sealedStudent } from "./student-rows.ts";
import { students } from "./tables.ts";

const { url } = runningPeople();

const withSchool = new Set(world.schools.map(({ communeCode }) => communeCode));
const homes = Map.groupBy(world.students.map(({ home }) => home), ({ communeCode }) => communeCode);
const withoutSchool = [...homes].filter(([code]) => !withSchool.has(code));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

it("the middle of a commune without a school is that of its homes, unless they are so few that it would point at one", async () => {
  const { db, close } = connect({ url: url(), name: "test", max: 1 });
  const centres = await findCentres(db, withoutSchool.map(([code]) => code));
  const expected = withoutSchool.filter(([, there]) => there.length >= 5);
  expect([...centres.keys()].toSorted()).toEqual(expected.map(([code]) => code).toSorted());
  expect(expected.length).toBeLessThan(withoutSchool.length);
  for (const [code, there] of expected) {
    expect(centres.get(code)!.latitude).toBeCloseTo(mean(there.map(({ latitude }) => latitude)), 9);
    expect(centres.get(code)!.longitude).toBeCloseTo(mean(there.map(({ longitude }) => longitude)), 9);
  }
  await close();
});

it("the middle of a commune is never made of homes that were placed there, nor of its homes when it has a school", async () => {
  const { db, close } = connect({ url: url(), name: "test", max: 1 });
  const [code] = withoutSchool.find(([, there]) => there.length === 5)!;
  const [row] = await db.select().from(students).where(eq(students.homeCommuneCode, code)).limit(1);
  const { birthDate, home } = privateLifeOf(row!);
  const placed = sealedStudent({ ...row!, birthDate: Temporal.PlainDate.from(birthDate), home: { ...home, isApproximate: true } });
  expect(placed.homeCommuneCode).toBeNull();
  await db.update(students).set(placed).where(eq(students.id, row!.id));
  expect(await findCentres(db, [code])).toEqual(new Map());

  const [school] = world.schools;
  const there = world.schools.filter(({ communeCode }) => communeCode === school!.communeCode);
  const centre = (await findCentres(db, [school!.communeCode])).get(school!.communeCode)!;
  expect(centre.latitude).toBeCloseTo(mean(there.map(({ latitude }) => latitude)), 9);
  await close();
});
