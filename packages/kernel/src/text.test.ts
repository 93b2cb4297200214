import { describe, expect, it } from "vitest";
import { lengthOf, refusalsOfEmail, refusalsOfText } from "./text.ts";

describe("the length of a text", () => {
  it.each([
    ["", 0],
    ["élève", 5],
    ["e\u0301le\u0300ve", 5],
    ["👩‍🔬", 1],
    ["🇫🇷", 1],
    ["a👍🏽b", 3],
    ["œuvre", 5],
    ["deux\nlignes", 11],
    ["deux\r\nlignes", 11],
    ["l’élève", 7],
    ["\ttab", 4],
  ])("%j counts %i characters", (text, length) => {
    expect(lengthOf(text)).toBe(length);
  });
});

describe("a text that must be given", () => {
  it("is refused when empty or only spaces", () => {
    expect(refusalsOfText(" \n ", 10, "title")).toMatchObject([{ code: "TEXT_REQUIRED", field: "title" }]);
  });

  it("is taken at the limit, refused one over, in characters as people count them", () => {
    expect(refusalsOfText("👍".repeat(250), 250, "description")).toEqual([]);
    const [refusal] = refusalsOfText("👍".repeat(251), 250, "description");
    expect(refusal).toMatchObject({ code: "TEXT_TOO_LONG", field: "description" });
    expect(refusal!.message).toContain("251");
  });

  it.each([["a combining accent", "e\u0301"], ["a family", "👨‍👩‍👧‍👦"], ["a family in all its tones", "👨🏽‍👩🏽‍👧🏽‍👦🏽"], ["a flag", "🇫🇷"], ["a keycap", "1️⃣"]])("counts %s as one", (_, one) => {
    expect(refusalsOfText(one.repeat(150), 150, "title")).toEqual([]);
    expect(refusalsOfText(one.repeat(151), 150, "title")).toMatchObject([{ code: "TEXT_TOO_LONG" }]);
  });

  it("is refused when one letter carries a whole book of accents", () => {
    expect(refusalsOfText(`e${"\u0301".repeat(100)}`, 150, "title")).toEqual([]);
    expect(refusalsOfText(`e${"\u0301".repeat(100_000)}`, 150, "title")).toMatchObject([{ code: "TEXT_TOO_LONG", field: "title" }]);
  });
});

describe("an electronic address", () => {
  it.each(["a@b.fr", "prenom.nom+stage@lycee-demo.example", "élève@école.example"])("%s is one", (text) => {
    expect(refusalsOfEmail(text, "email")).toEqual([]);
  });

  it.each(["", "a", "a@b", "@b.fr", "a b@c.fr", "a@b.fr ", "a@b@c.fr", "a@b.f", `${"a".repeat(65)}@b.fr`, `a@${"b".repeat(260)}.fr`, "a@b.fr,c@d.fr", "<a@b.fr>"])("%j is none", (text) => {
    expect(refusalsOfEmail(text, "email")).toMatchObject([{ code: "INVALID_EMAIL", field: "email" }]);
  });
});
