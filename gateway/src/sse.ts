import type { IncomingMessage } from "node:http";
import { Kind, type DocumentNode, getOperationAST } from "graphql";
import type { FormattedResult } from "./graph.ts";
import type { AskedOperation } from "./prepare.ts";
import type { StreamFormat } from "./streams.ts";

/** A client that would take JSON too, as some announce all they can read, is answered over plain HTTP what plain HTTP can say. */
export function prefersEventStream(request: IncomingMessage): boolean {
  return acceptsEventStream(request) && !/json/i.test(request.headers.accept!);
}

export const acceptsEventStream = ({ headers: { accept = "" } }: IncomingMessage) => /text\/event-stream/i.test(accept);

/** What a proxy wants to have before it passes anything on: 4 kB is what most wait for. Empty comments, which clients skip and a terminal writes over each other. */
const PADDING = `${":\r".repeat(2 * 1024)}\n\n`;

/**
 * graphql-sse's "distinct connections" mode: the way in for networks that block WebSockets, as schools' often do, and for
 * proxies that hold back what passes. The opening fills the buffer of one that waits for enough; so does the first heartbeat
 * after an event, for one that always does: it delays an event by a heartbeat, and no longer until the next.
 */
export const EVENT_STREAM: StreamFormat = {
  headers: {
    "content-type": "text/event-stream; charset=utf-8",
    "content-encoding": "none",
    // Neither kept nor compressed on the way, which would hold events back until there are enough of them.
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
  },
  opening: PADDING,
  heartbeat: (eventBefore) => (eventBefore ? PADDING : ":\n\n"),
  result: (result) => `event: next\n${idOf(result)}data: ${JSON.stringify(result)}\n\n`,
  ended: (errors) => `event: next\ndata: ${JSON.stringify({ errors })}\n\nevent: complete\ndata:\n\n`,
  closing: "event: complete\ndata:\n\n",
  // Without `complete` a client knows that there is more to come, and comes back by itself; an EventSource after that many milliseconds.
  away: () => "retry: 1000\n\n",
};

/** What a browser's EventSource gives back when it reconnects. */
function idOf({ extensions }: FormattedResult): string {
  const cursor = extensions?.["cursor"];
  return typeof cursor === "string" && /^[\x21-\x7e]+$/.test(cursor) ? `id: ${cursor}\n` : "";
}

/**
 * An EventSource that comes back asks the same address, and says in a header which event it saw last: that is the
 * subscription's `after`, where its document has a variable for it.
 */
export function resumedBy(request: IncomingMessage, operation: AskedOperation, document: DocumentNode): AskedOperation {
  const lastEventId = request.headers["last-event-id"];
  if (typeof lastEventId !== "string" || lastEventId === "") return operation;
  const root = getOperationAST(document, operation.operationName)?.selectionSet.selections[0];
  if (root?.kind !== Kind.FIELD) return operation;
  const after = root.arguments?.find(({ name }) => name.value === "after")?.value;
  if (after?.kind !== Kind.VARIABLE) return operation;
  return { ...operation, variables: { ...operation.variables, [after.name.value]: lastEventId } };
}
