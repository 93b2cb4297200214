import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { receiverUnderTest, type ReceiverUnderTest } from "./receiver-under-test.ts";
import { webhookSender, type WebhookMessage } from "./send-webhook.ts";

const aSecret = () => `whsec_${randomBytes(24).toString("base64")}`;
const [secret, former] = [aSecret(), aSecret()];
const sender = webhookSender({ allowLoopback: true });
let receiver: ReceiverUnderTest;
beforeAll(async () => {
  receiver = await receiverUnderTest();
});
afterAll(async () => {
  await sender.stop();
  await receiver.stop();
});

const aMessage = (overrides: Partial<WebhookMessage> = {}): WebhookMessage => ({ id: "delivery_01", url: receiver.url, secrets: [secret], body: '{"type":"convention.status_changed"}', at: Temporal.Now.instant(), ...overrides });
const verify = (by: string, { headers, body } = receiver.received.at(-1)!) => new Webhook(by).verify(body, headers as Record<string, string>);

describe("a message", () => {
  it("is verified by the receiver's own library, by either secret while one replaces the other, and by no other", async () => {
    expect(await sender.send(aMessage({ secrets: [secret, former] }))).toEqual({ isDelivered: true });
    expect(verify(secret)).toEqual({ type: "convention.status_changed" });
    expect(verify(former)).toEqual({ type: "convention.status_changed" });
    expect(() => verify(aSecret())).toThrow();
    const last = receiver.received.at(-1)!;
    expect(() => verify(secret, { ...last, body: `${last.body} ` })).toThrow();
    expect(last.headers["webhook-id"]).toBe("delivery_01");
  });

  it.each([
    [500, { told: "HTTP 500", isGone: false }],
    [410, { told: "HTTP 410", isGone: true }],
    [302, { told: "HTTP 302", isGone: false }],
  ])("that is answered %i is not delivered, and goes nowhere else", async (status, outcome) => {
    receiver.answerNext(status);
    expect(await sender.send(aMessage())).toEqual({ isDelivered: false, ...outcome });
  });

  it("reaches nothing of our own network, by address or by a name that leads there, where a plain request would", async () => {
    const guarded = webhookSender();
    const before = receiver.received.length;
    expect(await guarded.send(aMessage())).toMatchObject({ isDelivered: false, told: "NOT_HTTPS" });
    expect(await guarded.send(aMessage({ url: receiver.url.replace("http:", "https:") }))).toMatchObject({ told: "NOT_PUBLIC" });
    const leadingHome = webhookSender({ resolve: (_, __, callback) => callback(null, [{ address: "90.84.1.1", family: 4 }, { address: "127.0.0.1", family: 4 }]) });
    expect(await leadingHome.send(aMessage({ url: `https://stages.lycee.fr:${new URL(receiver.url).port}/` }))).toMatchObject({ told: "NOT_PUBLIC" });
    await leadingHome.stop();
    expect(receiver.received).toHaveLength(before);
    await fetch(receiver.url, { method: "POST", body: "{}" });
    expect(receiver.received).toHaveLength(before + 1);
    await guarded.stop();
  });

  it("to where nobody listens is told by a code alone", async () => {
    const gone = await receiverUnderTest();
    await gone.stop();
    expect(await sender.send(aMessage({ url: gone.url }))).toEqual({ isDelivered: false, told: "ECONNREFUSED", isGone: false });
  });
});
