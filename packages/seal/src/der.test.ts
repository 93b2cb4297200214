import { ContentInfo, EncapsulatedContent, EncapsulatedContentInfo } from "@peculiar/asn1-cms";
import { OctetString } from "@peculiar/asn1-schema";
import { TSTInfo } from "@peculiar/asn1-tsp";
import { AlgorithmIdentifier, BasicConstraints, KeyUsage, KeyUsageFlags, Time } from "@peculiar/asn1-x509";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inOrder, MalformedError, OID, parse, read, readFirst, write } from "./der.ts";
import { CertificateId, ContentType, SigningCertificate } from "./cms-forms.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytesOf = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
const named = (id: string) => Object.assign(new ContentType(), { id });
const chainOf = (pathLenConstraint: number) => new BasicConstraints({ cA: true, pathLenConstraint });

describe("DER", () => {
  it.each([
    ["a small number", chainOf(5), "30060101ff020105"],
    ["zero", chainOf(0), "30060101ff020100"],
    ["a number whose first bit would be a sign", chainOf(128), "30070101ff02020080"],
    ["a number of several bytes", chainOf(70_000), "30080101ff0203011170"],
    ["nothing in the place of a default", new BasicConstraints({ cA: false }), "3000"],
    ["the name of sha256", named(OID.sha256), "0609608648016503040201"],
    ["an algorithm with a NULL", new AlgorithmIdentifier({ algorithm: OID.sha256, parameters: null }), "300d06096086480165030402010500"],
    ["a long text, with its length on two bytes", new OctetString(new Uint8Array(300)), `0482012c${"00".repeat(300)}`],
    ["bits, and how many are of no matter", new KeyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign), "03020106"],
    ["a tag of the context", new EncapsulatedContentInfo({ eContentType: "1.2.3", eContent: new EncapsulatedContent({ single: new OctetString([7]) }) }), "300906022a03a003040107"],
    ["a time until 2049", new Time(new Date("2049-12-31T23:59:59.900Z")), hex(Buffer.from("\u0017\r491231235959Z"))],
    ["a time from 2050 on", new Time(new Date("2050-01-01T00:00:00Z")), hex(Buffer.from("\u0018\u000f20500101000000Z"))],
  ])("writes %s", (_, value, expected) => {
    expect(hex(write(value))).toBe(expected);
  });

  it("has a set in the order of its bytes", () => {
    expect(inOrder([new OctetString([2]), new OctetString([1, 1]), new OctetString([1])]).map((value) => hex(write(value)))).toEqual(["040101", "040102", "04020101"]);
  });

  it("reads what it wrote, whatever it holds", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 5 }), (texts) => {
        const certificates = texts.map((text) => Object.assign(new CertificateId(), { hash: new OctetString(text) }));
        const written = write(Object.assign(new SigningCertificate(), { certificates }));
        expect(read(written, SigningCertificate).certificates.map(({ hash }) => hex(new Uint8Array(hash.buffer)))).toEqual(texts.map(hex));
      }),
    );
  });

  it.each(Object.entries(OID))("reads the name %s", (_, dotted) => {
    expect(read(write(named(dotted)), ContentType).id).toBe(dotted);
  });

  it.each([
    ["nothing", OctetString, ""],
    ["an indefinite length", BasicConstraints, "3080 0101ff 0000"],
    ["an indefinite length inside", EncapsulatedContentInfo, "300d 06022a03 a080 040107 0000 0000"],
    ["a length that could be shorter", OctetString, "04810105"],
    ["a length with zeros in front", OctetString, "0482000105"],
    ["an end that is missing", OctetString, "0405aa"],
    ["a tag of several bytes", OctetString, "1f810100"],
    ["a text in pieces", OctetString, "2406 040101 040102"],
    ["another yes than DER's", BasicConstraints, "3003 010101"],
    ["a default that is written", BasicConstraints, "3003 010100"],
    ["a number that could be shorter", BasicConstraints, "3007 0101ff 02020005"],
    ["what stands behind the last field", BasicConstraints, "3009 0101ff 020105 040100"],
  ])("refuses %s", (_, form: new () => object, text) => {
    expect(() => readFirst(bytesOf(text), form)).toThrow(MalformedError);
  });

  it("refuses something behind the whole", () => {
    expect(() => read(bytesOf("04010500"), OctetString)).toThrow(MalformedError);
    expect(hex(readFirst(bytesOf("04010500"), OctetString).raw)).toBe("040105");
  });

  it.each([OctetString, ContentInfo, SigningCertificate, TSTInfo, KeyUsage] as readonly (new () => object)[])("reads any bytes as %o or refuses them, and never anything else", (form) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          readFirst(bytes, form);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
        }
      }),
    );
  });

  it.each([
    ["20270625143000Z", 0],
    ["20270625143000.12Z", 120],
    ["20270625143000.123456Z", 123],
  ])("reads the time %s of a clock", (text, milliseconds) => {
    const time = Buffer.concat([Buffer.from([0x18, text.length]), Buffer.from(text)]);
    const before = bytesOf("020101 06022a03 300b 3006 06022a03 0500 040107 020107");
    const info = Buffer.concat([Buffer.from([0x30, before.length + time.length]), before, time]);
    expect(parse(info, TSTInfo).genTime.getTime()).toBe(Date.UTC(2027, 5, 25, 14, 30, 0, milliseconds));
  });
});
