import type { Refusals } from "@stages/federated-subscriptions/settings.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { GraphQLError } from "graphql";

/** What the gateway tells a subscriber of itself, and from where the client can go on. */
export const liveRefusals: Refusals = {
  subscriberTooSlow: (after) => resumable(refuse("SUBSCRIBER_TOO_SLOW"), after),
  schemaChanged: (_reasons, after) => resumable(refuse("SCHEMA_CHANGED"), after),
  unavailable: () => resumable(refuse("TEMPORARILY_UNAVAILABLE")),
};

function resumable({ code, message }: Refusal, after?: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...(after !== undefined && { after }) } });
}
