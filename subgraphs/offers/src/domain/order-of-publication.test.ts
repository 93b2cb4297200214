import { ACADEMIES } from "@stages/reference/academies.ts";
import { SECTORS } from "@stages/reference/sectors.ts";
import { expect, it } from "vitest";
import { ACADEMIES_BY_SIZE, SECTORS_BY_SIZE } from "./order-of-publication.ts";

it("leaves out no académie and no sector", () => {
  expect(ACADEMIES_BY_SIZE.toSorted()).toEqual(ACADEMIES.map(({ code }) => code).toSorted());
  expect(SECTORS_BY_SIZE.toSorted()).toEqual(SECTORS.map(({ code }) => code).toSorted());
});
