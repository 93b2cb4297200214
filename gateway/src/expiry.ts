import type { Session } from "./identity.ts";

/** setTimeout counts in 32 bits: over 24 days it would fire at once. A stream that lives longer is cut there. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Aborted when the session's token expires; the timer goes when `done` is aborted, or with the process. */
export function expirySignal({ expiresAt }: Session, clock: () => Temporal.Instant, done: AbortSignal): AbortSignal {
  const controller = new AbortController();
  if (expiresAt === null) return controller.signal;
  const left = expiresAt.epochMilliseconds - clock().epochMilliseconds;
  const timer = setTimeout(() => controller.abort(), Math.min(Math.max(left, 0), LONGEST_TIMER_MS)).unref();
  done.addEventListener("abort", () => clearTimeout(timer), { once: true });
  return controller.signal;
}
