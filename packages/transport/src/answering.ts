import { inRequestScope } from "@stages/telemetry/request-scope.ts";
import { inSpan, isTracing } from "@stages/telemetry/tracing.ts";
import { type DocumentNode, getOperationAST, Kind } from "graphql";
import type { Caller, Servable } from "./transport.ts";

interface Answering {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly caller: Caller;
  readonly parent?: string | null | undefined;
}

/** A subgraph's part of a request: what is logged meanwhile says of which, and it is one span, of its root fields. */
export function answering<T>({ name }: Servable, { document, operationName, caller, parent }: Answering, answer: () => Promise<T>): Promise<T> {
  const { requestId, actor } = caller;
  const scope = { requestId, role: actor.role, operation: operationName ?? undefined, subgraph: name };
  return inRequestScope(scope, () => {
    if (!isTracing()) return answer();
    const operation = getOperationAST(document, operationName);
    const attributes = {
      "stages.subgraph": name,
      "stages.request_id": requestId,
      "stages.role": actor.role,
      "stages.fields": operation?.selectionSet.selections.flatMap((field) => (field.kind === Kind.FIELD ? [field.name.value] : [])) ?? [],
      ...(operation && { "graphql.operation.type": operation.operation }),
    };
    return inSpan(`subgraph ${name}`, { kind: "SERVER", attributes, ...(parent !== undefined && { parent }) }, answer);
  });
}
