import { withoutParameters } from "@stages/database/without-parameters.ts";
import type { Log } from "@stages/gateway/config.ts";

/** One line an entry on stderr, so that stdout keeps what people read. An Error's cause is for the log, never for a client. */
export const consoleLog: Log = {
  info: () => {},
  warn: (message, details) => write("WARN", message, details),
  error: (message, details) => write("ERROR", message, details),
};

export function logFailure(error: unknown): void {
  write("ERROR", withoutParameters(error).whole);
}

function write(level: string, message: string, details?: object): void {
  const tail = details ? ` ${JSON.stringify(details, withErrors)}` : "";
  process.stderr.write(`${Temporal.Now.instant().toString({ smallestUnit: "millisecond" })} ${level} ${message}${tail}\n`);
}

/** The error itself, of which a `toJSON` of its own has left something else already. */
function withErrors(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const original = this[key];
  return original instanceof Error ? withoutParameters(original).whole : value;
}
