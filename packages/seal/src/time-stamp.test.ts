import { createHash } from "node:crypto";
import { OctetString } from "@peculiar/asn1-schema";
import { MessageImprint, TimeStampReq } from "@peculiar/asn1-tsp";
import { AlgorithmIdentifier } from "@peculiar/asn1-x509";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { OID, read, write } from "./der.ts";
import { seal } from "./seal.ts";
import { anAuthority, aPdf, holeIn, NOW, SEALING, signedAgain } from "./seal-under-test.ts";
import { requestTimeStamp } from "./time-stamp.ts";
import { type Lie, startTimeStampServer, type TimeStampServer } from "./time-stamp-server-under-test.ts";
import { HAS_VERIFIERS, openVerifiers, opensslAccepts, pdfsigAccepts } from "./verifiers-under-test.ts";
import { verifySeal } from "./verify-seal.ts";

const authority = anAuthority();
const clocks = anAuthority({ commonName: "Horloge d'essai" });
const key = authority.sealingKey();
const trusted = { seals: [authority.certificate], timeStamps: [clocks.certificate] };

const queryOf = (text: string) => {
  const messageImprint = new MessageImprint({ hashAlgorithm: new AlgorithmIdentifier({ algorithm: OID.sha256, parameters: null }), hashedMessage: new OctetString(createHash("sha256").update(text).digest()) });
  return Buffer.from(write(new TimeStampReq({ messageImprint, nonce: new Uint8Array([7]).buffer, certReq: true })));
};

describe.skipIf(!HAS_VERIFIERS)("a seal with a time-stamp", () => {
  let server: TimeStampServer;
  beforeAll(async () => {
    server = await startTimeStampServer(clocks);
  });
  beforeEach(() => server.lie(null));
  afterAll(async () => server?.[Symbol.asyncDispose]());

  const sealed = async (at = Temporal.Now.instant(), url = server.url) => (await seal(await aPdf(), { ...SEALING, at, key, timeStamping: { url, authorities: trusted.timeStamps } })).pdf;

  it("is of level B-T, and its time is the server's", async () => {
    const { pdf, level } = await seal(await aPdf(), { ...SEALING, at: Temporal.Now.instant(), key, timeStamping: { url: server.url, authorities: trusted.timeStamps } });
    expect(level).toBe("B-T");
    expect(await verifySeal(pdf, trusted)).toMatchObject({ isGenuine: true, level: "B-T", problems: [] });
  });

  it("is accepted by pdfsig and openssl", async () => {
    using verifiers = await openVerifiers(authority.certificate);
    const pdf = await sealed();
    expect(pdfsigAccepts(await verifiers.pdfsig(pdf))).toBe(true);
    expect(opensslAccepts(await verifiers.openssl(pdf))).toBe(true);
  });

  it("is not genuine for whoever does not believe that clock", async () => {
    expect(await verifySeal(await sealed(), { ...trusted, timeStamps: [authority.certificate] })).toMatchObject({ isGenuine: false, isIntact: true, problems: ["TIME_STAMP_INVALID"] });
  });

  it("is not genuine when it claims another time than the server's", async () => {
    const pdf = Buffer.from(await sealed());
    const year = pdf.lastIndexOf("/M (D:") + "/M (D:".length;
    pdf.write(String(Number(pdf.toString("latin1", year, year + 4)) - 1), year, "latin1");
    const hole = holeIn(pdf);
    const at = Temporal.Now.instant();
    const again = await signedAgain(pdf, { hole, range: [0, hole.from, hole.to, pdf.length - hole.to], key, timeStamp: (signature) => requestTimeStamp(signature, { url: server.url, authorities: trusted.timeStamps, at }) });
    expect(await verifySeal(again, trusted)).toMatchObject({ isIntact: true, level: "B-T", problems: ["TIMES_DISAGREE"] });
  });

  it("is not genuine when its digest has other parameters than none", async () => {
    const pdf = Buffer.from(await sealed());
    const { from, to } = holeIn(pdf);
    const sha256 = "06096086480165030402010500";
    // The first is its list of digests, which nobody has signed.
    const at = pdf.indexOf(sha256, from, "latin1") + sha256.length - 4;
    expect(at).toBeLessThan(to);
    pdf.write("0400", at, "latin1");
    expect((await verifySeal(pdf, trusted)).problems).toEqual(["TIME_STAMP_INVALID"]);
  });

  it.each<readonly [string, Lie, string]>([
    ["stamps something else", async (_, answer) => answer(queryOf("something else")), "TIME_STAMP_NOT_BELIEVED"],
    ["changes a byte of its signature", async (query, answer) => changed(await answer(query)), "TIME_STAMP_NOT_BELIEVED"],
    ["answers anything", async () => Buffer.from("Bonjour"), "TIME_STAMP_NOT_BELIEVED"],
    ["answers what is DER and no answer", async () => Buffer.from("a003020101", "hex"), "TIME_STAMP_NOT_BELIEVED"],
    ["answers nothing", async () => Buffer.alloc(0), "TIME_STAMP_NOT_BELIEVED"],
    ["does not know that digest", async (query, answer) => answer(Buffer.from(query.toString("hex").replace("0609608648016503040201", "0609608648016503040203"), "hex")), "TIME_STAMP_UNAVAILABLE"],
    ["is broken", async () => 500, "TIME_STAMP_UNAVAILABLE"],
    ["goes on and on", async () => Buffer.alloc(1_000_000), "TIME_STAMP_UNAVAILABLE"],
  ])("is not made when the server %s", async (_, lie, code) => {
    server.lie(lie);
    await expect(sealed()).rejects.toMatchObject({ name: "SealFailure", code });
  });

  it("is not made with an answer that was given before", async () => {
    const answers: Buffer[] = [];
    server.lie(async (query, answer) => {
      answers.push(answers[0] ?? (await answer(withoutNonce(query))));
      return answers[0]!;
    });
    await expect(sealed()).rejects.toMatchObject({ code: "TIME_STAMP_NOT_BELIEVED" });
  });

  it("is not made when its clock and ours are far apart", async () => {
    await expect(sealed(NOW.add({ hours: 1 }))).rejects.toMatchObject({ code: "TIME_STAMP_NOT_BELIEVED" });
    await expect(sealed(NOW.subtract({ hours: 1 }))).rejects.toMatchObject({ code: "TIME_STAMP_NOT_BELIEVED" });
  });

  it("is not made by a server whose certificate nobody believes", async () => {
    await using stranger = await startTimeStampServer(anAuthority({ commonName: "Horloge d'essai" }));
    await expect(sealed(undefined, stranger.url)).rejects.toMatchObject({ code: "TIME_STAMP_NOT_BELIEVED" });
  });
});

it("is not made, nor a weaker one in its place, when nobody answers", async () => {
  const act = seal(await aPdf(), { ...SEALING, key, timeStamping: { url: "http://127.0.0.1:1/", authorities: [] } });
  await expect(act).rejects.toMatchObject({ name: "SealFailure", code: "TIME_STAMP_UNAVAILABLE", isPassing: true });
});

function changed(answer: Buffer): Buffer {
  const other = Buffer.from(answer);
  other[other.length - 1]! ^= 1;
  return other;
}

/** The nonce of RFC 3161 is the demand's alone: an answer to a demand without one names none. */
function withoutNonce(query: Buffer): Buffer {
  const { messageImprint, certReq } = read(query, TimeStampReq);
  return Buffer.from(write(new TimeStampReq({ messageImprint, certReq })));
}
