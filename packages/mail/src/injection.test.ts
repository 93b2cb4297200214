import { afterAll, beforeAll, expect, it } from "vitest";
import { mailOf } from "./letter.ts";
import type { SendMail } from "./send.ts";
import { smtpSender } from "./smtp.ts";
import { decoded, SmtpUnderTest } from "./smtp-under-test.ts";

let server: SmtpUnderTest;
let send: SendMail;
beforeAll(async () => {
  server = new SmtpUnderTest();
  send = smtpSender({ url: await server.start(), from: "ne-pas-repondre@stages.example" });
});
afterAll(() => server?.stop());

const OTHER = "elsewhere@forger.example";
const letter = (over: { readonly to?: string; readonly subject?: string }) => mailOf({ to: "parent@familles.example", subject: "Votre signature", paragraphs: ["Bonjour,"], foot: ["Fin."], ...over });
const headingsOf = (raw: string) => raw.split(/\r?\n\r?\n/)[0]!.replaceAll(/\r?\n[ \t]+/g, " ").split(/\r?\n/).map((line) => line.split(":")[0]!.toLowerCase());

it.each([
  ["a heading", `Convention de Léa\r\nBcc: ${OTHER}`],
  ["a heading after other breaks", `Convention\u2028Bcc: ${OTHER}\u0085Cc: ${OTHER}\u000bX: y`],
  ["a body", "Convention\r\n\r\n<html><script>alert(1)</script>"],
  ["what turns the text around", "Convention \u202eelpmaxe.regrof\u2066"],
])("a subject brings along no %s", async (_title, subject) => {
  await send(letter({ subject }), "key");
  const [taken] = server.received.splice(0);
  expect(taken!.to).toEqual(["parent@familles.example"]);
  const headings = headingsOf(taken!.raw);
  expect(headings.filter((one) => ["bcc", "cc", "x"].includes(one))).toEqual([]);
  expect(headings.filter((one) => one === "subject")).toHaveLength(1);
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  expect(decoded(taken!)).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u0085\u2028]/);
});

it.each([`parent@familles.example, ${OTHER}`, `parent@familles.example; ${OTHER}`, `parent@familles.example\r\nBcc: ${OTHER}`, `parent@familles.example> RCPT TO:<${OTHER}`, `${OTHER} <parent@familles.example>`, `amis: parent@familles.example, ${OTHER};`, `"${OTHER}"@familles.example`, `parent@familles.example(${OTHER})`])(
  "what is written as an address is one at most, and reaches nobody else: %s",
  async (to) => {
    await send(letter({ to }), "key").catch(() => {});
    const recipients = server.received.splice(0).flatMap((taken) => taken.to);
    expect(recipients.length).toBeLessThanOrEqual(1);
    expect(recipients).not.toContain(OTHER);
  },
);

it("control: the mailer alone would write to both", async () => {
  const { createTransport } = await import("nodemailer");
  await createTransport({ url: await server.address() }).sendMail({ from: "a@stages.example", to: `parent@familles.example, ${OTHER}`, subject: "x", text: "x" });
  expect(server.received.splice(0).flatMap((taken) => taken.to)).toContain(OTHER);
});
