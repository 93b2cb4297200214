import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { BrowserGoneError, type Push, pushSender } from "./push.ts";
import { BrowserUnderTest, PushServiceUnderTest, vapidClaims } from "./push-service-under-test.ts";
import { MailRefusedError, TryLaterError } from "./send.ts";
import { vapidKeysOf } from "./vapid.ts";

const keys = vapidKeysOf((attempt) => createHash("sha256").update(`test ${attempt}`).digest());
const send = pushSender({ keys, subject: "https://stages.example", services: { hosts: [], loopback: true } });
const service = new PushServiceUnderTest();
const browser = new BrowserUnderTest();
const push: Push = { text: JSON.stringify({ title: "Absence de Léa", body: "Élève attendue à 9 h" }), key: "01kz0000000000000000000000", urgency: "high", ttl: Temporal.Duration.from({ hours: 4 }) };

beforeAll(() => service.start());
afterAll(() => service.stop());
beforeEach(() => {
  service.status = 201;
  service.headers = {};
  service.brought.length = 0;
});
const failure = () => send(browser.at(service.url), push).catch((error: unknown) => error as Error);

it("is read by the browser that it is for, and by nobody on the way", async () => {
  await send(browser.at(service.url), push);
  const [brought] = service.brought;
  expect(browser.open(brought!.body)).toBe(push.text);
  expect(brought!.body.toString("latin1")).not.toContain("Absence");
  expect(() => new BrowserUnderTest().open(brought!.body)).toThrow();
  expect(brought).toMatchObject({ browser: browser.id, topic: push.key, ttl: "14400", urgency: "high", encoding: "aes128gcm" });
});

it("is signed by the key that browsers subscribe to, for that service alone", async () => {
  await send(browser.at(service.url), push);
  const { authorization } = service.brought[0]!;
  expect(vapidClaims(authorization!, keys.publicKey)).toMatchObject({ aud: service.url, sub: "https://stages.example" });
  const other = vapidKeysOf((attempt) => createHash("sha256").update(`other ${attempt}`).digest());
  expect(() => vapidClaims(authorization!, other.publicKey)).toThrow("not signed by that key");
});

it("has the same keys from the same bytes, drawn anew where they are no scalar", () => {
  const asked: number[] = [];
  const bytes = (attempt: number) => (asked.push(attempt), attempt === 0 ? Buffer.alloc(32) : Buffer.alloc(32, 7));
  expect(vapidKeysOf(bytes)).toEqual(vapidKeysOf(() => Buffer.alloc(32, 7)));
  expect(asked).toEqual([0, 1]);
});

it.each([[404, BrowserGoneError], [410, BrowserGoneError], [400, MailRefusedError], [413, MailRefusedError]] as const)("answered %d is over: %s", async (status, kind) => {
  service.status = status;
  const error = await failure();
  expect(error).toBeInstanceOf(kind);
  expect((error as Error).message).toBe(`PUSH ${status}`);
});

it.each([429, 500, 503, 403])("answered %d is tried again, and when the service says", async (status) => {
  service.status = status;
  const soon = await failure();
  expect([MailRefusedError, BrowserGoneError, TryLaterError].some((kind) => soon instanceof kind)).toBe(false);
  service.headers = { "retry-after": "90" };
  const later = await failure();
  expect((later as TryLaterError).after.total("seconds")).toBe(90);
});

it("follows nothing to where an answer points, and goes to no service that is not known", async () => {
  service.status = 307;
  service.headers = { location: `${service.url}/elsewhere` };
  expect(await failure()).toMatchObject({ message: expect.stringMatching(/^PUSH /) as string });
  const strict = pushSender({ keys, subject: "https://stages.example", services: { hosts: ["fcm.googleapis.com"], loopback: false } });
  await expect(strict(browser.at(service.url), push)).rejects.toThrow(MailRefusedError);
  expect(service.brought).toEqual([]);
});

it("with keys that are no keys is given up, not tried for ever", async () => {
  await expect(send({ ...browser.at(service.url), p256dh: "AAAA" }, push)).rejects.toThrow(MailRefusedError);
});
