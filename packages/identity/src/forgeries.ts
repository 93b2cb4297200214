import { createHmac, generateKeyPairSync, type KeyObject } from "node:crypto";
import { exportJWK, exportSPKI, type JWTPayload, SignJWT } from "jose";

/** A real issuer to be imitated: one whose tokens are believed, and what a forger can know or hold of it. */
export interface Imitated {
  /** The claims of a good token, as of now. */
  readonly claims: JWTPayload & { readonly sub: string; readonly iss: string; readonly aud: string };
  readonly algorithm: string;
  readonly kid: string | undefined;
  readonly type: string;
  readonly key: CryptoKey;
  readonly publicKey: CryptoKey;
  /** The key of another issuer that is believed too. */
  readonly otherKey: { readonly key: CryptoKey; readonly algorithm: string; readonly kid: string };
  /** Where a JWKS of the forger's own is served. */
  readonly forgersJwks: string;
}

export interface Forgeries {
  /** What all of them imitate, made by the same hand: a verifier that refuses this one too proves nothing. */
  readonly good: string;
  readonly forged: readonly Forgery[];
}

export interface Forgery {
  readonly name: string;
  readonly token: string;
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Every way we know to make a token that looks like a good one, or to bring a good one to where it does not belong. */
export async function forgeriesOf(imitated: Imitated): Promise<Forgeries> {
  const { claims, algorithm, kid, type, key, publicKey, otherKey, forgersJwks } = imitated;
  const header = { alg: algorithm, typ: type, ...(kid ? { kid } : {}) };
  const now = Math.floor(Date.now() / 1000);
  const signed = (payload: JWTPayload, change: Record<string, unknown> = {}, by: CryptoKey | KeyObject = key) =>
    new SignJWT(payload).setProtectedHeader({ ...header, ...change }).sign(by);
  const without = (claim: string) => Object.fromEntries(Object.entries(claims).filter(([name]) => name !== claim));

  const good = await signed(claims);
  const [encodedHeader, payload, signature] = good.split(".") as [string, string, string];
  const flipped = signature.slice(0, 9) + (signature[9] === "A" ? "B" : "A") + signature.slice(10);
  const hmac = (secret: string | Buffer) => {
    const input = `${encode({ ...header, alg: "HS256" })}.${payload}`;
    return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
  };
  const forger = generateKeyPairSync("ed25519");
  const forgersJwk = await exportJWK(forger.publicKey);
  const byForger = { alg: "EdDSA" };
  const publicJwk = await exportJWK(publicKey);
  const rawPublic = Buffer.from(String(publicJwk.x ?? publicJwk.n), "base64url");

  const forged = [
    { name: "no algorithm", token: `${encode({ ...header, alg: "none" })}.${payload}.` },
    { name: "no algorithm, in capitals, with a signature left", token: `${encode({ ...header, alg: "NONE" })}.${payload}.${signature}` },
    { name: "the public key taken for a shared secret, as PEM", token: hmac(await exportSPKI(publicKey)) },
    { name: "the public key taken for a shared secret, as bytes", token: hmac(rawPublic) },
    { name: "an empty shared secret", token: hmac("") },
    { name: "an unknown issuer", token: await signed({ ...claims, iss: "https://forger.example" }) },
    { name: "the issuer with a slash more", token: await signed({ ...claims, iss: `${claims.iss}/` }) },
    { name: "no issuer", token: await signed(without("iss")) },
    { name: "another audience", token: await signed({ ...claims, aud: "another-service" }) },
    { name: "no audience", token: await signed(without("aud")) },
    { name: "expired", token: await signed({ ...claims, iat: now - 7200, exp: now - 60 }) },
    { name: "no expiry", token: await signed(without("exp")) },
    { name: "not valid yet", token: await signed({ ...claims, nbf: now + 600 }) },
    { name: "an ID token's type", token: await signed(claims, { typ: "JWT" }) },
    { name: "no type", token: await signed(claims, { typ: undefined }) },
    { name: "no subject", token: await signed(without("sub")) },
    { name: "an empty subject", token: await signed({ ...claims, sub: "" }) },
    { name: "a subject that is a list", token: await signed({ ...claims, sub: [claims.sub] as unknown as string }) },
    { name: "no time of issue", token: await signed(without("iat")) },
    { name: "an unknown key id", token: await signed(claims, { kid: "nobody", ...byForger }, forger.privateKey) },
    { name: "the known key id, by another key", token: await signed(claims, byForger, forger.privateKey) },
    { name: "the key of another issuer", token: await signed(claims, { alg: otherKey.algorithm, kid: otherKey.kid }, otherKey.key) },
    { name: "an altered payload", token: `${encodedHeader}.${encode({ ...claims, sub: `${claims.sub}-other` })}.${signature}` },
    { name: "an altered header", token: `${encode({ ...header, extra: 1 })}.${payload}.${signature}` },
    { name: "an altered signature", token: `${encodedHeader}.${payload}.${flipped}` },
    { name: "no signature", token: `${encodedHeader}.${payload}.` },
    { name: "a truncated token", token: good.slice(0, -8) },
    { name: "two parts of three", token: `${encodedHeader}.${payload}` },
    { name: "a key of its own, embedded", token: await signed(claims, { ...byForger, kid: undefined, jwk: forgersJwk }, forger.privateKey) },
    { name: "the address of its own keys", token: await signed(claims, { ...byForger, kid: "forger", jku: forgersJwks }, forger.privateKey) },
    { name: "the address of its own certificate", token: await signed(claims, { ...byForger, kid: "forger", x5u: forgersJwks }, forger.privateKey) },
    { name: "a critical extension nobody knows", token: `${encode({ ...header, crit: ["b64"], b64: false })}.${payload}.${signature}` },
    { name: "a key id that is a path", token: await signed(claims, { ...byForger, kid: "../../../../dev/null" }, forger.privateKey) },
    { name: "two tokens, by a comma", token: `${good},${good}` },
    { name: "two tokens, by a dot", token: `${good}.${good}` },
    { name: "an encrypted form", token: `${encode({ alg: "dir", enc: "A256GCM" })}...${payload}.${signature}` },
    { name: "an endless token", token: `${encodedHeader}.${"A".repeat(20_000)}.${signature}` },
    { name: "no token at all", token: "not-a-token" },
  ];
  return { good, forged };
}
