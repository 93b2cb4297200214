import { connect, type Database, writer } from "@stages/database/connection.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import type { SendMail } from "@stages/mail/send.ts";
import { smtpSender } from "@stages/mail/smtp.ts";
import { decoded, SmtpUnderTest } from "@stages/mail/smtp-under-test.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { mailOf } from "@stages/mail/letter.ts";
import { mailReadings } from "./operations/mail-readings.ts";
import { sendMails } from "./operations/send-mails.ts";
import { claimMails, forgetMailsTo, queueMail } from "./persistence/outgoing-mails.ts";
import { createPeopleSubgraph } from "./subgraph.ts";

const NOW = Temporal.Instant.from("2027-05-03T08:00:00Z");
const SECRET = "kQ4mC0uVxq-7TzGJ9h1bS2dW5eR8yA3pL6nF_oIvKtM";
const server = new SmtpUnderTest();
let database: TestDatabase;
let db: Database;
let close: () => Promise<void>;
let send: SendMail;

beforeAll(async () => {
  database = await freshDatabase("people_mails", async (databaseUrl) => {
    const subgraph = createPeopleSubgraph({ databaseUrl, clock: () => NOW, onFailure: (error) => console.error(error) });
    await subgraph.migrate();
    await subgraph.stop();
  });
  ({ db, close } = connect({ url: database.url, name: "test", max: 8 }));
  send = smtpSender({ url: await server.start(), from: "ne-pas-repondre@stages.example" });
});
afterAll(async () => {
  await close();
  await server.stop();
  await database.drop();
});
beforeEach(async () => {
  server.received.length = 0;
  server.refused = 0;
  server.refusal = null;
  await db.execute(sql`truncate people.outgoing_mails`);
});

const queue = (to: string, recipientId: PersonId = newId("person"), expiresAt = NOW.add({ hours: 72 })) => {
  const mail = mailOf({ to, subject: "Stage de Léa : votre signature est attendue", paragraphs: ["Bonjour,", { label: "Lire", href: `https://stages.example/lien#${SECRET}` }], foot: ["Fin."] });
  return writer(db, () => {})((tx) => queueMail(tx, { recipientId, mail, writtenAt: NOW, expiresAt }));
};
const rows = async () => [...(await db.execute(sql`select mail, failures, failure, sent_at, next_attempt_at from people.outgoing_mails order by id`))] as { mail: object | null; failures: number; failure: string | null; sent_at: string | null }[];

it("leaves, and nothing of what it said stays", async () => {
  await queue("parent@familles.example");
  await sendMails(db, { send, sendSms: null }, NOW);
  expect(decoded(server.received[0]!)).toContain(`https://stages.example/lien#${SECRET}`);
  expect(server.received[0]!.to).toEqual(["parent@familles.example"]);
  const [row] = await rows();
  expect(row).toMatchObject({ mail: null, failures: 0 });
  expect(row!.sent_at).not.toBeNull();
  expect(JSON.stringify(row)).not.toMatch(/parent@|kQ4mC0/);
});

it("waits longer and longer for a server that says not now, and leaves when it says yes", async () => {
  await queue("parent@familles.example");
  server.refusal = 451;
  for (const [seconds, refused] of [[0, 1], [29, 1], [30, 2], [89, 2], [90, 3]] as const) {
    await sendMails(db, { send, sendSms: null }, NOW.add({ seconds }));
    expect(server.refused, `after ${seconds} s`).toBe(refused);
  }
  expect(await rows()).toMatchObject([{ failures: 3, failure: expect.stringMatching(/^SMTP 451/) as string }]);
  server.refusal = null;
  await sendMails(db, { send, sendSms: null }, NOW.add({ seconds: 210 }));
  expect(server.received).toHaveLength(1);
});

it("is counted while it waits, with how long the oldest is due, by whoever watches", async () => {
  const figures = async (seconds: number) => (await mailReadings(db, true, NOW.add({ seconds }))).map(({ value }) => value);
  expect(await figures(0)).toEqual([0, 0, 0]);
  await queue("parent@familles.example");
  await queue("tuteur@structures.example");
  await queue("trop.tard@structures.example", newId("person"), NOW.subtract({ seconds: 1 }));
  expect(await figures(40)).toEqual([2, 40, 0]);
  server.refusal = 451;
  await sendMails(db, { send, sendSms: null }, NOW);
  // Both are to be tried again in half a minute, and are not late before.
  expect(await figures(29)).toEqual([0, 0, 2]);
  expect(await figures(45)).toEqual([2, 15, 2]);
  server.refusal = null;
  await sendMails(db, { send, sendSms: null }, NOW.add({ seconds: 45 }));
  expect(await figures(45)).toEqual([0, 0, 0]);
  expect(await mailReadings(db, false, NOW)).toEqual([]);
});

it("is not tried again for an address that does not exist, and stops nobody else's", async () => {
  await queue("nobody@familles.example");
  server.refusal = 550;
  await sendMails(db, { send, sendSms: null }, NOW);
  server.refusal = null;
  await queue("parent@familles.example");
  await sendMails(db, { send, sendSms: null }, NOW.add({ hours: 2 }));
  expect(server.received.map(({ to }) => to)).toEqual([["parent@familles.example"]]);
  expect(await rows()).toMatchObject([{ mail: null, failure: expect.stringMatching(/^SMTP 550/) as string, sent_at: null }, { mail: null }]);
});

it("of many leaves once each, whoever sends beside", async () => {
  const addresses = Array.from({ length: 30 }, (_, index) => `parent${index}@familles.example`);
  for (const address of addresses) await queue(address);
  await Promise.all(Array.from({ length: 4 }, () => sendMails(db, { send, sendSms: null }, NOW)));
  expect(server.received.flatMap(({ to }) => to).toSorted()).toEqual(addresses.toSorted());
});

it("that is soon of no use leaves first: a code does not wait behind a morning's digests", async () => {
  for (let index = 0; index < 12; index++) await queue(`responsable${index}@structures.example`, newId("person"), NOW.add({ hours: 14 }));
  await queue("signataire@familles.example", newId("person"), NOW.add({ minutes: 10 }));
  const sent: string[] = [];
  await sendMails(db, { send: async ({ to }) => void sent.push(to), sendSms: null }, NOW);
  expect(sent.indexOf("signataire@familles.example")).toBeLessThan(5);
  expect(sent).toHaveLength(13);
});

it("left by a sender that died is sent by another, later", async () => {
  await queue("parent@familles.example");
  expect(await claimMails(db, NOW, NOW.add({ minutes: 10 }), 20)).toHaveLength(1);
  await sendMails(db, { send, sendSms: null }, NOW.add({ minutes: 9 }));
  expect(server.received).toHaveLength(0);
  await sendMails(db, { send, sendSms: null }, NOW.add({ minutes: 10 }));
  expect(server.received).toHaveLength(1);
});

it("does not leave once its links are dead, nor to an address that was corrected; held, it is forgotten as well", async () => {
  const recipient = newId("person");
  await queue("late@familles.example", newId("person"), NOW);
  await queue("wrong@familles.example", recipient);
  await writer(db, () => {})((tx) => forgetMailsTo(tx, recipient));
  await sendMails(db, { send: null, sendSms: null }, NOW);
  expect((await rows()).map(({ mail }) => mail)).toEqual([null, null]);
  await sendMails(db, { send, sendSms: null }, NOW);
  expect(server.received).toEqual([]);
});
