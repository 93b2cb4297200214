import { expect, it } from "vitest";
import { publicationDay } from "./publication-day.ts";

it.each([
  ["2027-06-14T00:00+02:00[Europe/Paris]", "2027-06-13", "from the first instant of Monday"],
  ["2027-06-20T23:59:59+02:00[Europe/Paris]", "2027-06-13", "to the last of Sunday"],
  ["2027-03-28T23:30+02:00[Europe/Paris]", "2027-03-21", "on the Sunday when the hour changes"],
  ["2027-03-28T22:00+00:00[UTC]", "2027-03-28", "by the hour of Paris"],
])("%s tells of %s: %s", (now, day) => {
  expect(publicationDay(Temporal.ZonedDateTime.from(now).toInstant()).toString()).toBe(day);
});
