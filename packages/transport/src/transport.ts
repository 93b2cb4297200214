import type { Actor } from "@stages/kernel/actor.ts";
import type { ExecutionResult, GraphQLSchema } from "graphql";
import type { ReplicaHealth } from "./breaker.ts";

export const SUBGRAPH_NAMES = ["candidatures", "conventions", "offers", "people"] as const;
export type SubgraphName = (typeof SUBGRAPH_NAMES)[number];

/** What the gateway says of each request: who acts, and the one instant at which the whole request is decided. */
export interface Caller {
  readonly actor: Actor;
  readonly now: Temporal.Instant;
  readonly requestId: string;
  /** The client's network address, where one asked: kept with what someone signs, and nowhere else. */
  readonly address?: string | undefined;
}

export interface SubgraphRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Record<string, unknown> | undefined;
  readonly caller: Caller;
  /** Whose part it is, where traces are on and it comes from another process. */
  readonly traceparent?: string | undefined;
}

/**
 * `extensions.cursor` of a subscription's result names the event; give it back as `resumeFrom` to go on after it. A first
 * result with nothing but a cursor says where the stream begins. `extensions.requestId` of an event is the id under which
 * the subgraph answered it: whatever else is asked to complete that event is the same request. `extensions.traceparent`, where traces are on, is what the
 * event came about by, and is the inside's alone as well.
 */
export type SubgraphResult = ExecutionResult<Record<string, unknown>, Record<string, unknown>>;

/** The way from the gateway to one subgraph. Two implementations, one behaviour: in process, and over HTTP and graphql-ws. */
export interface SubgraphTransport {
  execute(request: SubgraphRequest): Promise<SubgraphResult>;
  /** Ends when the subgraph completes it; throws when the subgraph is lost; closes upstream when the consumer returns. */
  subscribe(request: SubgraphRequest & { readonly resumeFrom?: string | undefined }): AsyncIterableIterator<SubgraphResult>;
  /** Throws unless the subgraph has what it needs; left out, that it answers is all there is to know. */
  ready?(): Promise<void>;
  /** What is known of the way to each replica, without asking; none where there is no way that could fail. */
  health?(): readonly ReplicaHealth[];
  stop(): Promise<void>;
}

export type SubgraphTransports = Readonly<Record<SubgraphName, SubgraphTransport>>;

/** What a transport needs of a subgraph. */
export interface Servable {
  readonly name: SubgraphName;
  readonly schema: GraphQLSchema;
  /** A fresh context, with fresh loaders, for one request. */
  contextOf(caller: Caller, subscription?: { readonly resumeFrom: string | undefined }): object;
  /**
   * What must have been done for the answer to leave, such as writing down what it shows. When it fails, nothing of the
   * answer leaves.
   */
  beforeAnswer?(context: object): Promise<void>;
  /** Throws, in the log's words, unless it has what it needs to serve. */
  ready?(): Promise<void>;
  /** Whether an error that is not a refusal says that the same may well succeed later: what it needs is away. */
  isTransient?(error: unknown): boolean;
  /** Hears of every error that is not a refusal, under the reference that its person is shown. */
  onUnexpected?(error: unknown, reference: string): void;
}
