import { sayExpired, whereIs } from "@stages/kernel/peer-certificate.ts";
import type { SpokenFor } from "@stages/kernel/spoken-for.ts";
import { createLocalJWKSet, createRemoteJWKSet, customFetch, decodeJwt, decodeProtectedHeader, errors, type FetchImplementation, type JSONWebKeySet, type JWTVerifyGetKey, jwtVerify } from "jose";
import { type Attributes, attributesOf } from "./attributes.ts";
import type { Issuer } from "./issuer.ts";

export interface VerifiedToken {
  /** `<issuer key>|<its subject>`. */
  readonly subject: string;
  readonly expiresAt: Temporal.Instant;
  readonly attributes: Attributes;
  /** As whom its issuer may make this bearer known. */
  readonly speaksFor: readonly SpokenFor[];
}

export interface Verifier {
  /** Null for whatever is not a valid token of a configured issuer. Throws IssuerUnavailableError when nobody can say. */
  verify(token: string): Promise<VerifiedToken | null>;
}

/** The keys of an issuer cannot be had: its tokens are neither good nor bad, and must not be accepted. */
export class IssuerUnavailableError extends Error {
  override readonly name = "IssuerUnavailableError";

  constructor(
    readonly issuer: string,
    cause: unknown,
  ) {
    super(`No keys of issuer ${issuer}`, { cause });
  }
}

export interface VerifierOptions {
  readonly issuers: readonly Issuer[];
  readonly clock: () => Temporal.Instant;
  /** How a JWKS is fetched, where a proxy stands in between. */
  readonly fetchJwks?: FetchImplementation;
}

/** Between two machines that both keep the time. */
const CLOCK_TOLERANCE_SECONDS = 5;
/** Larger than any issuer's, smaller than what is a bother to read. */
const LONGEST_TOKEN = 16_384;
const LONGEST_SUBJECT = 255;
const FETCH_TIMEOUT_MS = 3_000;
const ALWAYS_REQUIRED = ["iss", "aud", "iat", "exp"];

/** Reads access tokens of several issuers. Each issuer's tokens are held against its own keys and conditions alone. */
export function createVerifier({ issuers, clock, fetchJwks }: VerifierOptions): Verifier {
  const known = new Map(issuers.map((issuer) => [issuer.issuer, { issuer, keyOf: keysOf(issuer, fetchJwks) }]));
  return {
    async verify(token) {
      const claimed = claimedIssuer(token);
      const found = claimed === null ? undefined : known.get(claimed);
      if (!found) return null;
      const { issuer, keyOf } = found;
      if (!isOfType(token, issuer.types)) return null;
      try {
        const { payload } = await jwtVerify(token, keyOf, {
          issuer: issuer.issuer,
          audience: issuer.audience,
          algorithms: [...issuer.algorithms],
          requiredClaims: [...ALWAYS_REQUIRED, issuer.claims.subject, ...issuer.requiredClaims],
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          currentDate: new Date(clock().epochMilliseconds),
        });
        const subject = payload[issuer.claims.subject];
        const expiresAt = instantOf(payload.exp!);
        if (typeof subject !== "string" || subject === "" || subject.length > LONGEST_SUBJECT || !expiresAt) return null;
        return { subject: `${issuer.key}|${subject}`, expiresAt, attributes: attributesOf(payload, issuer), speaksFor: issuer.speaksFor };
      } catch (error) {
        if (error instanceof errors.JOSEError && !isUnavailable(error)) return null;
        if ("url" in issuer.keys) sayExpired(error, { of: `du fournisseur d'identité ${issuer.key}`, consequence: "ceux dont la clé n'est pas connue attendent pour entrer", opening: "TLS", ...whereIs(issuer.keys.url, 443) });
        throw new IssuerUnavailableError(issuer.key, error);
      }
    },
  };
}

/** What a JWKS endpoint that is down or wrong makes jose say: no word about the token. */
function isUnavailable(error: errors.JOSEError): boolean {
  return error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error.code === "ERR_JOSE_GENERIC";
}

function keysOf({ keys }: Issuer, fetchJwks: FetchImplementation | undefined): JWTVerifyGetKey {
  if ("jwks" in keys) return createLocalJWKSet(keys.jwks as JSONWebKeySet);
  return createRemoteJWKSet(new URL(keys.url), {
    cooldownDuration: keys.cooldownSeconds * 1000,
    cacheMaxAge: keys.maxAgeSeconds * 1000,
    timeoutDuration: FETCH_TIMEOUT_MS,
    ...(fetchJwks ? { [customFetch]: fetchJwks } : {}),
  });
}

/** Only to know whose keys to try: nothing is believed before the signature is. */
function claimedIssuer(token: string): string | null {
  if (token.length > LONGEST_TOKEN) return null;
  try {
    return decodeJwt(token).iss ?? null;
  } catch {
    return null;
  }
}

/** RFC 7515, 4.1.9: without regard to case, and `application/` may be left out. */
function isOfType(token: string, types: readonly string[]): boolean {
  const normal = (type: string) => type.toLowerCase().replace(/^application\//, "");
  const typ = typeOf(token);
  return typ !== null && types.some((type) => normal(type) === normal(typ));
}

function typeOf(token: string): string | null {
  try {
    const { typ } = decodeProtectedHeader(token);
    return typeof typ === "string" ? typ : null;
  } catch {
    return null;
  }
}

/** Null for a number that is no instant: an issuer may sign anything. */
function instantOf(seconds: number): Temporal.Instant | null {
  const milliseconds = Math.floor(seconds * 1000);
  return Math.abs(milliseconds) <= 8.64e15 ? Temporal.Instant.fromEpochMilliseconds(milliseconds) : null;
}
