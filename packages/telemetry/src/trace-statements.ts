import { ANSWERED_STATEMENTS, type AnsweredStatement } from "@stages/database/statements.ts";
import { endedSpan } from "./tracing.ts";

/** Each statement that was answered, as a child of whoever asked it: the channel speaks in their asynchronous context. */
export function traceStatements(): () => void {
  const listen = (message: unknown) => {
    const { text, connection, milliseconds, error } = message as AnsweredStatement;
    endedSpan(`sql ${verbOf(text)}`, milliseconds, { kind: "CLIENT", attributes: { "db.system.name": "postgresql", "db.query.text": text, "stages.connection": connection } }, error);
  };
  ANSWERED_STATEMENTS.subscribe(listen);
  return () => void ANSWERED_STATEMENTS.unsubscribe(listen);
}

const VERBS = new Set(["select", "insert", "update", "delete", "with", "begin", "commit", "rollback"]);

function verbOf(text: string): string {
  const verb = /^\s*([a-z]+)/i.exec(text)?.[1]?.toLowerCase() ?? "";
  return VERBS.has(verb) ? verb : "other";
}
