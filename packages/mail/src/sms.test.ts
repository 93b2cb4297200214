import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { offersSms } from "./offers-sms.ts";
import { MailRefusedError } from "./send.ts";
import { httpSmsSender } from "./sms.ts";

interface Taken {
  readonly authorization: string | undefined;
  readonly key: unknown;
  readonly body: unknown;
}
const taken: Taken[] = [];
let status = 201;
async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  taken.push({ authorization: request.headers.authorization, key: request.headers["idempotency-key"], body: await json(request) });
  response.writeHead(status, status === 302 ? { location: "http://elsewhere.example/" } : {}).end('{"error": "+33639980102"}');
}
const provider = createServer((request, response) => void take(request, response));
let url: string;

beforeAll(async () => {
  provider.listen(0, "127.0.0.1");
  await once(provider, "listening");
  url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/messages`;
});
afterAll(() => new Promise((done) => provider.close(done)));

const sms = { to: "+33639980102", text: "Code : 012345" };

it("is posted as JSON, under the bearer token and the key by which it is known again", async () => {
  status = 201;
  await httpSmsSender({ url, token: "secret" })(sms, "key-1");
  await httpSmsSender({ url, token: null })(sms, "key-2");
  expect(taken).toEqual([{ authorization: "Bearer secret", key: "key-1", body: sms }, { authorization: undefined, key: "key-2", body: sms }]);
});

it.each([[400, true], [422, true], [302, false], [401, false], [429, false], [500, false]])("that is answered %d is refused for good: %s; the number is not repeated", async (answer, isForGood) => {
  status = answer;
  const failure = await httpSmsSender({ url, token: "secret" })(sms, "key").catch((error: unknown) => error as Error);
  expect(failure).toBeInstanceOf(Error);
  expect(failure instanceof MailRefusedError).toBe(isForGood);
  expect((failure as Error).message).toMatch(/^SMS [\w-]+$/);
});

it("that finds nobody is tried again later", async () => {
  const failure = await httpSmsSender({ url: "http://127.0.0.1:1/", token: null })(sms, "key").catch((error: unknown) => error as Error);
  expect(failure).not.toBeInstanceOf(MailRefusedError);
});

it.each([
  [{}, true],
  [{ STAGES_SMS_URL: "https://sms.example" }, true],
  [{ NODE_ENV: "production" }, false],
  [{ NODE_ENV: "production", STAGES_SMS_URL: "https://sms.example" }, true],
  [{ STAGES_SMTP_URL: "smtp://mail.example" }, false],
])("with %j, SMS is offered: %s", (environment, isOffered) => {
  expect(offersSms(environment)).toBe(isOffered);
});
