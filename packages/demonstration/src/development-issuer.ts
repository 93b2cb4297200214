import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errors, exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from "jose";
import type { Persona } from "./personas.ts";

/** Stands in for the identity providers while developing: it signs tokens for personas, and for nobody else. */
export interface DevelopmentIssuer {
  /** An access token, good for twelve hours. */
  issue(persona: Persona): Promise<string>;
  /** Null when the token is not one of ours, or is over. */
  verify(token: string): Promise<VerifiedToken | null>;
}

export interface VerifiedToken {
  readonly subject: string;
  readonly expiresAt: Temporal.Instant;
}

const ISSUER = "urn:stages:development";
const AUDIENCE = "stages-api";
const ALGORITHM = "EdDSA";
const TYPE = "at+jwt";
const LIFE = "12h";
const EXPECTED = { algorithms: [ALGORITHM], audience: AUDIENCE, issuer: ISSUER, requiredClaims: ["sub", "exp"], typ: TYPE };

/**
 * The key pair lives in the data folder, which must exist, so that `npm run token` and every process of a running platform agree, and
 * tokens outlive a restart. Whoever comes first makes it.
 */
export async function openDevelopmentIssuer(dataDir: string): Promise<DevelopmentIssuer> {
  const file = join(dataDir, "development-issuer.json");
  const pair = readPair(file) ?? (await createPair(file));
  const [privateKey, publicKey] = await Promise.all([importJWK(pair.privateKey, ALGORITHM), importJWK(pair.publicKey, ALGORITHM)]);
  return {
    issue: (persona) =>
      new SignJWT()
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setSubject(persona.subject)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(LIFE)
        .sign(privateKey),
    verify: (token) =>
      jwtVerify<{ sub: string; exp: number }>(token, publicKey, EXPECTED).then(
        ({ payload }) => ({ subject: payload.sub, expiresAt: Temporal.Instant.fromEpochMilliseconds(payload.exp * 1000) }),
        (error: unknown) => {
          if (error instanceof errors.JOSEError) return null;
          throw error;
        },
      ),
  };
}

interface KeyPair {
  readonly privateKey: JWK;
  readonly publicKey: JWK;
}

function readPair(file: string): KeyPair | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as KeyPair;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Whole or not at all: a link to a finished draft, which fails when another process was first. */
async function createPair(file: string): Promise<KeyPair> {
  const pair = await generateKeyPair(ALGORITHM, { extractable: true });
  const keys = { privateKey: await exportJWK(pair.privateKey), publicKey: await exportJWK(pair.publicKey) };
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(keys)}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
    return keys;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return JSON.parse(readFileSync(file, "utf8")) as KeyPair;
  } finally {
    rmSync(draft);
  }
}
