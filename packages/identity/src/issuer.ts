import type { SpokenFor } from "@stages/kernel/spoken-for.ts";
import type { JWK } from "jose";

/** Asymmetric ones alone: with a shared secret, whoever verifies could sign. */
export const ALGORITHMS = ["EdDSA", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** What an issuer can tell of a person besides who they are, in our words. */
export const ATTRIBUTES = ["email", "emailVerified", "givenName", "familyName", "uai", "function", "siret", "ine"] as const;
export type AttributeName = (typeof ATTRIBUTES)[number];

/** Whose access tokens are believed, and on what conditions. All of it is configuration: no provider is known by name. */
export interface Issuer {
  /** Ours, short: the first half of every subject, so that no issuer can speak of another's people. */
  readonly key: string;
  /** Its `iss`, to the letter. */
  readonly issuer: string;
  /** Our name with it: a token meant for another service is not for us. */
  readonly audience: string;
  readonly algorithms: readonly Algorithm[];
  /** The accepted `typ` headers: `at+jwt` (RFC 9068) keeps its ID tokens out. */
  readonly types: readonly string[];
  /** Besides `iss`, `aud`, `exp`, `iat` and the subject, which every token must have. */
  readonly requiredClaims: readonly string[];
  readonly claims: ClaimMapping;
  /** For whom it speaks at a first sign-in; nobody by default: then it lets in those alone who are known by their subject. */
  readonly speaksFor: readonly SpokenFor[];
  /** Whether its addresses are of its own giving, as an académie's are: verified without a claim that says so. */
  readonly vouchesForEmail: boolean;
  /** The values of `function` that mean the head of the school of `uai`. */
  readonly headFunctions: readonly string[];
  readonly keys: RemoteKeys | LocalKeys;
  /** How people sign in with it on the platform's own pages; null when its tokens come from other software alone. */
  readonly pages: PagesClient | null;
}

/** The platform's pages as a client of an issuer: a public one, by authorization code and PKCE. */
export interface PagesClient {
  readonly clientId: string;
  /** What stands on the button, in French. */
  readonly name: string;
  readonly scope: string;
  /** RFC 8707: for whom the token is to be good, where the issuer wants to be told. */
  readonly resource?: string | undefined;
  /** Where it answers besides its own address: pages are let out to no other place. */
  readonly alsoAt: readonly string[];
}

/** Which of its claims says what. */
export interface ClaimMapping {
  readonly subject: string;
  readonly attributes: Readonly<Partial<Record<AttributeName, string>>>;
}

/** A JWKS that is fetched when first needed, again when a token names a key it lacks, and at least every `maxAgeSeconds`. */
export interface RemoteKeys {
  readonly url: string;
  /** How long unknown keys cause no other fetch: forgers must not make us call the issuer at will. */
  readonly cooldownSeconds: number;
  /** How long a key that the issuer has withdrawn may still be believed. */
  readonly maxAgeSeconds: number;
}

export interface LocalKeys {
  readonly jwks: { readonly keys: readonly JWK[] };
}
