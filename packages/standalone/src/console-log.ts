import type { Log } from "@stages/gateway/config.ts";

/** One line an entry on stderr, so that stdout keeps what people read. An Error's cause is for the log, never for a client. */
export const consoleLog: Log = {
  info: () => {},
  warn: (message, details) => write("WARN", message, details),
  error: (message, details) => write("ERROR", message, details),
};

export function logFailure(error: unknown): void {
  write("ERROR", error instanceof Error ? (error.stack ?? error.message) : String(error));
}

function write(level: string, message: string, details?: object): void {
  const tail = details ? ` ${JSON.stringify(details, (_key, value: unknown) => (value instanceof Error ? (value.stack ?? value.message) : value))}` : "";
  process.stderr.write(`${Temporal.Now.instant().toString({ smallestUnit: "millisecond" })} ${level} ${message}${tail}\n`);
}
