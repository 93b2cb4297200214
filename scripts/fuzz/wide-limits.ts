import { LIVE_LIMITS, type LiveLimits, NO_RATES } from "@stages/gateway/limits.ts";

/**
 * The limits of a platform that is fuzzed: thousands of requests of one address, which is no person, must reach what is behind
 * the limits rather than be refused by them. Whatever bounds how often or how much one client may ask is widened here, in one place.
 */
export const WIDE_LIMITS: LiveLimits = {
  ...LIVE_LIMITS,
  ...NO_RATES,
  connectionsPerPerson: 100_000,
  anonymousConnectionsPerAddress: 100_000,
  operationsWaiting: 10_000,
  longestWaitMs: 60_000,
};
