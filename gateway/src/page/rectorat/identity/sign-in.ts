import * as oauth from "oauth4webapi";
import { forgetSession, keepSession, type Session } from "./session.ts";

/** An issuer with which one may sign in here, as the platform is configured. */
export interface PageIssuer {
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  /** RFC 8707: for whom the token is to be good, where the issuer wants to be told. */
  readonly resource?: string;
}

interface Begun {
  readonly issuer: PageIssuer;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** What of the page was asked for: the address that the issuer leads back to is one alone. */
  readonly search: string;
}

const BEGUN = "rectorat-sign-in";
const FAILED = "La connexion n'a pas abouti. Réessayez ; si cela continue, adressez-vous à l'assistance de votre service de connexion.";

export async function readIssuers(): Promise<readonly PageIssuer[]> {
  const response = await fetch("/rectorat/issuers.json", { credentials: "omit" });
  if (!response.ok) throw new Error(`Answered ${response.status}`);
  return ((await response.json()) as { issuers: readonly PageIssuer[] }).issuers;
}

/** In clear within one machine alone, where the issuer of development is. */
const inClear = (issuer: string) => ({ [oauth.allowInsecureRequests]: new URL(issuer).protocol === "http:" });

async function discover({ issuer }: Pick<PageIssuer, "issuer">): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { ...inClear(issuer), algorithm: "oidc" }));
}

const callback = () => location.origin + location.pathname;

/** Leaves for the issuer, by authorization code and PKCE. Answers why it could not. */
export async function beginSignIn(issuer: PageIssuer, search: string): Promise<string> {
  try {
    const server = await discover(issuer);
    const begun: Begun = { issuer, state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce(), verifier: oauth.generateRandomCodeVerifier(), search };
    sessionStorage.setItem(BEGUN, JSON.stringify(begun));
    const address = new URL(server.authorization_endpoint!);
    const parameters: Record<string, string> = {
      client_id: issuer.clientId,
      response_type: "code",
      redirect_uri: callback(),
      scope: issuer.scope,
      state: begun.state,
      nonce: begun.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(begun.verifier),
      code_challenge_method: "S256",
      ...(issuer.resource === undefined ? {} : { resource: issuer.resource }),
    };
    for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
    location.assign(address);
    return "";
  } catch {
    return "Ce service de connexion ne répond pas. Vérifiez votre connexion, puis réessayez.";
  }
}

export type SignInOutcome = { readonly session: Session | null; readonly failure: string | null };

/** On the way back: what came of the sign-in that this tab began, if it began one. The address is the one it left, afterwards. */
export async function finishSignIn(): Promise<SignInOutcome> {
  const answered = new URL(location.href);
  if (!answered.searchParams.has("state")) return { session: null, failure: null };
  const begun = JSON.parse(sessionStorage.getItem(BEGUN) ?? "null") as Begun | null;
  sessionStorage.removeItem(BEGUN);
  history.replaceState(null, "", location.pathname + (begun?.search ?? ""));
  if (!begun) return { session: null, failure: FAILED };
  try {
    const { issuer, state, nonce, verifier } = begun;
    const client: oauth.Client = { client_id: issuer.clientId };
    const server = await discover(issuer);
    const valid = oauth.validateAuthResponse(server, client, answered, state);
    const response = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), valid, callback(), verifier, inClear(issuer.issuer));
    const { access_token: token } = await oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: nonce, requireIdToken: true });
    const session: Session = { token, role: null, issuer: issuer.issuer };
    keepSession(session);
    return { session, failure: null };
  } catch (error) {
    const isCancelled = error instanceof oauth.AuthorizationResponseError && error.error === "access_denied";
    return { session: null, failure: isCancelled ? "Vous avez annulé la connexion." : FAILED };
  }
}

/** Forgotten here first, whatever the issuer says; then there, where it offers to: the token is taken back, the session ended. */
export async function signOut(session: Session): Promise<void> {
  forgetSession();
  const issuer = (await readIssuers()).find((one) => one.issuer === session.issuer);
  if (!issuer) return;
  const server = await discover(issuer);
  const client: oauth.Client = { client_id: issuer.clientId };
  if (server.revocation_endpoint) await oauth.revocationRequest(server, client, oauth.None(), session.token, inClear(issuer.issuer));
  if (!server.end_session_endpoint) return;
  const address = new URL(server.end_session_endpoint);
  address.searchParams.set("client_id", issuer.clientId);
  address.searchParams.set("post_logout_redirect_uri", callback());
  location.assign(address);
}
