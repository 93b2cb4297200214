import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { context, integer, octets, oid, OID, sequence, setOf, tagged, time } from "./der.ts";
import { childrenOf, MalformedError, readFirst, readOid, readTime, readWhole } from "./der-reader.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("DER", () => {
  it.each([
    ["a small number", integer(5), "020105"],
    ["zero", integer(0), "020100"],
    ["a number whose first bit would be a sign", integer(128), "02020080"],
    ["a number of several bytes", integer(70_000), "0203011170"],
    ["bytes with zeros in front", integer(new Uint8Array([0, 0, 7])), "020107"],
    ["the name of sha256", oid(OID.sha256), "0609608648016503040201"],
    ["a long text, with its length on two bytes", octets(new Uint8Array(300)).subarray(0, 4), "0482012c"],
    ["a set, in the order of its bytes", setOf(integer(2), integer(1)), "3106020101020102"],
    ["a tag of the context", context(3, integer(1)), "a303020101"],
    ["a time until 2049", time(Temporal.Instant.from("2049-12-31T23:59:59.9Z")), hex(tagged(0x17, Buffer.from("491231235959Z")))],
    ["a time from 2050 on", time(Temporal.Instant.from("2050-01-01T00:00:00Z")), hex(tagged(0x18, Buffer.from("20500101000000Z")))],
  ])("writes %s", (_, written, expected) => {
    expect(hex(written)).toBe(expected);
  });

  it("reads what it wrote, whatever it holds", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 5 }), (texts) => {
        expect(childrenOf(readWhole(sequence(...texts.map((text) => octets(text))))).map(({ content }) => hex(content))).toEqual(texts.map(hex));
      }),
    );
  });

  it.each(Object.entries(OID))("reads the name %s", (_, dotted) => {
    expect(readOid(readWhole(oid(dotted)))).toBe(dotted);
  });

  it.each([
    ["nothing", ""],
    ["an indefinite length", "30800000"],
    ["a length that could be shorter", "04810105"],
    ["a length with zeros in front", "0482000105"],
    ["an end that is missing", "0405aa"],
    ["a tag of several bytes", "1f810100"],
  ])("refuses %s", (_, text) => {
    expect(() => readFirst(Buffer.from(text, "hex"))).toThrow(MalformedError);
  });

  it("refuses something behind the whole", () => {
    expect(() => readWhole(Buffer.from("02010500", "hex"))).toThrow(MalformedError);
  });

  it("reads any bytes or refuses them, and never anything else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          childrenOf(readFirst(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
        }
      }),
    );
  });

  it.each(["20270625143000Z", "20270625143000.123Z"])("reads the time %s", (text) => {
    expect(readTime(readWhole(tagged(0x18, Buffer.from(text)))).epochMilliseconds).toBeGreaterThan(0);
  });

  it.each(["20270625143000", "20270625143000+0200", "20271325143000Z"])("refuses the time %s", (text) => {
    expect(() => readTime(readWhole(tagged(0x18, Buffer.from(text))))).toThrow(MalformedError);
  });
});
