import { describe, expect, it } from "vitest";
import { codeInGroups, countryInFrench, dateInFrench, dayInFrench, durationInFrench, hourInFrench, instantInFrench, phoneInFrench, secondInFrench, siretInFrench, slotInFrench } from "./french.ts";

/** Every space of a value is one where no line breaks. */
const plain = (text: string) => {
  expect(text).not.toContain(" ");
  return text.replaceAll("\u00A0", " ");
};

describe("values are written as a French reader expects them, and no line breaks inside", () => {
  it.each([
    [dayInFrench("2027-06-14"), "lundi 14 juin 2027"],
    [dateInFrench("2027-08-01"), "1er août 2027"],
    [hourInFrench("09:00"), "9 h"],
    [hourInFrench("13:05:00"), "13 h 05"],
    [slotInFrench({ from: "09:00", to: "12:30" }), "9 h – 12 h 30"],
    [durationInFrench(0), "0 min"],
    [durationInFrench(45), "45 min"],
    [durationInFrench(360), "6 h"],
    [durationInFrench(2_105), "35 h 05"],
    [phoneInFrench("0555987654"), "05 55 98 76 54"],
    [phoneInFrench("05.55.98-76 54"), "05 55 98 76 54"],
    [phoneInFrench("+33555987654"), "+33 5 55 98 76 54"],
    [phoneInFrench("0033 6 12 34 56 78"), "+33 6 12 34 56 78"],
    [siretInFrench("81234567800018"), "812 345 678 00018"],
  ])("%s", (written, expected) => {
    expect(plain(written)).toBe(expected);
  });

  it("an instant is told in Paris, in summer and in winter", () => {
    expect(instantInFrench("2027-06-14T22:30:00Z").replaceAll("\u00A0", " ")).toBe("mardi 15 juin 2027 à 0 h 30");
    expect(instantInFrench("2027-01-14T22:30:00Z").replaceAll("\u00A0", " ")).toBe("jeudi 14 janvier 2027 à 23 h 30");
    expect(secondInFrench("2027-05-11T09:02:07.9Z").replaceAll("\u00A0", " ")).toBe("11 mai 2027, 11 h 02 min 07 s");
  });

  it.each([
    ["+32 471 23 45 67", "a number of another country"],
    ["poste 12", "what is no number"],
  ])("%s stays as it was written: %s", (phone) => {
    expect(phoneInFrench(phone)).toBe(phone);
  });

  it("countries have their name; one that is named keeps it", () => {
    expect(["BE", "CA", "Écosse", "ZZZ"].map(countryInFrench)).toEqual(["Belgique", "Canada", "Écosse", "ZZZ"]);
  });

  it.each([
    ["K7QF2M9TXW4RBD8H", "K7QF-2M9T-XW4R-BD8H"],
    ["K7QF-2M9T-XW", "K7QF-2M9T-XW"],
    ["", ""],
  ])("the code %s is read as %s", (code, groups) => {
    expect(codeInGroups(code)).toBe(groups);
  });
});
