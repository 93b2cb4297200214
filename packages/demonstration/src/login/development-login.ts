import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import type { Configuration, errors as ProviderErrors } from "oidc-provider";
import { DEVELOPMENT_AUDIENCE, DEVELOPMENT_ISSUER, DEVELOPMENT_TOKEN_SECONDS, type DevelopmentIssuer } from "../development-issuer.ts";
import { PERSONAS, personaNamed } from "../personas.ts";
import { loginErrorPage, loginPage, STYLE } from "./login-page.ts";
import { memoryAdapters } from "./memory-adapter.ts";

export type LoginHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export const LOGIN_PATH = "/development/oidc";
/** Of every client that develops against this platform: no secret, PKCE, any port of this machine. */
export const DEVELOPMENT_CLIENT = "stages-development";
const INTERACTION = `${LOGIN_PATH}/interaction/`;
const RESOURCE = "urn:stages:api";
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];
const CALLBACKS = ["/", "/callback", "/auth/callback", "/notifications", "/rectorat"];
const SESSION_COOKIE = "_stages_login";
const LONGEST_FORM = 1_024;

type Library = typeof import("oidc-provider");

/**
 * A real OpenID Connect login, by authorization code and PKCE, whose accounts are the personas. Its access tokens are those
 * of the development issuer, whatever the address at which it is reached. Everything it remembers is of this process.
 */
export async function createDevelopmentLogin({ signingJwk }: DevelopmentIssuer, origin: string): Promise<LoginHandler> {
  const library = await quietly(() => import("oidc-provider"));
  const provider = new library.Provider(`${origin}${LOGIN_PATH}`, configurationOf(library, signingJwk));
  const handle = provider.callback();

  return async (request, response) => {
    // The library makes its addresses of it, and fails where it is none.
    if (!URL.canParse(`http://${request.headers.host}`)) return void response.writeHead(400, { "content-type": "application/json; charset=utf-8" }).end('{"error":"invalid_request"}');
    const path = request.url!.split("?")[0]!;
    if (path.startsWith(INTERACTION)) return interact(provider, library.errors, request, response);
    forgetSession(request);
    // As a router that mounts it would: the library finds its own path by what is missing.
    Object.assign(request, { originalUrl: request.url });
    request.url = request.url!.slice(LOGIN_PATH.length) || "/";
    await handle(request, response);
  };
}

function configurationOf({ errors, interactionPolicy }: Library, signingJwk: DevelopmentIssuer["signingJwk"]): Configuration {
  const policy = interactionPolicy.base();
  // The choice of a persona, made at each login, is a consent already.
  policy.remove("consent");
  return {
    adapter: memoryAdapters(),
    clients: [
      {
        client_id: DEVELOPMENT_CLIENT,
        application_type: "native",
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code"],
        response_types: ["code"],
        redirect_uris: LOOPBACK.flatMap((host) => CALLBACKS.map((path) => `http://${host}${path}`)),
        id_token_signed_response_alg: "EdDSA",
      },
    ],
    clientBasedCORS: (_context, from) => LOOPBACK.includes(URL.parse(from)?.hostname ?? ""),
    cookies: { keys: [randomBytes(32).toString("base64url")], names: { session: SESSION_COOKIE } },
    jwks: { keys: [signingJwk as never] },
    enabledJWA: { idTokenSigningAlgValues: ["EdDSA"] },
    claims: { openid: ["sub"], profile: ["name"] },
    findAccount: (_context, accountId) => {
      const persona = personaNamed(accountId);
      return persona ? { accountId, claims: () => ({ sub: accountId, name: persona.label }) } : undefined;
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => {
          if (resource !== RESOURCE) throw new errors.InvalidTarget();
          return {
            scope: "",
            audience: DEVELOPMENT_AUDIENCE,
            accessTokenFormat: "jwt",
            accessTokenTTL: DEVELOPMENT_TOKEN_SECONDS,
            jwt: { sign: { alg: "EdDSA" } },
          };
        },
      },
    },
    formats: {
      customizers: {
        jwt: (_context, _token, { payload }) => {
          (payload as Record<string, unknown>)["iss"] = DEVELOPMENT_ISSUER;
        },
      },
    },
    interactions: { policy, url: (_context, { uid }) => `${INTERACTION}${uid}` },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client!.clientId, accountId: oidc.session!.accountId! });
      grant.addOIDCScope("openid profile");
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
    renderError: (context, out) => {
      context.type = "html";
      context.set("content-security-policy", policyOf());
      context.body = loginErrorPage(`La demande de connexion n'est pas valable (${out.error}${out.error_description ? ` : ${out.error_description}` : ""}).`);
    },
    ttl: { AccessToken: DEVELOPMENT_TOKEN_SECONDS, AuthorizationCode: 60, Grant: 3600, IdToken: 3600, Interaction: 3600, Session: 3600 },
  };
}

/** Each login stands alone, as becoming someone else is what personas are for: with a session one would have to log out first. */
function forgetSession({ headers }: IncomingMessage): void {
  const kept = headers.cookie?.split("; ").filter((cookie) => !cookie.startsWith(SESSION_COOKIE));
  if (kept) headers.cookie = kept.join("; ");
}

async function interact(provider: Provider, errors: typeof ProviderErrors, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { params } = await provider.interactionDetails(request, response);
    if (request.method !== "POST") return answerPage(response, 200, loginPage(PERSONAS), originOf(params["redirect_uri"]));
    const form = new URLSearchParams(await formOf(request));
    const persona = personaNamed(form.get("persona") ?? "");
    if (!persona && !form.has("cancel")) return answerPage(response, 400, loginErrorPage("Ce personnage n'existe pas."));
    const result = persona ? { login: { accountId: persona.name, remember: false } } : { error: "access_denied", error_description: "annulé" };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  } catch (error) {
    if (!(error instanceof errors.OIDCProviderError)) throw error;
    answerPage(response, 400, loginErrorPage("Cette connexion n'est plus en cours, ou a été commencée dans un autre navigateur."));
  }
}

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
const policyOf = (client = "") => `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'; form-action ${`'self' ${client}`.trim()}; require-trusted-types-for 'script'; trusted-types 'none'`;

/** Browsers hold the redirections after a form to its policy too: the client's own address is allowed. */
function answerPage(response: ServerResponse, status: number, html: string, client = ""): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(html),
    "cache-control": "no-store",
    "content-security-policy": policyOf(client),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  response.end(html);
}

function originOf(redirectUri: unknown): string {
  const url = URL.parse(String(redirectUri));
  return url && LOOPBACK.includes(url.hostname) ? url.origin : "";
}

async function formOf(request: IncomingMessage): Promise<string> {
  let form = "";
  for await (const chunk of request) {
    form += String(chunk);
    if (form.length > LONGEST_FORM) return "";
  }
  return form;
}

/** On loading, the library tells the console of every Node that is not called LTS yet, ours too; that is all it is kept from. */
async function quietly<T>(load: () => Promise<T>): Promise<T> {
  /* oxlint-disable no-console -- nothing is written: something is kept from being so */
  const { warn } = console;
  console.warn = () => {};
  try {
    return await load();
  } finally {
    console.warn = warn;
  }
  /* oxlint-enable no-console */
}
