import { randomUUID } from "node:crypto";
import { refuse } from "@stages/kernel/refusal.ts";
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  createSourceEventStream,
  execute,
  parse,
  validate,
} from "graphql";
import { originOf, traceparentNow } from "@stages/telemetry/tracing.ts";
import { LRUCache } from "lru-cache";
import { answering } from "./answering.ts";
import type { Caller, Servable, SubgraphRequest, SubgraphResult } from "./transport.ts";

export type SubscriptionRequest = SubgraphRequest & { readonly resumeFrom?: string | undefined };

interface PreparedDocument {
  readonly document: DocumentNode;
  /** Null until it was validated. */
  errors: readonly GraphQLError[] | null;
}

/** A document's tree takes thirty times its text, and whoever may write their own operations can make each another: 30 MB at most. */
const REMEMBERED_CHARACTERS = 1024 * 1024;

/**
 * Runs operations on one subgraph's schema. The gateway's planner sends the same few query texts over and over, so each
 * text is parsed once, and validated at most once.
 */
export class Executor {
  readonly #servable: Servable;
  readonly #documents = new LRUCache<string, PreparedDocument>({ max: 2_000, maxSize: REMEMBERED_CHARACTERS, sizeCalculation: (_, query) => query.length + 1 });

  constructor(servable: Servable) {
    this.#servable = servable;
  }

  get schema() {
    return this.#servable.schema;
  }

  /** The document of a query, or why it cannot run: the values of our scalars are known to the subgraph alone. */
  prepare(query: string): DocumentNode | readonly GraphQLError[] {
    try {
      const prepared = this.#parse(query);
      prepared.errors ??= validate(this.#servable.schema, prepared.document);
      return prepared.errors.length > 0 ? prepared.errors : prepared.document;
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  }

  async execute({ query, operationName, variables, caller, traceparent }: SubgraphRequest): Promise<SubgraphResult> {
    const document = this.prepare(query);
    if ("length" in document) return plain({ errors: document }, this.#servable);
    return answering(this.#servable, { document, operationName, caller, parent: traceparent }, () =>
      answerOf(
        this.#servable,
        {
          schema: this.#servable.schema,
          document,
          operationName: operationName ?? null,
          variableValues: variables ?? null,
        },
        this.#servable.contextOf(caller),
      ),
    );
  }

  /**
   * The results of a subscription. Each event is executed in a fresh context, because loaders that outlive one event would
   * answer the next from stale rows. A refused subscription is one result with errors and no data, then the end.
   */
  subscribe(request: SubscriptionRequest): AsyncIterableIterator<SubgraphResult> {
    return new SubscriptionResults(this.#servable, this.#parse(request.query).document, request);
  }

  #parse(query: string): PreparedDocument {
    let prepared = this.#documents.get(query);
    if (!prepared) {
      prepared = { document: parse(query, { noLocation: true }), errors: null };
      this.#documents.set(query, prepared);
    }
    return prepared;
  }
}

/** Not a generator: a generator's `return()` waits for the event it is suspended on, and a consumer's leaving must not. */
class SubscriptionResults implements AsyncIterableIterator<SubgraphResult> {
  readonly #servable: Servable;
  readonly #request: SubscriptionRequest;
  readonly #args: { schema: Servable["schema"]; document: DocumentNode; operationName: string | null; variableValues: Record<string, unknown> | null };
  readonly #openedAt = performance.now();
  #events: AsyncIterator<unknown> | null = null;
  #ended = false;

  constructor(servable: Servable, document: DocumentNode, request: SubscriptionRequest) {
    this.#servable = servable;
    this.#request = request;
    this.#args = {
      schema: servable.schema,
      document,
      operationName: request.operationName ?? null,
      variableValues: request.variables ?? null,
    };
  }

  async next(): Promise<IteratorResult<SubgraphResult, undefined>> {
    if (this.#ended) return DONE;
    if (!this.#events) {
      const opened = await this.#open();
      if (!(Symbol.asyncIterator in opened)) {
        this.#ended = true;
        return { done: false, value: plain(opened, this.#servable) };
      }
      this.#events = opened[Symbol.asyncIterator]();
      if (this.#ended) return this.return(); // the consumer left while the source was being opened
      const cursor = cursorOf(opened);
      // Told before any event: a stream lost before its first one is taken up again from where it began.
      if (cursor !== undefined) return { done: false, value: { extensions: { cursor } } };
    }
    const event = await this.#events.next();
    if (event.done || this.#ended) {
      this.#ended = true;
      return DONE;
    }
    const caller = this.#callerNow();
    const { document, operationName } = this.#args;
    // Nobody's part where the event says of nothing by what it came about: its stream is open for hours.
    return answering(this.#servable, { document, operationName, caller, parent: originOf(event.value) ?? null }, async () => {
      const answer = await answerOf(this.#servable, { ...this.#args, rootValue: event.value }, this.#servable.contextOf(caller));
      return { done: false, value: withNamesOf(event.value, caller, answer) };
    });
  }

  async return(): Promise<IteratorResult<SubgraphResult, undefined>> {
    this.#ended = true;
    await this.#events?.return?.();
    return DONE;
  }

  async throw(error?: unknown): Promise<IteratorResult<SubgraphResult, undefined>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  #open() {
    const { caller, resumeFrom } = this.#request;
    return createSourceEventStream({ ...this.#args, contextValue: this.#servable.contextOf(caller, { resumeFrom }) });
  }

  /**
   * A subscription lives for hours: its caller's instant goes on with the time that passes, travelled or not. Each event is
   * a request of its own.
   */
  #callerNow(): Caller {
    const elapsed = Math.round(performance.now() - this.#openedAt);
    return { ...this.#request.caller, requestId: randomUUID(), now: this.#request.caller.now.add({ milliseconds: elapsed }) };
  }
}

const DONE = { done: true, value: undefined } as const;

function cursorOf(source: unknown): string | undefined {
  const cursor = typeof source === "object" && source !== null && "cursor" in source ? source.cursor : undefined;
  return typeof cursor === "string" ? cursor : undefined;
}

/**
 * A source event that names itself by a `cursor` lets the consumer resume after it, were this stream lost; by the request's
 * id the consumer asks the rest of this event's answer in the name of the same request.
 */
function withNamesOf(event: unknown, { requestId }: Caller, result: SubgraphResult): SubgraphResult {
  const cursor = cursorOf(event);
  const traceparent = traceparentNow();
  return { ...result, extensions: { ...result.extensions, ...(cursor !== undefined && { cursor }), requestId, ...(traceparent && { traceparent }) } };
}

/** Executed, then answered once the subgraph has done what it must before anything leaves. */
async function answerOf(servable: Servable, args: Omit<ExecutionArgs, "contextValue">, context: object): Promise<SubgraphResult> {
  const result = await execute({ ...args, contextValue: context });
  try {
    await servable.beforeAnswer?.(context);
  } catch (error) {
    servable.onUnexpected?.(error, newReference());
    return withheld(result);
  }
  return plain(result, servable);
}

/** No data at all. The place, the first of the entities asked for, is what the gateway turns into the client's path. */
function withheld({ data }: ExecutionResult): SubgraphResult {
  const { code, message } = refuse("TEMPORARILY_UNAVAILABLE");
  const place = data && "_entities" in data ? { path: ["_entities", 0] } : {};
  return { errors: [{ message, extensions: { code }, ...place }] as unknown as readonly GraphQLError[] };
}

const newReference = () => randomUUID().slice(0, 8);

/**
 * As JSON would carry it, so that both transports give the same: errors are formatted, never instances. What is not a
 * refusal stops here: its stack goes to the subgraph's log, and only a phrase with the log's reference crosses.
 */
function plain(result: ExecutionResult, servable: Servable): SubgraphResult {
  const { errors, ...rest } = result;
  if (!errors) return rest as SubgraphResult;
  const formatted = errors.map((error) => {
    const json = error.toJSON();
    if (json.extensions?.["code"]) return json;
    // A result without `data` was refused before execution, which only bad variables do here.
    if (!("data" in result)) return { ...json, extensions: { ...json.extensions, code: "BAD_USER_INPUT" } };
    return unexpected(error, servable);
  });
  // graphql types a result's errors as instances, while only ever reading the members that the formatted ones have too.
  return { ...rest, errors: formatted as unknown as readonly GraphQLError[] } as SubgraphResult;
}

function unexpected(error: GraphQLError, servable: Servable): GraphQLFormattedError {
  const reference = newReference();
  const cause = error.originalError ?? error;
  servable.onUnexpected?.(cause, reference);
  // What it needs is away, and whether a mutation was done before its answer was lost is unknown: its client repeats it under its key.
  const { code, message } = servable.isTransient?.(cause) ? refuse("TEMPORARILY_UNAVAILABLE") : refuse("INTERNAL_ERROR", { reference });
  return { message, ...(error.path && { path: error.path }), extensions: { code, reference } };
}
