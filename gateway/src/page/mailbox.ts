import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { PLATFORM } from "@stages/kernel/actor.ts";
import type { SubgraphTransport } from "@stages/transport/transport.ts";
import { answer, answerJson } from "../answer.ts";
import { pageHeaders, plainPolicy } from "../security-headers.ts";
import { MAILBOX_STYLE, mailboxHtml } from "./html.ts";

export interface HeldMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly writtenAt: string;
}

/** The mail that nobody carries, for whoever develops: a page, or JSON for those who ask for it. */
export async function answerMailbox(request: IncomingMessage, response: ServerResponse, people: SubgraphTransport, now: Temporal.Instant): Promise<void> {
  const { data, errors } = await people.execute({ query: "query GatewayMailbox { mailbox }", caller: { actor: PLATFORM, now, requestId: randomUUID() } });
  if (errors?.[0]) throw new Error(errors[0].message);
  const mails = (data?.["mailbox"] ?? []) as readonly HeldMail[];
  if (request.headers.accept?.includes("application/json")) return answerJson(response, 200, mails, { "cache-control": "no-store" });
  answer(response, 200, mailboxHtml(mails), pageHeaders(plainPolicy({ inlineStyle: MAILBOX_STYLE })));
}
