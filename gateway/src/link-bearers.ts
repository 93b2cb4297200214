import { createHash, randomUUID } from "node:crypto";
import { PLATFORM } from "@stages/kernel/actor.ts";
import type { SubgraphTransport } from "@stages/transport/transport.ts";
import { GraphQLError } from "graphql";
import type { Bearer } from "./config.ts";

const PREFIX = "stl_";
const WELL_FORMED = /^stl_[\w-]{43}$/;
const QUERY = "query GatewayLinkBearer($secretHash: String!) { linkBearer(secretHash: $secretHash) }";

/** Whether a token is that of an opened personal link, which no issuer signs: `people` knows its SHA-256. */
export const isLinkToken = (token: string): boolean => token.startsWith(PREFIX);

/** Whose it is; null when it is nobody's, or over. Throws when, for now, `people` cannot say. */
export async function linkBearer(people: SubgraphTransport, token: string, now: Temporal.Instant): Promise<Bearer | null> {
  if (!WELL_FORMED.test(token)) return null;
  const secretHash = createHash("sha256").update(token, "utf8").digest("hex");
  const { data, errors } = await people.execute({ query: QUERY, variables: { secretHash }, caller: { actor: PLATFORM, now, requestId: randomUUID() } });
  if (errors?.[0]) throw new GraphQLError(errors[0].message);
  const found = data?.["linkBearer"] as { subject: string; expiresAt: string } | null | undefined;
  return found ? { subject: found.subject, expiresAt: Temporal.Instant.from(found.expiresAt) } : null;
}
