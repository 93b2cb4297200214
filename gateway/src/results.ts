import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { FormatError } from "./errors.ts";
import type { FormattedResult } from "./graph.ts";

interface RawResult {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly (GraphQLError | GraphQLFormattedError)[] | undefined;
  readonly extensions?: Record<string, unknown> | undefined;
}

/** Results with their errors fit to leave: once each, for the one that is shared by many is one object. */
export function resultFormatter(formatError: FormatError): (result: RawResult) => FormattedResult {
  const known = new WeakMap<RawResult, FormattedResult>();
  return (result) => {
    let formatted = known.get(result);
    if (formatted) return formatted;
    // Between the gateway and the subgraphs alone.
    const { requestId: _, ...extensions } = result.extensions ?? {};
    const { data, errors } = result;
    formatted = {
      ...(errors && { errors: errors.map((error) => formattedError(error, formatError)) }),
      ...(data !== undefined && { data }),
      ...(Object.keys(extensions).length > 0 && { extensions }),
    };
    known.set(result, formatted);
    return formatted;
  };
}

const formattedError = (error: GraphQLError | GraphQLFormattedError, formatError: FormatError) => (error instanceof GraphQLError ? formatError(error.toJSON(), error) : formatError(error));

/** A subscription's results, formatted. What throws becomes the last result, for it too must not leak. */
export function formattedResults(results: AsyncIterator<RawResult>, format: (result: RawResult) => FormattedResult): AsyncIterableIterator<FormattedResult> {
  return iterator<FormattedResult>({
    async next() {
      try {
        const step = await results.next();
        return step.done ? DONE : { done: false, value: format(step.value) };
      } catch (error) {
        const unexpected = new GraphQLError("Subscription failed", { originalError: error instanceof Error ? error : new Error(String(error)) });
        await results.return?.();
        return { done: false, value: format({ errors: [unexpected] }) };
      }
    },
    return: async () => {
      await results.return?.();
    },
  });
}

/** Ends a stream from outside, even while it waits: with one last result when there is a reason to give. */
export function endingOn(
  signal: AbortSignal,
  results: AsyncIterator<FormattedResult>,
  lastResult: () => FormattedResult | null,
): AsyncIterableIterator<FormattedResult> {
  const aborted = new Promise<"aborted">((resolve) => {
    if (signal.aborted) resolve("aborted");
    else signal.addEventListener("abort", () => resolve("aborted"), { once: true });
  });
  let told = false;
  return iterator({
    async next() {
      if (told) return DONE;
      const step = await Promise.race([aborted, results.next()]);
      if (step !== "aborted") return step;
      told = true;
      await results.return?.();
      const value = lastResult();
      return value ? { done: false, value } : DONE;
    },
    return: async () => {
      await results.return?.();
    },
  });
}

const DONE = { done: true, value: undefined } as const;

function iterator<T>(source: { next(): Promise<IteratorResult<T, undefined>>; return(): Promise<void> }): AsyncIterableIterator<T> {
  let ended = false;
  const end = async () => {
    ended = true;
    await source.return();
    return DONE;
  };
  return {
    next: async () => (ended ? DONE : source.next()),
    return: end,
    // graphql-ws and graphql-sse close only what also has this.
    throw: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
