import { createHash, randomUUID } from "node:crypto";
import { PLATFORM } from "@stages/kernel/actor.ts";
import { refuse, REFUSALS } from "@stages/kernel/refusal.ts";
import type { SubgraphTransport } from "@stages/transport/transport.ts";
import { GraphQLError } from "graphql";
import { LRUCache } from "lru-cache";
import type { Bearer, GatewayConfig } from "./config.ts";
import { refusalError } from "./errors.ts";

export interface SignIns {
  /** Hands a bearer to `people`, once a token. Answers why `people` has no role for a stranger; null when it said nothing. */
  of(authorization: string, bearer: Bearer): Promise<GraphQLError | null>;
}

const SIGN_IN =
  "mutation GatewaySignIn($subject: String!, $speaksFor: [String!]!, $ine: String, $email: String, $emailVerified: Boolean, $givenName: String, $familyName: String, $uai: String, $isSchoolHead: Boolean, $siret: String) { signIn(subject: $subject, speaksFor: $speaksFor, ine: $ine, email: $email, emailVerified: $emailVerified, givenName: $givenName, familyName: $familyName, uai: $uai, isSchoolHead: $isSchoolHead, siret: $siret) }";

/** How soon a refused token may try again: what it lacked may have been given meanwhile. */
const REFUSED_MS = 30_000;

export function createSignIns(options: Pick<GatewayConfig, "clock" | "log"> & {
  readonly people: SubgraphTransport;
  /** Whatever is remembered of this subject is out of date. */
  readonly onGiven: (subject: string) => void;
}): SignIns {
  const { people, clock, log, onGiven } = options;
  // By fingerprint: tokens are long, and no others than those remembered for a while are to be kept.
  const done = new LRUCache<string, Promise<GraphQLError | null>>({ max: 50_000, ttl: REFUSED_MS });

  async function signIn({ subject, speaksFor, attributes }: Bearer): Promise<GraphQLError | null> {
    const variables = { ...attributes, subject, speaksFor };
    const { data, errors } = await people.execute({ query: SIGN_IN, variables, caller: { actor: PLATFORM, now: clock(), requestId: randomUUID() } });
    const [error] = errors ?? [];
    if (error && !Object.hasOwn(REFUSALS, String(error.extensions?.["code"]))) throw new Error(error.message);
    if (error) return new GraphQLError(error.message, { extensions: { ...error.extensions, http: { status: 403 } } });
    if (data?.["signIn"] === true) onGiven(subject);
    return null;
  }

  return {
    of(authorization, bearer) {
      if (!bearer.speaksFor?.length) return Promise.resolve(null);
      const key = createHash("sha256").update(authorization).digest("base64");
      const before = done.get(key);
      if (before) return before;
      const asked = signIn(bearer).then(
        (refusal) => {
          const untilItEnds = bearer.expiresAt.epochMilliseconds - clock().epochMilliseconds;
          if (!refusal) done.set(key, asked, { ttl: Math.max(1, untilItEnds) });
          return refusal;
        },
        (error: unknown) => {
          // People who are known already come in all the same; the next request of a stranger tries again.
          done.delete(key);
          log.warn("A bearer could not be signed in", { cause: error });
          return refusalError(refuse("TEMPORARILY_UNAVAILABLE"), 503);
        },
      );
      done.set(key, asked);
      return asked;
    },
  };
}
