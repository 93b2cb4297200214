import { EXPIRED_PEERS } from "@stages/kernel/peer-certificate.ts";
import { destination } from "pino";
import type { Log, LogLevel } from "./log.ts";
import { loggingTo, openLog } from "./open-log.ts";

/** Until the process is told how to log, as JSON from warnings on: what fails while it starts is told too. */
let log: Log = loggingTo(destination({ dest: 2, sync: true }), "warn");

/** The one log of a process, whichever part of it speaks. */
export const houseLog: Log = {
  info: (...said) => log.info(...said),
  warn: (...said) => log.warn(...said),
  error: (...said) => log.error(...said),
};

EXPIRED_PEERS.subscribe((said) => houseLog.warn((said as { readonly sentence: string }).sentence));

/** Gives back who wrote before. */
export function logBy(one: Log): Log {
  const before = log;
  log = one;
  return before;
}

/** Without a level: what matters to whoever develops, or to whoever runs the platform, who wants a line for each operation. */
export async function useLog({ level, production }: { readonly level: LogLevel | null; readonly production: boolean }): Promise<void> {
  const isForPerson = !production && process.stderr.isTTY === true;
  log = await openLog({ level: level ?? (production ? "info" : "warn"), isForPerson });
}

/** What failed beside any request: a sweep, a relay, a job. */
export function logFailure(error: unknown, details: object = {}): void {
  houseLog.error("Failure", { ...details, cause: error instanceof Error ? error : new Error(String(error)) });
}
