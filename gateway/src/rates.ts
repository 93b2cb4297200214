import { createHash, randomBytes } from "node:crypto";
import { isIPv6 } from "node:net";
import { HeaderMap } from "@apollo/server";
import { refuse } from "@stages/kernel/refusal.ts";
import type { GraphQLError } from "graphql";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { refusalError } from "./errors.ts";
import type { Session } from "./identity.ts";
import type { LiveLimits } from "./limits.ts";

export type RateLimits = Pick<LiveLimits, "requestsPerAddress" | "costPerPerson" | "anonymousCostPerAddress" | "wrongTokensPerAddress" | "wrongSecretsPerAddress">;

/** How often, by whom and from where. Each throws TOO_MANY_REQUESTS, with the seconds until it is let in again. */
export interface Rates {
  /** Each operation, before it is read. */
  request(address: string | undefined): Promise<void>;
  /** Its cost, before it is begun: a person's own or, for visitors without a token, of their address. */
  spend(session: Pick<Session, "subject">, address: string | undefined, points: number): Promise<void>;
  /** Before a token that is not known yet is verified, or a secret tried; and after it was wrong. */
  guess(kind: Guess, address: string | undefined): Promise<void>;
  wrong(kind: Guess, address: string | undefined): Promise<void>;
}

export type Guess = "token" | "secret";

const MINUTE_S = 60;
/**
 * However many addresses and persons come, each bucket has as many places, among which they are drawn by a secret of this process: memory
 * is bounded, nobody is put out by others who are new, and nobody can choose whose place to share.
 */
export const PLACES = 65_536;

export function places(secret: Buffer = randomBytes(16)): (key: string) => string {
  return (key) => String(createHash("md5").update(secret).update(key).digest().readUInt32LE() % PLACES);
}

/** In memory, of one gateway: two of them let in twice as much. */
export function createRates(limits: RateLimits): Rates {
  const placeOf = places();
  const requests = bucket(limits.requestsPerAddress);
  const persons = bucket(limits.costPerPerson);
  const visitors = bucket(limits.anonymousCostPerAddress);
  const guesses: Readonly<Record<Guess, RateLimiterMemory | null>> = { token: bucket(limits.wrongTokensPerAddress), secret: bucket(limits.wrongSecretsPerAddress) };

  async function take(from: RateLimiterMemory | null, key: string, points: number): Promise<void> {
    if (!from) return;
    try {
      // More than all that there is would never be let in: it is, once, with nothing left for the rest of the minute.
      await from.consume(placeOf(key), Math.min(points, from.points));
    } catch (refusal) {
      throw refusal instanceof RateLimiterRes ? tooManyRequests(refusal.msBeforeNext) : refusal;
    }
  }

  return {
    request: (address) => take(requests, networkOf(address), 1),
    spend: ({ subject }, address, points) => (subject === null ? take(visitors, networkOf(address), points) : take(persons, subject, points)),
    async guess(kind, address) {
      const from = guesses[kind];
      const found = await from?.get(placeOf(networkOf(address)));
      if (from && found && found.consumedPoints >= from.points) throw tooManyRequests(found.msBeforeNext);
    },
    async wrong(kind, address) {
      await guesses[kind]?.penalty(placeOf(networkOf(address)), 1);
    },
  };
}

function bucket(points: number): RateLimiterMemory | null {
  return points < Number.MAX_SAFE_INTEGER ? new RateLimiterMemory({ points, duration: MINUTE_S }) : null;
}

/** Whoever has one IPv6 address has 2^64 of them: they count as one. */
export function networkOf(address: string | undefined): string {
  if (!address || !isIPv6(address)) return address ?? "";
  const [head = "", tail = ""] = address.split("%")[0]!.split("::") as [string, string?];
  const first = head === "" ? [] : head.split(":");
  const last = tail === "" ? [] : tail.split(":");
  const whole = address.includes("::") ? [...first, ...Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => "0"), ...last] : first;
  return whole.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(":");
}

export function tooManyRequests(ms: number): GraphQLError {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  const error = refusalError(refuse("TOO_MANY_REQUESTS", { seconds }), 429);
  Object.assign(error.extensions, { retryAfter: seconds, http: { status: 429, headers: new HeaderMap([["retry-after", String(seconds)]]) } });
  return error;
}
