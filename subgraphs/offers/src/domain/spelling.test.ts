import { describe, expect, it } from "vitest";
import { askedWords, corrected, keyOf, mistakesBetween, type Resembling } from "./spelling.ts";

const near = (asked: string, ...words: readonly (readonly [string, number])[]): readonly Resembling[] => words.map(([word, uses]) => ({ asked, key: keyOf(word), word, uses }));

describe("the words whose spelling can be doubted", () => {
  it.each([
    ["patiserie boulangrie", ["patiserie", "boulangrie"]],
    ["les métiers d'art", ["les", "métiers", "art"]],
    ["bois -métal", ["bois"]],
    ["bois or fer", ["bois", "fer"]],
    ['"menuiserie fine"', ["menuiserie", "fine"]],
    ["a b 12", []],
  ])("of %j are %j", (text, words) => expect(askedWords(text)).toEqual(words));
});

describe("mistakes between two words", () => {
  it.each([
    ["bois", "bois", 0], ["bios", "bois", 1], ["boi", "bois", 1], ["boiss", "bois", 1], ["bais", "bois", 1],
    ["patiserie", "patisserie", 1], ["librarie", "librairie", 1], ["hopitals", "hopital", 1], ["chat", "bois", 4], ["", "bois", 4],
  ])("%j and %j: %d", (a, b, count) => expect([mistakesBetween(a, b), mistakesBetween(b, a)]).toEqual([count, count]));
});

describe("a text corrected", () => {
  it.each<[string, string, readonly string[], readonly Resembling[], string | null]>([
    ["takes the nearest word", "patiserie fine", ["patiserie"], near("patiserie", ["pâtisserie", 3], ["partie", 90]), "pâtisserie fine"],
    ["of two as near, the more used", "mairi", ["mairi"], near("mairi", ["maire", 5], ["mairie", 40]), "mairie"],
    ["corrects each word", "librarie anciene", ["librarie", "anciene"], [...near("librarie", ["librairie", 9]), ...near("anciene", ["ancienne", 2])], "librairie ancienne"],
    ["keeps the rest as it was written", "métiers du boiss -fer", ["boiss"], near("boiss", ["bois", 4]), "métiers du bois -fer"],
    ["is none when a word resembles nothing", "xylofon bois", ["xylofon"], near("xylofon", ["salon", 7]), null],
    ["is none when every word is known", "bois", [], [], null],
    ["forgives one mistake alone in a short word", "bxyz", ["bxyz"], near("bxyz", ["bois", 4]), null],
  ])("%s", (_, text, unknown, known, expected) => expect(corrected(text, unknown, known)).toBe(expected));
});
