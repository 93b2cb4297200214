import { describe, expect, it } from "vitest";
import { departmentOf, parseUai, type Uai, uaiChecksum } from "./uai.ts";

describe("a UAI", () => {
  it.each(["0932030B", "0772228D", "0190834D", "9830484J", "0753268V"])("%s, of the official directory, is one", (uai) => {
    expect(parseUai(uai)).toBe(uai);
  });

  it("is read with spaces around it and in small letters", () => {
    expect(parseUai(" 0932030b ")).toBe("0932030B");
  });

  it.each(["0932030A", "0932031B", "932030B", "0932030", "09320300B", "0932030BB", "2A32030B", "", "ÉCOLE"])("%j is none", (text) => {
    expect(parseUai(text)).toBeNull();
  });

  it("has one letter right among the 26", () => {
    const right = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].filter((letter) => parseUai(`0932030${letter}`));
    expect(right).toEqual([uaiChecksum("0932030")]);
  });
});

it.each([
  ["0190038U", "19"], ["0010001W", "01"], ["6200001G", "2A"], ["7200009X", "2B"], ["9740001N", "974"], ["9830002K", "988"], ["9840001D", "987"], ["9870001M", "986"], ["9711323L", "971"],
] as const)("%s is of the département %s", (uai, department) => {
  expect(departmentOf(uai as Uai)).toBe(department);
});
