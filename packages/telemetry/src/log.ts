/** What the house logs by: a sentence that is always the same, and details that may stand in a log (`may-stand.ts`). */
export interface Log {
  info(message: string, details?: object): void;
  warn(message: string, details?: object): void;
  error(message: string, details?: object): void;
}

export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const logLevelOf = (text: string): LogLevel | null => LOG_LEVELS.find((level) => level === text.toLowerCase()) ?? null;
