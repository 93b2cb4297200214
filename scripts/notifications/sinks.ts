import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { type BrowserUnderTest, PushServiceUnderTest } from "@stages/mail/push-service-under-test.ts";
import { decoded, SmtpUnderTest } from "@stages/mail/smtp-under-test.ts";

/** One message as it came over the wire: to whom, under which key, about which notifications. */
export interface Arrival {
  readonly channel: "MAIL" | "PUSH" | "SMS";
  readonly to: string;
  readonly key: string;
  readonly marks: readonly string[];
}

const MARK = /repere-\d+/g;
const marksIn = (text: string): readonly string[] => [...new Set(text.match(MARK))];

/** What receives mails, pushes and short messages, by their real protocols; each answers so late that a kill may come before. */
export class Sinks {
  readonly smtp = new SmtpUnderTest();
  readonly push = new PushServiceUnderTest();
  readonly #sms: Arrival[] = [];
  readonly #provider = createServer((request, response) => void this.#takeSms(request, response));
  readonly #delayMs: number;
  smsUrl = "";
  smtpUrl = "";

  constructor(delayMs: number) {
    this.#delayMs = delayMs;
    this.smtp.delayMs = delayMs;
    this.push.delayMs = delayMs;
  }

  async start(): Promise<void> {
    this.smtpUrl = await this.smtp.start();
    await this.push.start();
    this.#provider.listen(0, "127.0.0.1");
    await once(this.#provider, "listening");
    this.smsUrl = `http://127.0.0.1:${(this.#provider.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    await this.smtp.stop();
    await this.push.stop();
    this.#provider.closeAllConnections();
    await new Promise((done) => this.#provider.close(done));
  }

  arrivals(browsers: ReadonlyMap<string, BrowserUnderTest>): readonly Arrival[] {
    const mails = this.smtp.received.map((mail): Arrival => ({ channel: "MAIL", to: mail.to.join(), key: /^Message-ID: *(\S+)/im.exec(mail.raw)?.[1] ?? "", marks: marksIn(decoded(mail)) }));
    const pushes = this.push.brought.map(({ browser, topic, body }): Arrival => ({ channel: "PUSH", to: browser, key: topic ?? "", marks: marksIn(browsers.get(browser)!.open(body)) }));
    return [...mails, ...pushes, ...this.#sms];
  }

  async #takeSms(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await json(request).catch(() => null)) as { to: string; text: string } | null;
    if (!body) return;
    this.#sms.push({ channel: "SMS", to: body.to, key: String(request.headers["idempotency-key"] ?? ""), marks: marksIn(body.text) });
    setTimeout(() => response.writeHead(201).end(), this.#delayMs);
  }
}

/** What someone who honours the key has: a second copy under one key is the first. */
export function honoured(arrivals: readonly Arrival[]): readonly Arrival[] {
  const byKey = new Map<string, Arrival>();
  for (const arrival of arrivals) {
    const key = `${arrival.channel} ${arrival.to} ${arrival.key}`;
    if (!byKey.has(key)) byKey.set(key, arrival);
  }
  return [...byKey.values()];
}
