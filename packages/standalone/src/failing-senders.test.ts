import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { withoutParameters } from "@stages/database/without-parameters.ts";
import { mailOf } from "@stages/mail/letter.ts";
import { httpSmsSender } from "@stages/mail/sms.ts";
import { smtpSender } from "@stages/mail/smtp.ts";
import { createServer as createTcpServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const PASSWORD = "m4rk-smtp-53cr3t";
const KEY = "m4rk-sms-url-53cr3t";
const TOKEN = "m4rk-sms-token-53cr3t";
const CODE = "048213";
const ADDRESS = "parent@familles.example";
const PHONE = "+33639980102";
const MARKS = [PASSWORD, KEY, TOKEN, CODE, ADDRESS, PHONE, Buffer.from(PASSWORD).toString("base64"), Buffer.from(`\0account\0${PASSWORD}`).toString("base64")];

/** A server of mail that repeats each line it is told in its refusals, as the worst of them do. */
const echoing: Server = createTcpServer((socket) => {
  let greeted = false;
  socket.on("error", () => {});
  socket.write("220 x ESMTP\r\n");
  socket.setEncoding("latin1").on("data", (text: string) => {
    for (const line of String(text).split("\r\n").filter(Boolean)) {
      if (!greeted && /^(?:EHLO|HELO)/.test(line)) socket.write("250-x\r\n250 AUTH PLAIN LOGIN\r\n");
      else socket.write(`535 refused: ${line} ${Buffer.from(line.split(" ").at(-1)!, "base64").toString("latin1").replaceAll("\0", " ")} for ${ADDRESS}\r\n`);
      greeted = true;
    }
  });
});
const answering = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part)).on("end", () => response.writeHead(500, `no ${KEY}`).end(`${request.url} ${request.headers.authorization} ${Buffer.concat(parts).toString()}`));
});

beforeAll(async () => {
  echoing.listen(0, "127.0.0.1");
  answering.listen(0, "127.0.0.1");
  await Promise.all([once(echoing, "listening"), once(answering, "listening")]);
});
afterAll(() => {
  echoing.close();
  answering.closeAllConnections();
  answering.close();
});

const portOf = (server: { address(): string | AddressInfo | null }) => (server.address() as AddressInfo).port;
const mail = mailOf({ to: ADDRESS, subject: "Votre code", paragraphs: [{ code: CODE }], foot: ["Fin."] });
const failureOf = async (sending: Promise<unknown>) => {
  const error = await sending.then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  return error as Error;
};

describe("what could not be sent, as it is logged and kept, tells no secret, no code and nobody's address", () => {
  it.each<[string, () => Promise<unknown>]>([
    ["a mail server that refuses the account, and repeats the password", () => smtpSender({ url: `smtp://account:${PASSWORD}@127.0.0.1:${portOf(echoing)}`, from: "a@stages.example" })(mail, "key")],
    ["a mail server that is not there", () => smtpSender({ url: `smtp://account:${PASSWORD}@127.0.0.1:9`, from: "a@stages.example" })(mail, "key")],
    ["a provider of short messages that repeats all", () => httpSmsSender({ url: `http://127.0.0.1:${portOf(answering)}/?key=${KEY}`, token: TOKEN })({ to: PHONE, text: `Code : ${CODE}` }, "key")],
    ["a provider of short messages that is not there", () => httpSmsSender({ url: `http://127.0.0.1:9/?key=${KEY}`, token: TOKEN })({ to: PHONE, text: `Code : ${CODE}` }, "key")],
    ["a provider of short messages whose address is none", () => httpSmsSender({ url: `http://[${KEY}`, token: TOKEN })({ to: PHONE, text: `Code : ${CODE}` }, "key")],
  ])("%s", async (_title, send) => {
    const error = await failureOf(send());
    const { summary, whole } = withoutParameters(error);
    for (const text of [summary, whole, error.message]) for (const mark of MARKS) expect(text).not.toContain(mark);
  });
});
