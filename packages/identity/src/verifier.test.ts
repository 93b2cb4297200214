import { siretFrom } from "@stages/kernel/siret.ts";
import { newInternalKeys, signCaller } from "@stages/transport/internal-token.ts";
import { exportJWK, generateKeyPair, importJWK, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Forgeries, forgeriesOf } from "./forgeries.ts";
import type { Issuer } from "./issuer.ts";
import { IssuerUnderTest } from "./jwks-server.ts";
import { readIssuers } from "./read-issuers.ts";
import { createVerifier, IssuerUnavailableError } from "./verifier.ts";

const clock = () => Temporal.Now.instant();
const educonnect = new IssuerUnderTest("EdDSA");
const proconnect = new IssuerUnderTest("ES256");
const academie = new IssuerUnderTest("RS256");
const ALL = { educonnect, proconnect, academie };

beforeAll(async () => {
  for (const issuer of Object.values(ALL)) await (await issuer.start()).addKey("first");
});
afterAll(() => Promise.all(Object.values(ALL).map((issuer) => issuer.stop())));

const configured = (key: string, { url, jwksUrl, algorithm }: IssuerUnderTest, change: object = {}) => ({
  key,
  issuer: url,
  audience: "stages-api",
  algorithms: [algorithm],
  keys: { url: jwksUrl },
  ...change,
});

const ATTRIBUTES_OF: Record<string, object> = {
  educonnect: { speaksFor: ["STUDENT"], claims: { attributes: { givenName: "given_name", familyName: "family_name", ine: "ine" } } },
  proconnect: { speaksFor: ["HOST_MANAGER", "STATE"], claims: { attributes: { email: "email", emailVerified: "email_verified", siret: "siret" } } },
  academie: {
    requiredClaims: ["FrEduRne"],
    speaksFor: ["SCHOOL_STAFF"],
    vouchesForEmail: true,
    headFunctions: ["DIR"],
    claims: { subject: "uid", attributes: { email: "mail", uai: "FrEduRne", function: "FrEduFonctAdm" } },
  },
};

function issuers(change: object = {}): readonly Issuer[] {
  const all = Object.entries(ALL).map(([key, issuer]) => configured(key, issuer, { ...ATTRIBUTES_OF[key], ...change }));
  return readIssuers(JSON.stringify({ issuers: all }));
}

describe("a good token", () => {
  it.each([
    ["educonnect", educonnect, { given_name: "Léa", family_name: "Roche" }, "educonnect|0f3a", { givenName: "Léa", familyName: "Roche" }],
    ["proconnect", proconnect, { email: "Anne@Example.org", siret: siretFrom("9000000000004") }, "proconnect|0f3a", { email: "anne@example.org", siret: siretFrom("9000000000004") }],
    ["académie", academie, { uid: "aroche", FrEduRne: ["0190010H$UAJ$PU$ADM$111$T3$LYC$340"], FrEduFonctAdm: "DIR" }, "academie|aroche", { uai: "0190010H", function: "DIR", isSchoolHead: true }],
    ["académie, of a teacher", academie, { uid: "nroux", FrEduRne: "0190010H", FrEduFonctAdm: "ENS", mail: "n.roux@ac.example" }, "academie|nroux", { uai: "0190010H", function: "ENS", email: "n.roux@ac.example", emailVerified: true }],
    ["académie, of a head of no school we can read", academie, { uid: "aroche", FrEduRne: "nowhere", FrEduFonctAdm: "DIR" }, "academie|aroche", { function: "DIR" }],
    ["a student", educonnect, { ine: " 400000001ab " }, "educonnect|0f3a", { ine: "400000001AB" }],
    ["with a verified address", proconnect, { email: "a@example.org", email_verified: true }, "proconnect|0f3a", { email: "a@example.org", emailVerified: true }],
    ["with an address that nobody verified", proconnect, { email: "a@example.org", email_verified: false }, "proconnect|0f3a", { email: "a@example.org" }],
    ["with an address of which it is not said", proconnect, { email: "a@example.org" }, "proconnect|0f3a", { email: "a@example.org" }],
    ["with attributes that are none", proconnect, { email: "nobody", siret: "12345678901234" }, "proconnect|0f3a", {}],
  ])("of %s says who bears it", async (_name, issuer, claims, subject, attributes) => {
    const token = await issuer.sign("first", claims);
    const verified = await createVerifier({ issuers: issuers(), clock }).verify(token);
    expect(verified).toEqual({ subject, attributes, speaksFor: expect.any(Array), expiresAt: expect.any(Temporal.Instant) });
    expect(clock().until(verified!.expiresAt).total("seconds")).toBeCloseTo(600, -1);
  });

  it("is good for five seconds more, between two clocks", async () => {
    const token = await educonnect.sign("first");
    const at = (seconds: number) => createVerifier({ issuers: issuers(), clock: () => clock().add({ seconds }) }).verify(token);
    expect(await at(603)).not.toBeNull();
    expect(await at(607)).toBeNull();
  });

  it("lacks what its issuer must say", async () => {
    expect(await createVerifier({ issuers: issuers(), clock }).verify(await academie.sign("first", { uid: "aroche" }))).toBeNull();
  });
});

describe("a forged or misused token", async () => {
  const forgeriesOn = async (issuer: IssuerUnderTest, other: IssuerUnderTest): Promise<Forgeries> =>
    forgeriesOf({
      claims: issuer.claims(),
      algorithm: issuer.algorithm,
      kid: "first",
      type: "at+jwt",
      ...issuer.keyOf("first"),
      otherKey: { key: other.keyOf("first").key, algorithm: other.algorithm, kid: "first" },
      forgersJwks: academie.jwksUrl,
    });

  it.each([
    ["EdDSA", educonnect, proconnect],
    ["ES256", proconnect, educonnect],
  ])("is never accepted, whatever its kind (%s)", async (_algorithm, issuer, other) => {
    const verifier = createVerifier({ issuers: issuers(), clock });
    const before = academie.asked;
    const { good, forged } = await forgeriesOn(issuer, other);
    expect(await verifier.verify(good)).not.toBeNull();
    expect(forged.length).toBeGreaterThanOrEqual(14);
    const accepted = await Promise.all(forged.map(async ({ name, token }) => ((await verifier.verify(token)) === null ? [] : [name])));
    expect(accepted.flat()).toEqual([]);
    // Nobody follows an address that a token brings.
    expect(academie.asked).toBe(before);
  });

  it("is one signed by an algorithm that was not agreed on, even by the right key", async () => {
    const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
    const pss = await importJWK({ ...(await exportJWK(privateKey)), alg: "PS256" }, "PS256");
    const jwks = { keys: [await exportJWK(publicKey)] };
    const local: Issuer = { ...issuers()[2]!, requiredClaims: [], claims: { subject: "sub", attributes: {} }, keys: { jwks } };
    const { verify } = createVerifier({ issuers: [local], clock });
    const signed = (alg: string, key: CryptoKey | Uint8Array) => new SignJWT(academie.claims()).setProtectedHeader({ alg, typ: "at+jwt" }).sign(key);
    expect(await verify(await signed("RS256", privateKey))).not.toBeNull();
    expect(await verify(await signed("PS256", pss))).toBeNull();
  });

  it("is not the gateway's own, meant for a subgraph", async () => {
    const caller = { actor: { role: "PLATFORM" }, now: clock(), requestId: "r" } as const;
    const token = signCaller(caller, "people", newInternalKeys().signingKey, clock());
    expect(await createVerifier({ issuers: issuers(), clock }).verify(token)).toBeNull();
  });

  it("with an expiry beyond all calendars is refused rather than believed", async () => {
    expect(await createVerifier({ issuers: issuers(), clock }).verify(await educonnect.sign("first", { exp: 1e18 }))).toBeNull();
  });
});

describe("the keys of an issuer", () => {
  it("are asked for again for a new key; the withdrawn one is believed no longer", async () => {
    const rotating = await new IssuerUnderTest("ES256").start();
    await rotating.addKey("old");
    const verifier = createVerifier({ issuers: readIssuers(JSON.stringify({ issuers: [configured("rotating", rotating, { keys: { url: rotating.jwksUrl, cooldownSeconds: 0 } })] })), clock });
    const byOld = await rotating.sign("old");
    expect(await verifier.verify(byOld)).not.toBeNull();

    await rotating.addKey("new");
    expect(await verifier.verify(await rotating.sign("new"))).not.toBeNull();
    expect(await verifier.verify(byOld)).not.toBeNull();

    const signByOld = rotating.withdraw("old");
    await rotating.addKey("newer");
    expect(await verifier.verify(await rotating.sign("newer"))).not.toBeNull();
    expect(await verifier.verify(byOld)).toBeNull();
    expect(await verifier.verify(await signByOld(rotating.claims()))).toBeNull();
    await rotating.stop();
  });

  it("are asked for again when they have aged, without any new key", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const ageing = await new IssuerUnderTest("ES256").start();
    await ageing.addKey("old");
    await ageing.addKey("other");
    const at = () => Temporal.Instant.fromEpochMilliseconds(Date.now());
    const verifier = createVerifier({ issuers: readIssuers(JSON.stringify({ issuers: [configured("ageing", ageing, { keys: { url: ageing.jwksUrl, maxAgeSeconds: 60 } })] })), clock: at });
    const token = await ageing.sign("old");
    expect(await verifier.verify(token)).not.toBeNull();
    ageing.withdraw("old");
    expect(await verifier.verify(token)).not.toBeNull();
    vi.setSystemTime(Date.now() + 61_000);
    expect(await verifier.verify(token)).toBeNull();
    expect(await verifier.verify(await ageing.sign("other"))).not.toBeNull();
    expect(ageing.asked).toBe(2);
    vi.useRealTimers();
    await ageing.stop();
  });

  it("are not asked for again by forgers at will", async () => {
    const verifier = createVerifier({ issuers: issuers(), clock });
    const forger = new IssuerUnderTest("EdDSA");
    await verifier.verify(await educonnect.sign("first"));
    const before = educonnect.asked;
    for (let turn = 0; turn < 50; turn++) {
      await forger.addKey(`unknown-${turn}`);
      expect(await verifier.verify(await forger.sign(`unknown-${turn}`, educonnect.claims()))).toBeNull();
    }
    expect(educonnect.asked).toBe(before);
  });

  it("cannot be had: nobody is let in, and it is not the token's fault", async () => {
    const down = await new IssuerUnderTest("ES256").start();
    await down.addKey("first");
    const verifier = createVerifier({ issuers: readIssuers(JSON.stringify({ issuers: [configured("down", down)] })), clock });
    const token = await down.sign("first");
    down.down = true;
    await expect(verifier.verify(token)).rejects.toThrow(IssuerUnavailableError);
    down.down = false;
    expect(await verifier.verify(token)).not.toBeNull();
    await down.stop();
    const nobody = createVerifier({ issuers: readIssuers(JSON.stringify({ issuers: [configured("down", down)] })), clock });
    await expect(nobody.verify(token)).rejects.toThrow(IssuerUnavailableError);
  });
});
