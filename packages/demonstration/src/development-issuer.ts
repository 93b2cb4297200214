import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Issuer } from "@stages/identity/issuer.ts";
import { PERSONA_KEY } from "@stages/identity/read-issuers.ts";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";

/** Stands in for the identity providers while developing: it signs tokens for personas, and for nobody else. */
export interface DevelopmentIssuer {
  /** An access token, good for twelve hours; of the national data as well, whose accounts have such names (`scripts/national/accounts.ts`). */
  issue(bearer: { readonly name: string }): Promise<string>;
  /** How its tokens are verified: as those of any other issuer. */
  readonly issuer: Issuer;
  /** With its `kid` and `alg`, for the login that signs in its name. */
  readonly signingJwk: JWK;
}

const ALGORITHM = "EdDSA";
const TYPE = "at+jwt";
/** A name, not an address: tokens of the command line are good for a platform at any port. */
export const DEVELOPMENT_ISSUER = "urn:stages:development";
export const DEVELOPMENT_AUDIENCE = "stages-api";
export const DEVELOPMENT_TOKEN_SECONDS = 12 * 3600;

/**
 * The key pair lives in the data folder, which must exist, so that `npm run token` and every process of a running platform agree, and
 * tokens outlive a restart. Whoever comes first makes it.
 */
export async function openDevelopmentIssuer(dataDir: string): Promise<DevelopmentIssuer> {
  const file = join(dataDir, "development-issuer.json");
  const pair = readPair(file) ?? (await createPair(file));
  const privateKey = await importJWK(pair.privateKey, ALGORITHM);
  const kid = await calculateJwkThumbprint(pair.publicKey);
  const described = { kid, alg: ALGORITHM, use: "sig" };
  return {
    issue: ({ name }) =>
      new SignJWT({ client_id: "development-token" })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
        .setSubject(name)
        .setIssuer(DEVELOPMENT_ISSUER)
        .setAudience(DEVELOPMENT_AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(`${DEVELOPMENT_TOKEN_SECONDS}s`)
        .sign(privateKey),
    issuer: {
      key: PERSONA_KEY,
      issuer: DEVELOPMENT_ISSUER,
      audience: DEVELOPMENT_AUDIENCE,
      algorithms: [ALGORITHM],
      types: [TYPE],
      requiredClaims: ["client_id"],
      claims: { subject: "sub", attributes: {} },
      // Its personas are known already.
      speaksFor: [],
      vouchesForEmail: false,
      headFunctions: [],
      pages: null,
      keys: { jwks: { keys: [{ ...pair.publicKey, ...described }] } },
    },
    signingJwk: { ...pair.privateKey, ...described },
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
