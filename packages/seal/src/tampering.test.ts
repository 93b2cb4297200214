import { sign } from "node:crypto";
import { PDF } from "@libpdf/core";
import { id_signedData } from "@peculiar/asn1-cms";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFirst, write } from "./der.ts";
import { FIELD_NAME, seal } from "./seal.ts";
import { anAuthority, aPdf, type ByteRange, changesOf, holeIn, SEALING, signedAgain, withChange } from "./seal-under-test.ts";
import { ContentType, SignedContentInfo } from "./cms-forms.ts";
import { problemsOfMessage, readSignedMessage } from "./signed-message.ts";
import { HAS_VERIFIERS, openVerifiers, opensslAccepts, pdfsigAccepts, type Verifiers } from "./verifiers-under-test.ts";
import { verifySeal } from "./verify-seal.ts";

const authority = anAuthority();
const key = authority.sealingKey();
const trusted = { seals: [authority.certificate], timeStamps: [] };
const sealed = (await seal(await aPdf(), { ...SEALING, key })).pdf;
const hole = holeIn(sealed);

const problemsOf = async (pdf: Uint8Array) => (await verifySeal(pdf, trusted)).problems;
/** Where every file made of the sealed one keeps its signature. */
const contentsOf = (pdf: Uint8Array) => Buffer.from(Buffer.from(pdf.subarray(hole.from + 1, hole.to - 1)).toString("latin1"), "hex");

const messageOf = (pdf: Uint8Array) => readSignedMessage(readFirst(contentsOf(pdf), SignedContentInfo).value);

function withContents(contents: Uint8Array): Uint8Array {
  const changed = Buffer.from(sealed);
  changed.write(Buffer.from(contents).toString("hex").padEnd(hole.to - hole.from - 2, "0"), hole.from + 1, "latin1");
  return changed;
}

const signedOver = (range: ByteRange) => signedAgain(sealed, { hole, range, key, timeStamp: null });

async function withAppendedEdit(pdf: Uint8Array, edit: (document: PDF) => void): Promise<Uint8Array> {
  const document = await PDF.load(pdf);
  edit(document);
  const edited = await document.save({ incremental: true });
  expect(Buffer.from(edited.subarray(0, pdf.length)).equals(pdf)).toBe(true);
  return edited;
}

const appended = () => withAppendedEdit(sealed, (document) => document.addPage({ size: "a4" }));

describe("a byte that is changed where it is signed", () => {
  it("is found, each of 1 000", async () => {
    const accepted: number[] = [];
    for (const change of changesOf(sealed, hole, { seed: "seal", count: 1_000 })) if ((await verifySeal(withChange(sealed, change), trusted)).isGenuine) accepted.push(change.at);
    expect(accepted).toEqual([]);
  });

  it("leaves the signature as good as it was: the digest of what is signed tells it, and nothing else", async () => {
    expect(await problemsOf(withChange(sealed, { at: Buffer.from(sealed).indexOf("/Producer") + 12, to: 0x21 }))).toEqual(["CONTENT_CHANGED"]);
  });
});

describe("a signature that does not cover the file", () => {
  it.each([
    ["ends before the end", [0, hole.from, hole.to, sealed.length - hole.to - 6]],
    ["begins after the beginning", [9, hole.from - 9, hole.to, sealed.length - hole.to]],
    ["leaves out what stands behind /Contents", [0, hole.from, hole.to + 40, sealed.length - hole.to - 40]],
    ["leaves out what stands before /Contents", [0, hole.from - 12, hole.to, sealed.length - hole.to]],
    ["takes a part of /Contents for signed", [0, hole.from + 2_000 * 2, hole.to, sealed.length - hole.to]],
    ["overlaps itself", [0, hole.to, hole.from, sealed.length - hole.from]],
  ] as const)("%s: refused, though our own key signed it", async (_, range) => {
    expect(await problemsOf(await signedOver(range))).toEqual(["NOT_WHOLE_FILE"]);
  });

  it("is as good as any where only the range that it tells is looked at", async () => {
    const pdf = await signedOver([0, hole.from, hole.to + 40, sealed.length - hole.to - 40]);
    const { from, to } = holeIn(pdf);
    const message = messageOf(pdf);
    expect(problemsOfMessage(message, Buffer.concat([pdf.subarray(0, from), pdf.subarray(to)]))).toEqual([]);
  });
});

describe("what is appended", () => {
  it.each([
    ["a page", appended],
    ["a word in a comment", async () => Buffer.concat([sealed, Buffer.from("\n% vu\n")])],
    ["a signature of somebody else's", async () => withSecondSignature()],
    ["a catalogue without the signature", () => withAppendedEdit(sealed, (document) => document.getCatalog().delete("AcroForm"))],
  ])("%s: refused", async (_, edit) => {
    expect((await verifySeal(await edit(), trusted)).isGenuine).toBe(false);
  });

  it("is told as such", async () => {
    expect(await problemsOf(await appended())).toEqual(["NOT_WHOLE_FILE"]);
    expect(await problemsOf(await withSecondSignature())).toEqual(["SEVERAL_SIGNATURES"]);
  });

  it("leaves the signature itself as good as it was: the range alone says nothing", async () => {
    const pdf = await appended();
    const { from, to } = hole;
    const end = to + Number(/\/ByteRange \[0 \d+ \d+ (\d+)/.exec(Buffer.from(pdf).toString("latin1"))![1]);
    expect(problemsOfMessage(messageOf(sealed), Buffer.concat([pdf.subarray(0, from), pdf.subarray(to, end)]))).toEqual([]);
  });
});

async function withSecondSignature(): Promise<Uint8Array> {
  const stranger = anAuthority().issue();
  const document = await PDF.load(sealed);
  const { bytes } = await document.sign({
    signer: { certificate: new Uint8Array(stranger.certificate.raw), keyType: "EC", signatureAlgorithm: "ECDSA", sign: async (data) => new Uint8Array(sign("sha256", data, stranger.key)) },
  });
  return bytes;
}

describe("another certificate", () => {
  it("of another authority of the same name is not trusted", async () => {
    const { pdf } = await seal(await aPdf(), { ...SEALING, key: anAuthority().sealingKey() });
    expect(await verifySeal(pdf, trusted)).toMatchObject({ isGenuine: false, isIntact: true, problems: ["CERTIFICATE_UNTRUSTED"] });
  });

  it("that vouches for itself, with the authority's beside it, is not trusted", async () => {
    const { certificate, key: own } = anAuthority({ commonName: "Sceau d'essai" });
    const { pdf } = await seal(await aPdf(), { ...SEALING, key: { chain: [certificate, authority.certificate], sign: async (data) => sign("sha256", data, own) } });
    expect(await verifySeal(pdf, trusted)).toMatchObject({ isGenuine: false, problems: ["CERTIFICATE_NOT_FOR_THIS", "CERTIFICATE_UNTRUSTED"] });
  });

  it("for time-stamps, from an authority that is trusted for seals, is no seal's when it was made for nothing else", async () => {
    const { pdf } = await seal(await aPdf(), { ...SEALING, key: authority.sealingKey({ use: "AUTHORITY" }) });
    expect(await problemsOf(pdf)).toEqual(["CERTIFICATE_NOT_FOR_THIS"]);
  });

  it("of the same key in the place of the one that signed is found", () => {
    const message = messageOf(sealed);
    const signed = Buffer.concat([sealed.subarray(0, hole.from), sealed.subarray(hole.to)]);
    const twin = authority.issue({ publicKey: message.signer.publicKey }).certificate;
    expect(problemsOfMessage(message, signed)).toEqual([]);
    expect(problemsOfMessage({ ...message, signer: twin }, signed)).toEqual(["CERTIFICATE_NOT_BOUND"]);
  });
});

describe("what stands in the hole", () => {
  const message = readFirst(contentsOf(sealed), SignedContentInfo);

  it.each([
    ["nothing", withContents(new Uint8Array())],
    ["something behind the signature", withContents(Buffer.concat([message.raw, Buffer.from("00000001", "hex")]))],
    ["half a signature", withContents(message.raw.subarray(0, message.raw.length / 2))],
    ["what is no signature", withContents(write(Object.assign(new ContentType(), { id: id_signedData })))],
  ])("%s: refused", async (_, pdf) => {
    expect(await problemsOf(pdf)).toEqual(["SIGNATURE_UNREADABLE"]);
  });

  it("a byte of it, each of them: refused, but in the copy of the authority's certificate, of which nothing is believed", async () => {
    const copy = Buffer.from(message.raw).indexOf(authority.certificate.raw);
    const accepted: number[] = [];
    for (let at = 0; at < message.raw.length; at += 1) {
      const changed = Buffer.from(message.raw);
      changed[at]! ^= 1 << (at % 8);
      if ((await verifySeal(withContents(changed), trusted)).isGenuine) accepted.push(at);
    }
    expect(accepted.filter((at) => at < copy || at >= copy + authority.certificate.raw.length)).toEqual([]);
  });

  it("in capitals: refused, since another file says the same", async () => {
    const changed = Buffer.from(sealed);
    changed.write(changed.toString("latin1", hole.from + 1, hole.to - 1).toUpperCase(), hole.from + 1, "latin1");
    expect(await problemsOf(changed)).toEqual(["NOT_WHOLE_FILE"]);
  });
});

it.each([
  ["a PDF that was never sealed", () => aPdf(), "NO_SIGNATURE"],
  ["no PDF", async () => Buffer.from("Bonjour"), "UNREADABLE"],
  ["a sealed PDF cut short", async () => sealed.subarray(0, sealed.length - 200), null],
  ["a seal under another name", async () => withChange(sealed, { at: Buffer.from(sealed).lastIndexOf(`(${FIELD_NAME})`) + 1, to: 0x73 }), "CONTENT_CHANGED"],
] as const)("%s is refused", async (_, pdf, problem) => {
  const { isGenuine, problems } = await verifySeal(await pdf(), trusted);
  expect(isGenuine).toBe(false);
  if (problem) expect(problems).toEqual([problem]);
});

describe.skipIf(!HAS_VERIFIERS)("verifiers that are not ours", () => {
  const SAMPLE = 25;
  let verifiers: Verifiers;
  beforeAll(async () => {
    verifiers = await openVerifiers(authority.certificate);
  });
  afterAll(() => verifiers?.[Symbol.dispose]());

  it("accept none of 25 changed bytes", async () => {
    const accepted: string[] = [];
    for (const change of changesOf(sealed, hole, { seed: "others", count: SAMPLE })) {
      const pdf = withChange(sealed, change);
      if (pdfsigAccepts(await verifiers.pdfsig(pdf))) accepted.push(`pdfsig ${change.at}`);
      if (opensslAccepts(await verifiers.openssl(pdf))) accepted.push(`openssl ${change.at}`);
    }
    expect(accepted).toEqual([]);
  });

  it("tell an appended page and another authority's seal, though pdfsig leaves with 0 and calls both signatures valid", async () => {
    const page = await verifiers.pdfsig(await appended());
    const other = await verifiers.pdfsig((await seal(await aPdf(), { ...SEALING, key: anAuthority().sealingKey() })).pdf);
    for (const ran of [page, other]) {
      expect(ran).toMatchObject({ code: 0, output: expect.stringContaining("Signature is Valid.") });
      expect(pdfsigAccepts(ran)).toBe(false);
    }
    expect(opensslAccepts(await verifiers.openssl(await appended()))).toBe(false);
    expect(opensslAccepts(await verifiers.openssl((await seal(await aPdf(), { ...SEALING, key: anAuthority().sealingKey() })).pdf))).toBe(false);
  });
});
