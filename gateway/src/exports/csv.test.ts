import { parse } from "csv-parse/sync";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BYTE_ORDER_MARK, type Cell, csvLine } from "./csv.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
/** As a reader of others' makes of them. */
const read = (text: string): string[][] => parse(text, { bom: true, delimiter: ";", record_delimiter: "\r\n" });

describe("a cell", () => {
  it.each<[Cell, string]>([
    ["Lycée Edmond-Perrier", "Lycée Edmond-Perrier"],
    [null, ""],
    ["", ""],
    [0, "0"],
    [-0, "0"],
    [1_234, "1234"],
    [0.53, "0,53"],
    [-3.5, "-3,5"],
    [-12, "-12"],
    [2 / 3, "0,6667"],
    [0.1 + 0.2, "0,3"],
    [1e-9, "0"],
    [day("2027-06-04"), "04/06/2027"],
    ["Lycée « Bernard Palissy » ; annexe", '"Lycée « Bernard Palissy » ; annexe"'],
    ['Lycée "Perrier"', '"Lycée ""Perrier"""'],
    ["Tulle, Corrèze", '"Tulle, Corrèze"'],
    // A school's name breaks no line, whatever someone managed to write in it.
    ["Lycée\r\nPerrier\u2028(annexe)\u0000", "Lycée Perrier (annexe)"],
    ["e-mail, a+b, x@y", '"e-mail, a+b, x@y"'],
    ["Saint-Jean - annexe", "Saint-Jean - annexe"],
    ["l'=", "l'="],
    ["=1+1", "'=1+1"],
    ["+33 5 55 00 00 00", "'+33 5 55 00 00 00"],
    ["-5", "'-5"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1+1", "'=1+1"],
    ["\r\n=1+1", "'=1+1"],
    ["\u200b=1+1", "'=1+1"],
    [" \u00a0=1+1", "'=1+1"],
    ["＝1+1", "'＝1+1"],
    ["＋1", "'＋1"],
    ["－1", "'－1"],
    ["＠A1", "'＠A1"],
    ['"=1+1"', `"""'=1+1"""`],
    ["Perrier,=1+1", `"Perrier,'=1+1"`],
    ["Perrier; @A1", `"Perrier; '@A1"`],
    ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
  ])("%j is %j", (cell, text) => {
    expect(csvLine([cell])).toBe(`${text}\r\n`);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("is never %s", (number) => {
    expect(() => csvLine([number])).toThrow("is no figure");
  });
});

const awkward = fc.constantFrom(..."=+-@＝＋－＠;,\"'\t\r\n \u00a0\u2028\u200b\u{feff}aé0𝄞|".split(""), "🧑‍🎓");
const text = fc.oneof(fc.string({ unit: awkward, maxLength: 12 }), fc.string({ unit: "binary", maxLength: 12 }));
const cell: fc.Arbitrary<Cell> = fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), fc.constant(null), fc.constant(day("2027-06-14")));
const table = fc.integer({ min: 1, max: 5 }).chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }));

describe("a table", () => {
  it("has its lines and its cells for who reads it, each a line of the file", () => {
    fc.assert(fc.property(table, (rows) => {
      const file = BYTE_ORDER_MARK + rows.map(csvLine).join("");
      expect(read(file).map((line) => line.length)).toEqual(rows.map((row) => row.length));
      expect(file.split("\r\n")).toHaveLength(rows.length + 1);
      expect(file.replaceAll("\r\n", "")).not.toMatch(/[\r\n\t]/);
    }), { numRuns: 1_000 });
  });

  it("has its numbers and its days as they are, and of a text all but its signs and its breaks", () => {
    fc.assert(fc.property(cell.filter((one) => one !== null), (one) => {
      const [[found = ""] = []] = read(csvLine([one, 1]));
      if (typeof one === "number") expect(Number(found.replace(",", "."))).toBeCloseTo(one, 3);
      else if (typeof one === "string") expect(bare(found)).toBe(bare(one));
      else expect(found).toBe("14/06/2027");
    }), { numRuns: 1_000 });
  });
});

/** Without what is put before a sign, and what a line cannot hold. */
const bare = (one: string) => one.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s']+/gu, "");

const SEPARATORS = [";", ",", "\t"];

/** Whichever of them a spreadsheet separates at, and however it reads quotation marks. */
const neverRuns = (write: (row: readonly Cell[]) => string) => fc.property(table, (rows) =>
  rows.map(write).every((line) => SEPARATORS.every((separator) => line.trimEnd().split(separator).every((segment) => {
    const begins = segment.replace(/^[\s"]+/, "");
    return !/^[=+\-@＝＋－＠]/u.test(begins) || /^-?\d+(?:,\d{1,4})?$/.test(begins.split(";")[0]!);
  }))));

describe("a formula", () => {
  it("begins no cell, at whatever a spreadsheet separates", () => {
    fc.assert(neverRuns(csvLine), { numRuns: 3_000 });
  });

  const quoted = (row: readonly string[]) => `${row.map((one) => `"${one.replaceAll('"', '""')}"`).join(";")}\r\n`;
  it.each<[string, (row: readonly Cell[]) => string]>([
    ["quotes alone", (row) => quoted(row.map(String))],
    ["a look at the first character alone", (row) => quoted(row.map((one) => (typeof one === "string" ? one.replace(/^[=+\-@\t\r＝＋－＠]/u, "'$&") : String(one ?? ""))))],
  ])("would begin one with %s", (_title, write) => {
    expect(fc.check(neverRuns(write), { numRuns: 3_000 }).failed).toBe(true);
  });
});
