import { connect, type Database, type Write, writer } from "@stages/database/connection.ts";
import { type AnswerAwaitedFact, type ConventionAwaitedFact, domainEvent, type Events, type EventType } from "@stages/events/contracts.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { mailOf } from "@stages/mail/letter.ts";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NOW, world } from "./fixtures.ts";
import { wordsOf } from "./domain/notification-words.ts";
import { handlers } from "./handlers.ts";
import { sendDigests } from "./operations/send-digests.ts";
import { insertGrant } from "./persistence/actors.ts";
import { findHeldMails, queueMail } from "./persistence/outgoing-mails.ts";
import { deliveries, notificationPreferences } from "./persistence/notification-tables.ts";
import * as tables from "./persistence/tables.ts";
import { createPeopleSubgraph } from "./subgraph.ts";

const desk = { publicUrl: "https://stages.example", newSecret: () => "secret", wordsOf };
let database: TestDatabase;
let db: Database;
let write: Write;
let close: () => Promise<void>;

// It is not started: its own sweep would write at its own hour.
beforeAll(async () => {
  database = await freshDatabase("people_with_the_world", async (databaseUrl) => {
    const subgraph = createPeopleSubgraph({ databaseUrl, clock: () => NOW, onFailure: (error) => console.error(error), isDemonstration: true });
    await subgraph.migrate();
    await subgraph.loadDemonstration(world);
    await subgraph.stop();
  });
  ({ db, close } = connect({ url: database.url, name: "test", max: 8 }));
  write = writer(db, () => {});
});
afterAll(async () => {
  await close();
  await database.drop();
});
beforeEach(async () => {
  await db.delete(tables.awaitedAnswers);
  await db.delete(tables.awaitedConventions);
  await db.delete(tables.outgoingMails);
  await db.delete(deliveries);
});

const [host, otherHost] = world.hosts as [(typeof world.hosts)[0], (typeof world.hosts)[0]];
const manager = host.managerPersonId;
const student = world.students.find(({ campaignId }) => campaignId === world.runningCampaignId)!;
const emailOf = (id: PersonId) => world.persons.find((person) => person.id === id)!.email;
const at = (day: string, hour = 8) => Temporal.ZonedDateTime.from(`${day}T${String(hour).padStart(2, "0")}:00[Europe/Paris]`).toInstant();

const hear = <T extends EventType>(type: T, payload: Events[T]) => write((tx) => (handlers(desk, () => NOW)[type] as (tx: unknown, event: unknown) => Promise<void>)(tx, domainEvent(type, "key", payload, NOW)));

async function awaited(over: Partial<AnswerAwaitedFact> = {}): Promise<AnswerAwaitedFact> {
  const { id: studentId, schoolUai, academy, campaignId } = student;
  const fact: AnswerAwaitedFact = {
    candidatureId: newId("candidature"), offerId: newId("offer"), hostId: host.id, studentId, schoolUai, academy, campaignId, period: "WEEK_1",
    offerTitle: "Découverte d'un atelier", lastDayToAnswer: "2027-04-17", assignedTo: null, ...over,
  };
  await hear("AnswerAwaited", fact);
  return fact;
}

const mails = async () => (await findHeldMails(db, 100)).map(({ to, subject }) => `${to} ${subject.replace("Stages de seconde : ", "")}`).toSorted();
const replicas = (now: Temporal.Instant) => Promise.all(Array.from({ length: 4 }, () => sendDigests(write, desk, now)));

/** Someone more who manages the host, until the test ends. */
async function withColleague<T>(test: (id: PersonId) => Promise<T>): Promise<T> {
  const colleague = world.hosts.find(({ managerPersonId }) => managerPersonId !== manager)!.managerPersonId;
  await write((tx) => insertGrant(tx, colleague, { role: "HOST_MANAGER", hostId: host.id }));
  try {
    return await test(colleague);
  } finally {
    await db.delete(tables.grants).where(eq(tables.grants.hostId, host.id));
    await write((tx) => insertGrant(tx, manager, { role: "HOST_MANAGER", hostId: host.id }));
  }
}

describe("a host's managers, of candidatures that wait", () => {
  it("get one mail a morning with all of them, whoever sends, and the next ones the next morning", async () => {
    await awaited();
    await awaited({ lastDayToAnswer: "2027-04-13" });
    await awaited({ offerTitle: "Un autre atelier" });
    await replicas(at("2027-04-12", 6));
    expect(await mails()).toEqual([]);
    await replicas(at("2027-04-12", 7));
    const expected = `${emailOf(manager)} 3 candidatures attendent votre réponse`;
    expect(await mails()).toEqual([expected]);
    const text = (await findHeldMails(db, 1))[0]!.text;
    expect(text).toContain("la première expire le mercredi 14 avril 2027");
    expect(text).toContain("https://stages.example/");
    expect(text).not.toMatch(new RegExp(`${student.firstName}|${student.lastName}`));
    await awaited();
    await replicas(at("2027-04-12", 18));
    expect(await mails()).toEqual([expected]);
    await replicas(at("2027-04-13", 7));
    expect(await mails()).toEqual([`${emailOf(manager)} 1 candidature attend votre réponse`, expected].toSorted());
    expect(await db.select().from(tables.awaitedAnswers)).toEqual([]);
  });

  it("all get it, or the one it was given to, and none for a host they manage no more", async () => {
    await withColleague(async (colleague) => {
      await awaited();
      await awaited({ assignedTo: colleague });
      await awaited({ assignedTo: newId("person") });
      await sendDigests(write, desk, at("2027-04-12"));
      expect(await mails()).toEqual([`${emailOf(manager)} 2 candidatures attendent votre réponse`, `${emailOf(colleague)} 3 candidatures attendent votre réponse`].toSorted());
      await awaited({ assignedTo: colleague });
    });
    await sendDigests(write, desk, at("2027-04-13"));
    expect(await mails()).toHaveLength(2);
  });

  it("get one for all their hosts", async () => {
    await withColleague(async (colleague) => {
      expect(colleague).toBe(otherHost.managerPersonId);
      await awaited();
      await awaited({ hostId: otherHost.id });
      await sendDigests(write, desk, at("2027-04-12"));
      expect(await mails()).toContain(`${emailOf(colleague)} 2 candidatures attendent votre réponse`);
    });
  });

  it("get none of what was answered, ended, has expired, or is told a second time before the morning", async () => {
    const answered = await awaited();
    const ended = await awaited();
    await awaited({ lastDayToAnswer: "2027-04-11" });
    const twice = await awaited();
    await awaited(twice);
    await hear("CandidatureAccepted", { ...answered, acceptedByPersonId: manager });
    await hear("CandidatureEnded", { ...ended, status: "WITHDRAWN", reason: null, freedSeat: false });
    await awaited({ studentId: newId("student") });
    await sendDigests(write, desk, at("2027-04-12"));
    expect(await mails()).toEqual([`${emailOf(manager)} 1 candidature attend votre réponse`]);
  });

  it("get none that they do not want by mail", async () => {
    await awaited();
    await db.insert(notificationPreferences).values({ personId: manager, kind: "ANSWER_AWAITED", channel: "MAIL", wanted: false, changedAt: NOW });
    await sendDigests(write, desk, at("2027-04-12"));
    expect(await mails()).toEqual([]);
    await db.delete(notificationPreferences);
    await awaited();
    await sendDigests(write, desk, at("2027-04-12"));
    expect(await mails()).toHaveLength(1);
  });

  it("get one from each replica where what waits is read and not locked: the control", async () => {
    await awaited();
    const ready = Promise.withResolvers<void>();
    let reading = 0;
    const naive = () =>
      write(async (tx) => {
        const rows = await tx.select().from(tables.awaitedAnswers);
        if (++reading === 4) ready.resolve();
        await ready.promise;
        const mail = mailOf({ to: emailOf(manager), subject: `${rows.length} candidature`, paragraphs: [], foot: [] });
        if (rows.length > 0) await queueMail(tx, { recipientId: manager, mail, writtenAt: NOW, expiresAt: NOW });
        await tx.delete(tables.awaitedAnswers);
      });
    await Promise.all(Array.from({ length: 4 }, naive));
    expect((await mails()).length).toBeGreaterThan(1);
  });
});

describe("those whom a convention awaits", () => {
  const head = world.persons.find(({ grants }) => grants.some((grant) => grant.role === "SCHOOL_HEAD" && grant.schoolUais.includes(student.schoolUai)))!;
  const family = world.legalRepresentatives.filter(({ studentId }) => studentId === student.id).map(({ personId }) => personId);
  const startsOn = "2027-06-14";

  async function awaitedOf(over: Partial<ConventionAwaitedFact> = {}): Promise<ConventionAwaitedFact> {
    const { id: studentId, schoolUai, academy } = student;
    const fact: ConventionAwaitedFact = {
      conventionId: newId("convention"), studentId, schoolUai, academy, hostId: host.id, awaited: "SCHOOL", capacities: [], hostName: host.legalName, studentName: "Léa M.", startsOn, askedByHost: false, ...over,
    };
    await hear("ConventionAwaited", fact);
    return fact;
  }
  const statusOf = ({ conventionId, studentId, schoolUai, academy, hostId }: ConventionAwaitedFact, from: string, to: string) =>
    hear("ConventionStatusChanged", { conventionId, candidatureId: null, reason: null, from, to, studentId, schoolUai, academy, hostId, tutorEmail: null, referentTeacherId: null });
  const textsTo = async (id: PersonId) => (await findHeldMails(db, 100)).filter(({ to }) => to === emailOf(id)).map(({ text }) => text);

  it("are told each what is theirs to do, in the mail of the candidatures where there is one", async () => {
    await awaited();
    await awaitedOf({ awaited: "HOST" });
    await awaitedOf({ awaited: "SCHOOL", askedByHost: true });
    await awaitedOf({ awaited: "SIGNATURE", capacities: ["SCHOOL_HEAD", "LEGAL_REPRESENTATIVE"] });
    await awaitedOf({ awaited: "INSURANCE" });
    await replicas(at("2027-04-12"));
    const expected = [
      `${emailOf(manager)} 2 démarches vous attendent`,
      `${head.email} 2 démarches vous attendent`,
      ...family.map((id) => `${emailOf(id)} 2 démarches vous attendent`),
    ];
    const told = await mails();
    // The student's own address is their family's business: a student of a class list has none.
    expect(told.filter((line) => !line.startsWith(`${emailOf(student.personId)} `)).toSorted()).toEqual(expected.toSorted());
    expect((await textsTo(head.id))[0]).toContain(`- ${host.legalName} vous relance : Léa M., à partir du lundi 14 juin 2027.`);
    expect(await db.select().from(tables.awaitedConventions)).toEqual([]);
  });

  it("without an account are led to where they ask for a link", async () => {
    const { subject } = world.persons.find(({ id }) => id === family[0]!)!;
    await db.update(tables.persons).set({ subject: null }).where(eq(tables.persons.id, family[0]!));
    await awaitedOf({ awaited: "SIGNATURE", capacities: ["LEGAL_REPRESENTATIVE"] });
    await sendDigests(write, desk, at("2027-04-12"));
    await db.update(tables.persons).set({ subject }).where(eq(tables.persons.id, family[0]!));
    expect((await textsTo(family[0]!))[0]).toContain("Recevoir un lien pour signer :\nhttps://stages.example/lien\n");
  });

  it.each([["HOST", "DRAFT", "HOST_COMPLETED"], ["SCHOOL", "HOST_COMPLETED", "VALIDATED"], ["SCHOOL", "HOST_COMPLETED", "RETURNED"], ["SIGNATURE", "SIGNING", "SIGNED"], ["INSURANCE", "SIGNED", "COMPLETED"], ["SIGNATURE", "SIGNING", "CANCELLED"]] as const)(
    "are told nothing of %s once %s has become %s",
    async (what, from, to) => {
      await statusOf(await awaitedOf({ awaited: what, capacities: ["SCHOOL_HEAD"] }), from, to);
      // What the new status asks of whom is news of its own.
      await db.delete(deliveries);
      await sendDigests(write, desk, at("2027-04-12"));
      expect((await findHeldMails(db, 100)).filter(({ subject }) => subject.startsWith("Stages de seconde"))).toEqual([]);
    },
  );

  it("are not asked for an insurance that was given before the mail left, of the stages that it is of alone", async () => {
    const [given, other] = [await awaitedOf({ awaited: "INSURANCE" }), await awaitedOf({ awaited: "INSURANCE" })];
    const { studentId, schoolUai, academy, conventionId } = given;
    await hear("InsuranceGiven", { studentId, schoolUai, academy, campaignId: "2027", conventionIds: [conventionId] });
    expect(new Set((await db.select().from(tables.awaitedConventions)).map((row) => row.conventionId))).toEqual(new Set([other.conventionId]));
  });

  it("are told what was said last: a signature that is given meanwhile is not asked for", async () => {
    const fact = await awaitedOf({ awaited: "SIGNATURE", capacities: ["SCHOOL_HEAD", "HOST_MANAGER"] });
    await awaitedOf({ ...fact, capacities: ["HOST_MANAGER"] });
    await sendDigests(write, desk, at("2027-04-12"));
    expect(await mails()).toEqual([`${emailOf(manager)} 1 convention attend votre signature`]);
    await awaitedOf({ ...fact, capacities: ["HOST_MANAGER"] });
    await awaitedOf({ ...fact, capacities: [] });
    await sendDigests(write, desk, at("2027-04-13"));
    expect(await mails()).toHaveLength(1);
  });

  it("are nobody who has that role no more, nor of a student who was erased", async () => {
    await awaitedOf({ awaited: "SCHOOL", schoolUai: student.schoolUai });
    await db.update(tables.awaitedConventions).set({ schoolUai: "0000000A" as typeof student.schoolUai });
    await awaitedOf({ studentId: newId("student") });
    await sendDigests(write, desk, at("2027-04-12"));
    expect(await mails()).toEqual([]);
  });

  it("are found sealed: neither the host's name nor the student's is in the table", async () => {
    await awaitedOf();
    const [row] = await db.execute(sql`select a::text as row, encode(names, 'escape') as names from people.awaited_conventions a`);
    expect(JSON.stringify(row)).not.toMatch(/Léa|M\./);
  });
});

