import { houseLog } from "@stages/telemetry/house-log.ts";
import type { Log } from "@stages/telemetry/log.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { describeFailure } from "./failure.ts";

interface Output {
  write(text: string): unknown;
}

export interface LauncherLog {
  /** What happened to a part: it ended, it answers again, it is about to fail. */
  happened(sentence: string): void;
  /** The launcher goes on without what failed, or ends by it. */
  failed(error: unknown): void;
  /** It was told to stop. */
  stops(): void;
}

/** At a terminal, sentences among those of the start: whoever develops reads them there. */
export function launcherWords({ stdout, stderr }: { readonly stdout: Output; readonly stderr: Output } = process): LauncherLog {
  return {
    happened: (sentence) => void stdout.write(`${sentence}\n`),
    failed: (error) => void stderr.write(`${describeFailure(error)}\n`),
    stops: () => void stdout.write("\nArrêt en cours… (Ctrl-C encore pour forcer)\n"),
  };
}

/** In production a program reads what happens: a line of the log each, beside those of the parts. What is to be configured is for whoever configures it. */
export function launcherLines({ stderr }: { readonly stderr: Output } = process, log: Log = houseLog): LauncherLog {
  return {
    happened: (sentence) => log.warn(sentence),
    failed: (error) => (error instanceof ConfigurationError ? void stderr.write(`${describeFailure(error)}\n`) : log.error("The launcher met a failure", { cause: error instanceof Error ? error : new Error(String(error)) })),
    stops: () => log.info("The platform stops"),
  };
}
