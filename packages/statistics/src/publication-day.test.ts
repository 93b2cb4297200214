import { expect, it } from "vitest";
import { publicationDay } from "./publication-day.ts";

it.each([
  ["2027-06-14T06:00+02:00[Europe/Paris]", "2027-06-13", "from Monday at six on"],
  ["2027-06-14T05:59:59+02:00[Europe/Paris]", "2027-06-06", "not before"],
  ["2027-06-20T23:59:59+02:00[Europe/Paris]", "2027-06-13", "all the week"],
  ["2027-03-29T05:30+02:00[Europe/Paris]", "2027-03-21", "on the Monday after the hour has changed"],
  ["2027-03-29T04:00+00:00[UTC]", "2027-03-28", "by the hour of Paris"],
])("%s tells of %s: %s", (now, day) => {
  expect(publicationDay(Temporal.ZonedDateTime.from(now).toInstant()).toString()).toBe(day);
});
