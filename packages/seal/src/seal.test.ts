import { generateKeyPairSync, sign } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attachmentsOf } from "./attachments-of.ts";
import { makeCertificate } from "./make-certificate.ts";
import { seal } from "./seal.ts";
import { anAuthority, aPdf, NOW, SEALING } from "./seal-under-test.ts";
import type { SealingKey } from "./sealing-key.ts";
import { HAS_VERIFIERS, openVerifiers, opensslAccepts, pdfsigAccepts, type Verifiers } from "./verifiers-under-test.ts";
import { verifySeal } from "./verify-seal.ts";

const authority = anAuthority();
const key = authority.sealingKey();
const trusted = { seals: [authority.certificate], timeStamps: [] };

describe("a seal", () => {
  it("is genuine, says by whom and when, and covers the whole file", async () => {
    const { pdf, level } = await seal(await aPdf(), { ...SEALING, key });
    expect(level).toBe("B-B");
    expect(await verifySeal(pdf, trusted)).toEqual({ isGenuine: true, isIntact: true, coversWholeFile: true, signer: "Sceau d'essai", signedAt: NOW, level: "B-B", problems: [] });
  });

  it("leaves what was given byte for byte, and what it carries", async () => {
    const proofs = Buffer.from("é".repeat(5_000));
    const before = await aPdf({ proofs });
    const { pdf } = await seal(before, { ...SEALING, key });
    expect(Buffer.from(pdf.subarray(0, before.length)).equals(before)).toBe(true);
    expect([...(await attachmentsOf(pdf))].map(([name, file]) => [name, Buffer.from(file).equals(proofs)])).toEqual([["preuves.json", true]]);
  });

  it("tells a reader why, in French, and certifies that nothing may change", async () => {
    const { pdf } = await seal(await aPdf(), { ...SEALING, key });
    const text = Buffer.from(pdf).toString("latin1");
    expect(text).toContain("/Reason (Scellé par la plateforme \\(essai\\))");
    expect(text).toMatch(/\/TransformMethod \/DocMDP\s+\/TransformParams <<\s+\/Type \/TransformParams\s+\/P 1/);
  });

  it("is made with an RSA key as well", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { certificate } = authority.issue({ publicKey });
    const rsa: SealingKey = { chain: [certificate, authority.certificate], sign: async (data) => sign("sha256", data, privateKey) };
    const { pdf } = await seal(await aPdf(), { ...SEALING, key: rsa });
    expect(await verifySeal(pdf, trusted)).toMatchObject({ isGenuine: true });
  });
});

describe.skipIf(!HAS_VERIFIERS)("verifiers that are not ours", () => {
  let verifiers: Verifiers;
  beforeAll(async () => {
    verifiers = await openVerifiers(authority.certificate);
  });
  afterAll(() => verifiers?.[Symbol.dispose]());

  it.each([
    ["", false],
    [" of a PDF whose table of objects is a stream", true],
  ])("accept a seal%s: pdfsig, and openssl as CAdES", async (_, useXRefStream) => {
    const { pdf } = await seal(await aPdf({ useXRefStream }), { ...SEALING, key });
    expect(await verifySeal(pdf, trusted)).toMatchObject({ isGenuine: true });
    expect(pdfsigAccepts(await verifiers.pdfsig(pdf))).toBe(true);
    expect(opensslAccepts(await verifiers.openssl(pdf))).toBe(true);
  });

  it("accept one by an RSA key", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { certificate } = authority.issue({ publicKey });
    const { pdf } = await seal(await aPdf(), { ...SEALING, key: { chain: [certificate, authority.certificate], sign: async (data) => sign("sha256", data, privateKey) } });
    expect(pdfsigAccepts(await verifiers.pdfsig(pdf))).toBe(true);
    expect(opensslAccepts(await verifiers.openssl(pdf))).toBe(true);
  });
});

describe("nothing is sealed", () => {
  const stranger = anAuthority().sealingKey();
  const failing: SealingKey = { chain: key.chain, sign: stranger.sign };

  it.each([
    ["that is no PDF", async () => seal(Buffer.from("Bonjour"), { ...SEALING, key }), "NOT_SEALABLE"],
    ["that is empty", async () => seal(new Uint8Array(), { ...SEALING, key }), "NOT_SEALABLE"],
    ["a second time", async () => seal((await seal(await aPdf(), { ...SEALING, key })).pdf, { ...SEALING, key }), "NOT_SEALABLE"],
    ["with another key than the certificate's", async () => seal(await aPdf(), { ...SEALING, key: failing }), "KEY_MISMATCH"],
    ["once the certificate is over", async () => seal(await aPdf(), { ...SEALING, key, at: NOW.add({ hours: 24 * 365 * 3 }) }), "CERTIFICATE_OUT_OF_DATE"],
    ["before the certificate begins", async () => seal(await aPdf(), { ...SEALING, key, at: NOW.subtract({ hours: 24 * 365 * 3 }) }), "CERTIFICATE_OUT_OF_DATE"],
  ])("%s", async (_, act, code) => {
    await expect(act()).rejects.toMatchObject({ name: "SealFailure", code });
  });

  it("by a certificate whose key is neither RSA nor on a curve of NIST", () => {
    const { publicKey } = generateKeyPairSync("ed25519");
    const certificate = makeCertificate({ name: { commonName: "x", organization: "x" }, publicKey, use: "SEAL", from: NOW, until: NOW.add({ hours: 1 }), issuer: authority });
    return expect(aPdf().then((pdf) => seal(pdf, { ...SEALING, key: { chain: [certificate], sign: key.sign } }))).rejects.toThrow("ni RSA ni une courbe");
  });
});
