import type { Mail } from "./letter.ts";

/** Hands a message to whoever carries it; throws when it was not taken. */
export type SendMail = (mail: Mail) => Promise<void>;

/** A refusal for good, as of an address that does not exist: trying again would change nothing. */
export class MailRefusedError extends Error {
  override readonly name = "MailRefusedError";
}

const FIRST_WAIT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 3_600;

/** How long to wait after the nth failure: 30 s, 1 min, 2 min… an hour at most. */
export function waitAfter(failures: number): Temporal.Duration {
  return Temporal.Duration.from({ seconds: Math.min(FIRST_WAIT_SECONDS * 2 ** (failures - 1), LONGEST_WAIT_SECONDS) });
}
