import { connect, type Database, type Write, writer } from "@stages/database/connection.ts";
import { openFrom } from "@stages/database/sealed.ts";
import type { PersonId, PushSubscriptionId } from "@stages/kernel/ids.ts";
import { newId } from "@stages/kernel/ids.ts";
import type { NotificationKind } from "@stages/kernel/notification-kind.ts";
import { mailOf } from "@stages/mail/letter.ts";
import { pushSender } from "@stages/mail/push.ts";
import { BrowserUnderTest, PushServiceUnderTest } from "@stages/mail/push-service-under-test.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { asc, eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { wordsOf } from "./domain/notification-words.ts";
import { NOW, world } from "./fixtures.ts";
import { letWake, tell, type Told } from "./news-fixtures.ts";
import { dispatchLetters } from "./operations/dispatch-letters.ts";
import { dispatchPushes } from "./operations/dispatch-pushes.ts";
import { newsLetter } from "./operations/news-letter.ts";
import { pushSettings } from "./operations/push-settings.ts";
import { readMailbox } from "./operations/read-mailbox.ts";
import { sendDigests } from "./operations/send-digests.ts";
import { deliveries, notifications, pushSubscriptions } from "./persistence/notification-tables.ts";
import { findHeldMails, queueMail } from "./persistence/outgoing-mails.ts";
import * as tables from "./persistence/tables.ts";
import { createPeopleSubgraph } from "./subgraph.ts";

const desk = { publicUrl: "https://stages.example", wordsOf, hasSms: true };
const service = new PushServiceUnderTest();
const settings = pushSettings({ NODE_ENV: "test" });
let database: TestDatabase;
let db: Database;
let write: Write;
let close: () => Promise<void>;

// It is not started: its own sweeps would send.
beforeAll(async () => {
  database = await freshDatabase("people_with_the_world", async (databaseUrl) => {
    const subgraph = createPeopleSubgraph({ databaseUrl, clock: () => NOW, onFailure: (error) => console.error(error), isDemonstration: true });
    await subgraph.migrate();
    await subgraph.loadDemonstration(world);
    await subgraph.stop();
  });
  ({ db, close } = connect({ url: database.url, name: "test", max: 8 }));
  write = writer(db, () => {});
  await service.start();
});
afterAll(async () => {
  await service.stop();
  await close();
  await database.drop();
});
beforeEach(async () => {
  for (const table of [deliveries, notifications, pushSubscriptions, tables.outgoingMails]) await db.delete(table);
  service.brought.length = 0;
  service.status = 201;
  service.headers = {};
});

const host = world.hosts[0]!;
const manager = host.managerPersonId;
const child = world.students.find(({ id }) => world.legalRepresentatives.some(({ studentId, personId }) => studentId === id && world.persons.some((person) => person.id === personId && person.phone)))!;
const parent = world.legalRepresentatives.find(({ studentId }) => studentId === child.id)!.personId;
const emailOf = (id: PersonId) => world.persons.find((person) => person.id === id)!.email;
const hours = (count: number) => NOW.add({ hours: count });

const candidature = (over: Partial<Told> = {}): Told => ({ personId: manager, role: "HOST_MANAGER", kind: "CANDIDATURE_RECEIVED", hostId: host.id, createdAt: NOW, by: [{ channel: "MAIL" }], ...over });
const absence = (over: Partial<Told> = {}): Told => ({ personId: parent, role: "LEGAL_REPRESENTATIVE", kind: "ABSENCE", studentId: child.id, createdAt: NOW, by: [{ channel: "MAIL" }], ...over });
const held = async () => (await findHeldMails(db, 100)).map(({ to, subject }) => `${to} ${subject}`);
const fates = async () => (await db.select({ failure: deliveries.failure, doneAt: deliveries.doneAt }).from(deliveries).orderBy(asc(deliveries.id))).map(({ failure, doneAt }) => (doneAt ? (failure ?? "SENT") : (failure ?? "WAITS")));
const replicas = (now = NOW) => Promise.all(Array.from({ length: 4 }, () => dispatchLetters(write, desk, now)));

describe("what is urgent", () => {
  it("is written at once and alone, whoever writes beside", async () => {
    await tell(db, [absence(), absence(), absence({ kind: "ABSENCE_LATE", role: "SCHOOL_HEAD", personId: headOf(), schoolUai: child.schoolUai })]);
    await replicas();
    expect((await held()).toSorted()).toEqual([
      `${emailOf(headOf())} Stages de seconde : Absence d'un élève : étape en retard`,
      `${emailOf(parent)} Stages de seconde : Absence d'un élève`,
      `${emailOf(parent)} Stages de seconde : Absence d'un élève`,
    ].toSorted());
    expect(await fates()).toEqual(["SENT", "SENT", "SENT"]);
  });

  it("is written by each replica where what is due is read and not locked: the control", async () => {
    await tell(db, [absence()]);
    const ready = Promise.withResolvers<void>();
    let reading = 0;
    const naive = () =>
      write(async (tx) => {
        const due = await tx.select().from(deliveries).where(isNull(deliveries.doneAt));
        if (++reading === 4) ready.resolve();
        await ready.promise;
        for (const one of due) await queueMail(tx, { recipientId: one.personId, mail: mailOf({ to: emailOf(parent), subject: "Absence", paragraphs: [], foot: [] }), writtenAt: NOW, expiresAt: hours(1) });
        await tx.update(deliveries).set({ doneAt: NOW });
      });
    await Promise.all(Array.from({ length: 4 }, naive));
    expect((await held()).length).toBeGreaterThan(1);
  });

  it("goes by SMS to a number, and by no other way in its place", async () => {
    const withoutPhone = newId("person");
    await tell(db, [absence({ by: [{ channel: "SMS" }] }), absence({ personId: withoutPhone, role: "TUTOR", by: [{ channel: "SMS" }] })]);
    await db.insert(tables.grants).values({ personId: withoutPhone, role: "TUTOR" }).onConflictDoNothing();
    await dispatchLetters(write, desk, NOW);
    const [sms, ...others] = await findHeldMails(db, 10);
    expect(others).toEqual([]);
    expect(sms).toMatchObject({ subject: "SMS", to: expect.stringMatching(/^\+33/) as string, text: expect.stringContaining("Absence d'un élève") as string });
    expect(await fates()).toEqual(["SENT", "NO_NUMBER"]);
    await tell(db, [absence({ by: [{ channel: "SMS" }] })]);
    await dispatchLetters(write, { ...desk, hasSms: false }, NOW);
    expect((await fates())[2]).toBe("NO_SMS");
  });
});

const headOf = () => world.persons.find(({ grants }) => grants.some((grant) => grant.role === "SCHOOL_HEAD" && grant.schoolUais.includes(child.schoolUai)))!.id;

describe("the news of an hour", () => {
  it("are one letter a person, one an hour, whoever writes; what comes after waits for the next", async () => {
    await tell(db, [candidature(), candidature(), candidature({ kind: "CANDIDATURE_CONFIRMED" })]);
    await replicas();
    expect(await held()).toEqual([`${emailOf(manager)} Stages de seconde : 3 nouvelles`]);
    await tell(db, [candidature()]);
    await replicas();
    expect(await held()).toHaveLength(1);
    expect(await fates()).toEqual(["SENT", "SENT", "SENT", "WAITS"]);
    await replicas(hours(1));
    expect(await held()).toEqual([`${emailOf(manager)} Stages de seconde : Nouvelle candidature`, `${emailOf(manager)} Stages de seconde : 3 nouvelles`]);
  });

  it("say each what it is, why they came and how to have fewer", async () => {
    await tell(db, [candidature(), candidature({ kind: "CONVENTION_TO_FILL" })]);
    await dispatchLetters(write, desk, NOW);
    const [mail] = await findHeldMails(db, 1);
    for (const said of ["NOUVELLE CANDIDATURE", "CONVENTION D'UN ÉLÈVE À REMPLIR", "comme responsable de la structure d'accueil", "https://stages.example/notifications#preferences"]) expect(mail!.text).toContain(said);
  });
});

describe("what may wait for the morning", () => {
  it("joins the digest of that morning, and is told once", async () => {
    const morning = Temporal.Instant.from("2027-04-12T05:00:00Z");
    await tell(db, [candidature({ kind: "ATTESTATION_AWAITED", createdAt: morning })]);
    await db.insert(tables.awaitedAnswers).values({ personId: manager, candidatureId: newId("candidature"), hostId: host.id, studentId: child.id, offerTitle: "Découverte d'un atelier", lastDayToAnswer: Temporal.PlainDate.from("2027-04-17") });
    await dispatchLetters(write, desk, morning);
    expect(await held()).toEqual([]);
    await Promise.all(Array.from({ length: 4 }, () => sendDigests(write, desk, morning)));
    expect(await held()).toEqual([`${emailOf(manager)} Stages de seconde : 2 points vous attendent`]);
    expect((await findHeldMails(db, 1))[0]!.text).toContain("L'élève demande son attestation");
    await tell(db, [candidature({ kind: "ATTESTATION_AWAITED", createdAt: morning })]);
    await sendDigests(write, desk, morning.add({ hours: 8 }));
    expect(await held()).toHaveLength(1);
    await sendDigests(write, desk, morning.add({ hours: 24 }));
    expect(await held()).toHaveLength(2);
    expect(await fates()).toEqual(["SENT", "SENT"]);
  });
});

describe("what is of no use any more is not sent", () => {
  it.each<[string, Told, string]>([
    ["done by someone", candidature({ settledAt: NOW }), "SETTLED"],
    ["read on the platform", candidature({ readAt: NOW }), "READ"],
    ["told to someone who has that role there no more", candidature({ hostId: newId("host") }), "ROLE_LOST"],
    ["of another's child", absence({ studentId: newId("student") }), "ROLE_LOST"],
  ])("%s", async (_, told, why) => {
    await tell(db, [told]);
    await dispatchLetters(write, desk, NOW);
    expect([await held(), await fates()]).toEqual([[], [why]]);
  });

  it("but an absence is told, though it was read", async () => {
    await tell(db, [absence({ readAt: NOW })]);
    await dispatchLetters(write, desk, NOW);
    expect(await fates()).toEqual(["SENT"]);
  });

  it("nor what is not due yet", async () => {
    await tell(db, [absence({ by: [{ channel: "MAIL", dueAt: hours(1) }] })]);
    await dispatchLetters(write, desk, NOW);
    expect(await fates()).toEqual(["WAITS"]);
  });
});

describe("a browser", () => {
  const browser = new BrowserUnderTest();
  const push = (now = NOW) => dispatchPushes(db, { wordsOf, sendPush: settings.send }, now);
  const wake = async (kind: NotificationKind = "CANDIDATURE_RECEIVED"): Promise<PushSubscriptionId> => {
    const id = await letWake(db, manager, browser.at(service.url), NOW);
    await tell(db, [candidature({ kind, by: [{ channel: "PUSH", browser: id }] })]);
    return id;
  };

  it("reads what it is told, sealed for it, and is told it once by whoever sends", async () => {
    const id = await wake();
    await Promise.all(Array.from({ length: 4 }, () => push()));
    expect(service.brought).toHaveLength(1);
    const [line] = await db.select().from(notifications);
    expect(JSON.parse(browser.open(service.brought[0]!.body))).toEqual({ title: "Nouvelle candidature", body: "Un élève candidate à votre offre. Lisez-la, puis répondez : sans réponse, elle expire.", tag: line!.id, href: `/notifications#${line!.id}` });
    expect(service.brought[0]).toMatchObject({ urgency: "normal", ttl: "86400", topic: expect.stringMatching(/^[\w-]{22}$/) as string });
    expect(await fates()).toEqual(["SENT"]);
    expect((await db.select().from(pushSubscriptions).where(eq(pushSubscriptions.id, id)))[0]!.lastSentAt).toEqual(NOW);
    expect(await readMailbox(db, 10)).toMatchObject([{ to: emailOf(manager), subject: "Navigateur : Nouvelle candidature" }]);
  });

  it("that is no more is forgotten, with all that waits for it", async () => {
    const id = await wake();
    await tell(db, [candidature({ by: [{ channel: "PUSH", browser: id, dueAt: hours(5) }] })]);
    service.status = 410;
    await push();
    expect(await db.select().from(pushSubscriptions)).toEqual([]);
    expect(await fates()).toEqual(["BROWSER_GONE", "BROWSER_GONE"]);
  });

  it("whose service says not now is tried again under the same topic, when the service says", async () => {
    await wake();
    service.status = 503;
    await push();
    service.status = 429;
    service.headers = { "retry-after": "600" };
    await push(NOW.add({ seconds: 29 }));
    expect(await fates()).toEqual(["PUSH 503"]);
    await push(NOW.add({ seconds: 30 }));
    expect(await fates()).toEqual(["PUSH 429"]);
    service.status = 201;
    await push(NOW.add({ seconds: 629 }));
    expect(service.brought).toEqual([]);
    await push(NOW.add({ seconds: 630 }));
    expect(service.brought).toHaveLength(1);
    expect(await fates()).toEqual(["SENT"]);
  });

  it("that stays out of reach is given up, which is told", async () => {
    await wake();
    service.status = 500;
    for (let attempt = 0; attempt < 11; attempt += 1) await push(hours(attempt * 2));
    await expect(push(hours(24))).rejects.toThrow("abandonnées : 1 (PUSH 500)");
    expect(await fates()).toEqual(["GIVEN_UP PUSH 500"]);
    await push(hours(30));
  });

  it("claimed by a process that died is told by another, later", async () => {
    await wake();
    const never = () => new Promise<void>(() => {});
    const dying = dispatchPushes(db, { wordsOf, sendPush: never }, NOW);
    await expect.poll(async () => (await db.select({ at: deliveries.nextAttemptAt }).from(deliveries))[0]!.at).not.toBeNull();
    await push(NOW.add({ minutes: 4 }));
    expect(service.brought).toHaveLength(0);
    await push(NOW.add({ minutes: 5 }));
    expect(service.brought).toHaveLength(1);
    void dying;
  });

  it("of someone else is not woken by it", async () => {
    const id = await letWake(db, parent, browser.at(service.url), NOW);
    await tell(db, [candidature({ by: [{ channel: "PUSH", browser: id }] })]);
    await push();
    expect([service.brought, await fates()]).toEqual([[], ["BROWSER_GONE"]]);
  });

  it("is not named to whoever brings it: its address and keys are sealed", async () => {
    const id = await letWake(db, manager, browser.at(service.url), NOW);
    const [row] = await db.select().from(pushSubscriptions).where(eq(pushSubscriptions.id, id));
    expect(Buffer.from(row!.subscription).toString("latin1")).not.toContain("127.0.0.1");
    expect(openFrom(pushSubscriptions.subscription, row!, row!.subscription)).toEqual(browser.at(service.url));
    expect(() => pushSender({ keys: settings.keys(), subject: "x", services: settings.services })).not.toThrow();
  });
});

it("whoever has no account is shown no button that would not open", () => {
  const news = { notificationId: newId("notification"), kind: "ABSENCE", role: "LEGAL_REPRESENTATIVE", details: {} } as const;
  const { text } = mailOf(newsLetter("a@b.example", [news], wordsOf, { publicUrl: "https://stages.example", hasAccount: false }));
  expect(text).not.toContain("https://");
});
