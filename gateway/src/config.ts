import type { IncomingMessage, ServerResponse } from "node:http";
import type { SubgraphTransports } from "@stages/transport/transport.ts";
import type { Log } from "@stages/telemetry/log.ts";
import type { Limits, LiveLimits } from "./limits.ts";
import type { DocumentsPolicy, TrustedDocuments } from "./trusted-documents.ts";
import type { PatienceWithClients } from "./patience-with-clients.ts";

export type { Log };

export interface Bearer {
  readonly subject: string;
  readonly expiresAt: Temporal.Instant;
  /** What the token's issuer says of its bearer: handed to `people` as it is, when the issuer speaks for anyone. */
  readonly attributes?: Readonly<Record<string, string | true>>;
  /** As whom that issuer may make someone known. */
  readonly speaksFor?: readonly string[];
}

export interface Persona {
  readonly name: string;
  /** What a person reads in the selector, in French. */
  readonly title: string;
}

export interface Example {
  readonly name: string;
  readonly title: string;
  /** As whom it is to be tried; null for a visitor. */
  readonly persona: string | null;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** With whom one signs in on the platform's own pages: public, as a page has no secret. */
export interface PageIssuer {
  /** What a person reads on the button, in French. */
  readonly name: string;
  /** Its address, under which it publishes `.well-known/openid-configuration`. */
  readonly issuer: string;
  /** Of our pages, registered there as a public client, with `<our address>/rectorat` to lead back to. */
  readonly clientId: string;
  readonly scope: string;
  /** RFC 8707: for whom its access token is to be good, where it wants to be told. */
  readonly resource?: string;
  /** Where it answers besides its own address, such as for tokens: a page reaches no other place. */
  readonly alsoAt?: readonly string[];
}

/** What exists only where people develop and demonstrate: anyone can act as any persona, at any instant. */
export interface Development {
  readonly personas: readonly Persona[];
  issueToken(persona: string): Promise<string>;
  readonly examples: readonly Example[];
  /** A login by code and PKCE, under `/development/oidc/`. */
  login(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** The composed graph, as a file that may be replaced while the gateway runs. */
export interface SupergraphSource {
  readonly sdl: string;
  /** Registers who is told of a new one. Returns how to stop. */
  onChange?(listener: (sdl: string) => void): () => void;
}

/** What is let in, and how much of it: what a process of its own is told with the rest. */
export type Door = Pick<GatewayConfig, "documents" | "introspection" | "limits" | "liveLimits">;

export interface GatewayConfig {
  /** 0 for any free one. */
  readonly port: number;
  readonly host: string;
  readonly supergraph: SupergraphSource;
  readonly transports: SubgraphTransports;
  /** Says who bears a token; null when it is not a valid one. Throws when, for now, nobody can say. */
  readonly identity: { verify(token: string): Promise<Bearer | null> };
  readonly development: Development | null;
  /** With whom one signs in on its pages; nobody when left out. Asked at each visit: the login of development knows its address once the gateway listens. */
  readonly pageIssuers?: () => readonly PageIssuer[];
  readonly clock: () => Temporal.Instant;
  readonly log: Log;
  /** How many proxies of our own stand before it, each adding to X-Forwarded-For; none when left out. */
  readonly trustedProxies?: number;
  /** For how long, once it is told to stop, it says that it is not ready and answers all the same; not at all when left out. */
  readonly drainMs?: number;
  /** Where people reach it, as an origin; null or left out for its own address. Behind https, browsers are told to come by nothing else. */
  readonly publicUrl?: string | null;
  /** The origins of other sites whose pages may ask and read; none when left out. */
  readonly allowedOrigins?: readonly string[];
  /** Whose documents are answered; anyone's, within the limits, when left out. */
  readonly documents?: DocumentsPolicy;
  /** Those of our own clients, which are held to no limit of shape; none when left out. */
  readonly trusted?: TrustedDocuments;
  /** Whether the graph may be asked for itself, and what is wrong proposes what is near; so when left out. */
  readonly introspection?: boolean;
  /** What of LIMITS is to be otherwise. */
  readonly limits?: Partial<Limits>;
  /** What of LIVE_LIMITS is to be otherwise. */
  readonly liveLimits?: Partial<LiveLimits>;
  /** What of PATIENCE_WITH_CLIENTS is to be otherwise. */
  readonly patience?: Partial<PatienceWithClients>;
}
