import { afterAll, beforeAll, expect, it } from "vitest";
import { mailOf } from "./letter.ts";
import { MailRefusedError, type SendMail, waitAfter } from "./send.ts";
import { smtpSender } from "./smtp.ts";
import { decoded, SmtpUnderTest } from "./smtp-under-test.ts";

let server: SmtpUnderTest;
let send: SendMail;
beforeAll(async () => {
  server = new SmtpUnderTest();
  send = smtpSender({ url: await server.start(), from: "ne-pas-repondre@stages.example" });
});
afterAll(() => server?.stop());

const mail = mailOf({ to: "parent@familles.example", subject: "Votre signature est attendue à Tulle", paragraphs: ["Bonjour,", { label: "Lire", href: "https://stages.example/lien#aB_-9" }], foot: ["Fin."] });

it("carries both forms, from the address that it was told, as a program's", async () => {
  await send(mail, "Kd3-_9");
  const [taken] = server.received.splice(0);
  expect(taken).toMatchObject({ from: "ne-pas-repondre@stages.example", to: ["parent@familles.example"] });
  expect(taken!.raw).toMatch(/^Message-ID: <Kd3-_9@stages\.example>/m);
  expect(taken!.raw).toMatch(/^Auto-Submitted: auto-generated/m);
  expect(taken!.raw).toMatch(/^Content-Type: multipart\/alternative/m);
  const read = decoded(taken!);
  expect(read).toContain("https://stages.example/lien#aB_-9");
  expect(read).toContain("Votre signature est attendue à Tulle");
});

it.each([
  [550, true],
  [451, false],
])("told %i, knows whether trying again is of use, and does not repeat the address", async (code, isForGood) => {
  server.refusal = code;
  const error = await send(mail, "key").catch((reason: unknown) => reason);
  server.refusal = null;
  expect(error).toBeInstanceOf(Error);
  expect(error instanceof MailRefusedError).toBe(isForGood);
  expect((error as Error).message).not.toContain("parent@");
});

it("waits longer after each failure, an hour at most", () => {
  expect([1, 2, 3, 20].map((failures) => waitAfter(failures).total("seconds"))).toEqual([30, 60, 120, 3_600]);
});
