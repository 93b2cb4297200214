import * as signing from "@stages/client/sign.ts";
import * as link from "@stages/gateway/page/browser/link-operations.ts";
import * as notifications from "@stages/gateway/page/browser/notifications-operations.ts";
import * as verify from "@stages/gateway/page/browser/verify-operations.ts";
import * as rectorat from "@stages/gateway/page/rectorat/graph/dashboard-query.ts";
import { readExamples } from "@stages/standalone/examples.ts";
import { parse, print, separateOperations } from "graphql";

const textsIn = (value: unknown): readonly string[] => (typeof value === "string" ? [value] : typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : []);

/** Every operation that our own clients send, as they send it; and those of the examples, which are how others begin. */
export function trustedTexts(examples: string): readonly string[] {
  const played = readExamples(examples).flatMap(({ query }) => Object.values(separateOperations(parse(query))).map(print));
  return [...played, ...[link, notifications, verify, rectorat, signing].flatMap(textsIn)];
}
