import { destination, type DestinationStream, pino } from "pino";
import { traceIdNow } from "./tracing.ts";
import type { Log, LogLevel } from "./log.ts";
import { whatMayStand } from "./may-stand.ts";
import { type RequestScope, requestScope } from "./request-scope.ts";
import { sentence } from "./sentence.ts";

export interface LogOptions {
  readonly level: LogLevel;
  /** For a person at a terminal; otherwise each line is JSON. */
  readonly isForPerson: boolean;
  /** Standard error when left out, so that standard output keeps what people read. */
  readonly output?: DestinationStream;
}

const STANDARD_ERROR = 2;

/** Lines of pino, each with the request that it is of. Written at once: the last one before an end is the one that matters. */
export async function openLog({ level, isForPerson, output }: LogOptions): Promise<Log> {
  const raw = output ?? destination({ dest: STANDARD_ERROR, sync: true });
  return loggingTo(isForPerson ? await forPerson(raw) : raw, level);
}

/** Of what is known of the operation, these members: whoever keeps more beside them keeps it for itself. */
function scopeNow(): RequestScope {
  const { requestId, operation, kind, role, subgraph } = requestScope() ?? {};
  return { requestId, operation, kind, role, subgraph };
}

export function loggingTo(output: DestinationStream, level: LogLevel): Log {
  const logger = pino(
    {
      level,
      base: null,
      messageKey: "message",
      timestamp: () => `,"time":"${Temporal.Now.instant().toString({ smallestUnit: "millisecond" })}"`,
      formatters: { level: (label) => ({ level: label }) },
      // It is made by `whatMayStand`.
      serializers: { err: (error: unknown) => error },
    },
    output,
  );
  const writing = (at: "info" | "warn" | "error") => (message: string, details: object = {}) => {
    if (!logger.isLevelEnabled(at)) return;
    const traceId = traceIdNow();
    logger[at]({ ...whatMayStand({ ...scopeNow(), ...(traceId && { traceId }), ...details }) }, sentence(message));
  };
  return { info: writing("info"), warn: writing("warn"), error: writing("error") };
}

async function forPerson(output: DestinationStream): Promise<DestinationStream> {
  const { prettyFactory } = await import("pino-pretty");
  const pretty = prettyFactory({ colorize: true, translateTime: "SYS:HH:MM:ss", messageKey: "message", singleLine: true, errorLikeObjectKeys: ["err"], sync: true });
  return { write: (line) => output.write(pretty(JSON.parse(line) as never) ?? "") };
}
