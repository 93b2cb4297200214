import { expect, it } from "vitest";
import { type ErasureFrame, refusalsToErase } from "./erase-student.ts";

const week = (first: string, last: string) => ({ firstDay: Temporal.PlainDate.from(first), lastDay: Temporal.PlainDate.from(last) });
const CAMPAIGN = { weeks: { 1: week("2027-06-14", "2027-06-18"), 2: week("2027-06-21", "2027-06-25") } } as ErasureFrame["campaign"];
const codes = (over: Partial<ErasureFrame> = {}) => {
  const frame = { confirmLastName: "Lévêque", conventionStatuses: [], campaign: CAMPAIGN, today: Temporal.PlainDate.from("2027-04-10"), ...over };
  return refusalsToErase({ lastName: "Lévêque" }, frame).map(({ code }) => code);
};

it.each(["Lévêque", "LEVEQUE", "leveque"])("takes the name typed as %s", (confirmLastName) => {
  expect(codes({ confirmLastName })).toEqual([]);
});

it.each(["", "Lévèques", "Durand"])("does not take %j for the name", (confirmLastName) => {
  expect(codes({ confirmLastName })).toEqual(["LAST_NAME_NOT_CONFIRMED"]);
});

it.each(["VALIDATED", "SIGNING", "SIGNED"])("refuses while a convention is %s and the campaign's weeks are not past", (status) => {
  expect(codes({ conventionStatuses: ["DRAFT", status] })).toEqual(["STUDENT_HAS_LIVE_STAGE"]);
  expect(codes({ conventionStatuses: [status], today: Temporal.PlainDate.from("2027-06-25") })).toEqual(["STUDENT_HAS_LIVE_STAGE"]);
  expect(codes({ conventionStatuses: [status], today: Temporal.PlainDate.from("2027-06-26") })).toEqual([]);
  expect(codes({ conventionStatuses: [status], campaign: null })).toEqual(["STUDENT_HAS_LIVE_STAGE"]);
});

it.each(["DRAFT", "RETURNED", "HOST_COMPLETED", "CANCELLED", "INTERRUPTED", "COMPLETED"])("does not wait for a convention that is %s", (status) => {
  expect(codes({ conventionStatuses: [status] })).toEqual([]);
});
