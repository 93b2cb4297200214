import { expect, it } from "vitest";
import { internationalNumber, receivesSms } from "./phone.ts";

it.each([
  ["06 39 98 01 02", "+33639980102"],
  ["06.39.98.01.02", "+33639980102"],
  ["+33 6 39 98 01 02", "+33639980102"],
  ["0033639980102", "+33639980102"],
  ["+49 151 23456789", "+4915123456789"],
  ["05 36 49 01 02", "+33536490102"],
  ["12", null],
  ["06 39 98 01 0", null],
  ["appelez le standard", null],
])("%s is %s between countries", (phone, number) => {
  expect(internationalNumber(phone)).toBe(number);
});

it.each([["06 39 98 01 02", true], ["07 39 98 01 02", true], ["05 36 49 01 02", false], ["+33 1 23 45 67 89", false], ["+49 151 23456789", true], ["", false], [null, false]])("a code reaches %s: %s", (phone, isReached) => {
  expect(receivesSms(phone)).toBe(isReached);
});
