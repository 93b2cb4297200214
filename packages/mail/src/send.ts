import type { Mail } from "./letter.ts";

/**
 * Hands a message to whoever carries it; throws when it was not taken. The key is the same each time that one message is
 * handed over, so that whoever took it already knows it again.
 */
export type SendMail = (mail: Mail, key: string) => Promise<void>;

/** A refusal for good, as of an address that does not exist: trying again would change nothing. */
export class MailRefusedError extends Error {
  override readonly name = "MailRefusedError";
}

/** Not now, and not before so long: what carries it has said when to ask again. */
export class TryLaterError extends Error {
  override readonly name = "TryLaterError";
  readonly after: Temporal.Duration;

  constructor(message: string, after: Temporal.Duration) {
    super(message);
    this.after = after;
  }
}

const FIRST_WAIT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 3_600;

/** How long to wait after the nth failure: 30 s, 1 min, 2 min… an hour at most. */
export function waitAfter(failures: number): Temporal.Duration {
  return Temporal.Duration.from({ seconds: Math.min(FIRST_WAIT_SECONDS * 2 ** (failures - 1), LONGEST_WAIT_SECONDS) });
}
