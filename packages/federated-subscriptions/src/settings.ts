import type { GraphQLDataSource } from "@apollo/gateway";
import { type DocumentNode, GraphQLError } from "graphql";
import type { Bounds } from "./event-log.ts";
import type { PlanResult } from "./value-completion.ts";

export interface UpstreamRequest<Context> {
  /** The name of the subgraph that owns the subscription's root field. */
  readonly subgraph: string;
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown>;
  readonly context: Context;
  /** The `extensions.cursor` of the last event received, when a stream is taken up again. */
  readonly resumeFrom: string | undefined;
}

export interface SharedEvent<Context> {
  /** What is about to be handed out. */
  readonly result: PlanResult;
  /** As whom its upstream was opened and it was completed; null for whoever receives what was completed before they came. */
  readonly completedFor: Context | null;
  /** Of all who are about to be given it, that one included. */
  readonly contexts: readonly Context[];
}

export interface Limits {
  /** What may wait for one subscriber. One that is further behind is ended with `SUBSCRIBER_TOO_SLOW`. */
  readonly queue: Bounds;
  /** What a share keeps of events that all have taken, for those who come back after a short while. */
  readonly window: Bounds;
  /** How long a stream that goes at the pace of its one subscriber waits for them to take anything at all. */
  readonly patienceMs: number;
  /** A share that goes on after some event is at the present once nothing came for so long; until then nobody joins it from now on. */
  readonly quietMs: number;
}

export const LIMITS: Limits = {
  queue: { results: 500, bytes: 1024 * 1024 },
  window: { results: 16, bytes: 64 * 1024 },
  patienceMs: 30_000,
  quietMs: 200,
};

/** What the package itself tells a subscriber, for whoever wants other words. */
export interface Refusals {
  subscriberTooSlow(after: string | undefined): GraphQLError;
  schemaChanged(reasons: readonly GraphQLError[], after: string | undefined): GraphQLError;
  unavailable(): GraphQLError;
}

export const REFUSALS: Refusals = {
  subscriberTooSlow: (after) => coded("SUBSCRIBER_TOO_SLOW", "You read too slowly; subscribe again after the last event you were given.", after),
  schemaChanged: (_, after) => coded("SCHEMA_CHANGED", "The schema has changed and no longer has this subscription.", after),
  unavailable: () => coded("TEMPORARILY_UNAVAILABLE", "This event cannot be given for the moment."),
};

function coded(code: string, message: string, after?: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...(after !== undefined && { after }) } });
}

export interface FederatedSubscriptionsOptions<Context extends object> {
  readonly supergraphSdl: string;
  /** Where a subgraph answers queries: what ApolloGateway's `buildService` returns fits. */
  readonly dataSource: (subgraph: string) => GraphQLDataSource;
  /**
   * Opens a subscription on one subgraph. `next()` must throw when the stream is lost or cannot be had, end when the
   * subgraph ends it, and give one result without `data` when the subgraph refuses it.
   */
  readonly openUpstream: (request: UpstreamRequest<Context>) => AsyncIterator<PlanResult>;
  readonly onUpstreamLost?: (lost: { readonly subgraph: string; readonly error: unknown; readonly attempt: number }) => void;
  readonly backoffMs?: (attempt: number) => number;
  /**
   * The name of the optional argument of root fields by which a client resumes, such as `after`. It is taken out of the
   * document, which is then the same for all, and reaches the upstream as `resumeFrom`.
   */
  readonly resumeArgument?: string;
  /** Awaited before an event that several share is given to any of them; when it throws, they are given an error instead. */
  readonly onShared?: (event: SharedEvent<Context>) => Promise<void>;
  /** Hears why `onShared` threw. */
  readonly onFailure?: (error: unknown) => void;
  /** Runs the completion of an event, for whoever watches how long things take. */
  readonly watched?: <T>(event: PlanResult, completion: () => Promise<T>) => Promise<T>;
  readonly limits?: Partial<Limits>;
  readonly refusals?: Partial<Refusals>;
}

export interface SubscribeRequest<Context> {
  readonly document: DocumentNode;
  readonly operationName?: string | undefined;
  readonly variables?: Record<string, unknown> | undefined;
  /**
   * Asked for when the upstream is opened and again for each event, which it is given, so that a caller's rights are always
   * today's and what the event says of itself can travel with the fetches that complete it.
   */
  readonly context: (event?: PlanResult) => Context | Promise<Context>;
  /**
   * With whom this subscriber may be given the same: those for whom it says the same text, and who ask for the same. Null, or
   * left out, for nobody. Asked again for each event, as the context is.
   */
  readonly scope?: ((context: Context) => string | null) | undefined;
  /** Registers who is told that the context has changed: the upstream is then opened anew with it, and no event is lost. */
  readonly onContextChange?: ((listener: () => void) => () => void) | undefined;
}
