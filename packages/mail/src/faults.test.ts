import { type Fault, type FaultProxy, faultProxy } from "@stages/testing/fault-proxy.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { mailOf } from "./letter.ts";
import { type SendMail } from "./send.ts";
import { smtpSender } from "./smtp.ts";
import { SmtpUnderTest } from "./smtp-under-test.ts";

let server: SmtpUnderTest;
let proxy: FaultProxy;
let send: SendMail;
beforeEach(async () => {
  server = new SmtpUnderTest();
  proxy = await faultProxy(await server.start());
  send = smtpSender({ url: proxy.url, from: "ne-pas-repondre@stages.example", timeoutMs: 400 });
});
afterEach(async () => {
  await proxy.stop();
  await server.stop();
});

const mail = mailOf({ to: "parent@familles.example", subject: "Votre signature est attendue", paragraphs: ["Bonjour,"], foot: ["Fin."] });
const KEY = "Kd3-_9";
const outcome = () => send(mail, KEY).then(() => "taken", (error: Error) => error.message);

/** How many copies are there in the end: each under one Message-ID, so that a mailbox shows one. */
const FAULTS: readonly (readonly [Fault, copies: number])[] = [
  [{ mode: "reset" }, 1],
  [{ mode: "refuse" }, 1],
  [{ mode: "half-open" }, 1],
  [{ mode: "garbage" }, 1],
  [{ mode: "unanswered" }, 1],
  [{ mode: "cut", after: 5 }, 1],
];

it.each(FAULTS.map(([fault, copies]) => [fault.mode, fault, copies] as const))("%s: the mail is said not to be taken, and is sent again afterwards", async (_mode, fault, copies) => {
  await proxy.set(fault);
  const told = await outcome();
  expect(told).toMatch(/^SMTP/);
  expect(told).not.toContain("parent@");
  await proxy.set({ mode: "pass" });
  await expect.poll(outcome).toBe("taken");
  expect(server.received).toHaveLength(copies);
});

it("a mail whose taking was not heard of is sent twice, under one identifier", async () => {
  // The end of the message goes through, the word that it was taken does not come back.
  await proxy.set({ mode: "unanswered" }, (said) => said.includes("\r\n.\r\n"));
  expect(await outcome()).toMatch(/^SMTP/);
  await proxy.set({ mode: "pass" });
  await expect.poll(outcome).toBe("taken");
  expect(server.received).toHaveLength(2);
  expect(new Set(server.received.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1]?.trim())).size).toBe(1);
});

it("slowly or late, it is taken all the same", async () => {
  await proxy.set({ mode: "delay", ms: 5 });
  expect(await outcome()).toBe("taken");
});
