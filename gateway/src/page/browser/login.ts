export interface Login {
  readonly persona: string;
  readonly token: string;
}

export type LoginOutcome = { readonly login: Login | null; readonly failure: string | null };

const CLIENT = "stages-development";
const PROVIDER = "/development/oidc";
const BEGUN = "stages-login";
const NOTHING: LoginOutcome = { login: null, failure: null };
const FAILED: LoginOutcome = { login: null, failure: "La connexion n'a pas abouti. Réessayez." };

const base64url = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
/** The page that asks for it is the one that it leads back to. */
const callback = () => location.origin + location.pathname;

/** Leaves for the login page, by authorization code and PKCE, as any application of one page would. */
export async function beginLogin(): Promise<void> {
  const begun = { state: random(), verifier: random(), hash: location.hash };
  sessionStorage.setItem(BEGUN, JSON.stringify(begun));
  const challenge = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(begun.verifier));
  const parameters = new URLSearchParams({
    client_id: CLIENT,
    response_type: "code",
    redirect_uri: callback(),
    scope: "openid",
    state: begun.state,
    code_challenge: base64url(new Uint8Array(challenge)),
    code_challenge_method: "S256",
  });
  location.assign(`${PROVIDER}/auth?${parameters}`);
}

/** On the way back: what came of the login that this tab began, if it began one. The address is clean afterwards. */
export async function finishLogin(): Promise<LoginOutcome> {
  const answer = new URLSearchParams(location.search);
  if (!answer.has("state")) return NOTHING;
  const begun = JSON.parse(sessionStorage.getItem(BEGUN) ?? "{}") as { state?: string; verifier?: string; hash?: string };
  sessionStorage.removeItem(BEGUN);
  history.replaceState(null, "", location.pathname + (begun.hash ?? ""));
  const code = answer.get("code");
  if (!code || !begun.verifier || answer.get("state") !== begun.state) {
    return answer.get("error") === "access_denied" ? { login: null, failure: "Connexion annulée." } : FAILED;
  }
  const response = await fetch(`${PROVIDER}/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "authorization_code", code, redirect_uri: callback(), client_id: CLIENT, code_verifier: begun.verifier }),
  }).catch(() => null);
  if (!response?.ok) return FAILED;
  const { access_token: token, id_token: idToken } = (await response.json()) as { access_token: string; id_token: string };
  return { login: { persona: subjectOf(idToken), token }, failure: null };
}

/** Read, not verified: it came from the provider itself, and only says what the page shows. */
function subjectOf(idToken: string): string {
  const payload = idToken.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/");
  return (JSON.parse(atob(payload)) as { sub: string }).sub;
}
