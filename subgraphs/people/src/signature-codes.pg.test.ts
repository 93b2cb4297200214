import { connect, type Database, type Write, writer } from "@stages/database/connection.ts";
import { domainEvent, type Events, type EventType } from "@stages/events/contracts.ts";
import { ofName } from "@stages/kernel/elision.ts";
import { newId, type PersonId } from "@stages/kernel/ids.ts";
import type { Mail } from "@stages/mail/letter.ts";
import type { Sms } from "@stages/mail/sms.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NOW, world } from "./fixtures.ts";
import { handlers } from "./handlers.ts";
import { sendMails } from "./operations/send-mails.ts";
import { findHeldMails } from "./persistence/outgoing-mails.ts";
import { lockPersons, setAddress } from "./persistence/staff.ts";
import * as tables from "./persistence/tables.ts";
import { createPeopleSubgraph } from "./subgraph.ts";

const desk = { publicUrl: "https://stages.example", newSecret: () => "secret" };
let now = NOW;
let database: TestDatabase;
let db: Database;
let write: Write;
let close: () => Promise<void>;

// It is not started: its own sweep would send at its own hour.
beforeAll(async () => {
  database = await freshDatabase("people_with_the_world", async (databaseUrl) => {
    const subgraph = createPeopleSubgraph({ databaseUrl, clock: () => NOW, onFailure: (error) => console.error(error), isDemonstration: true });
    await subgraph.migrate();
    await subgraph.loadDemonstration(world);
    await subgraph.stop();
  });
  ({ db, close } = connect({ url: database.url, name: "test", max: 4 }));
  write = writer(db, () => {});
});
afterAll(async () => {
  await close();
  await database.drop();
});
beforeEach(async () => {
  now = NOW;
  await db.delete(tables.outgoingMails);
});

const hear = <T extends EventType>(type: T, payload: Events[T]) => write((tx) => (handlers(desk, () => now)[type] as (tx: unknown, event: unknown) => Promise<void>)(tx, domainEvent(type, "key", payload, NOW)));

const student = world.students.find(({ id, campaignId }) => campaignId === world.runningCampaignId && world.legalRepresentatives.filter(({ studentId }) => studentId === id).length === 2)!;
const [first, second] = world.legalRepresentatives.filter(({ studentId }) => studentId === student.id).map(({ personId }) => world.persons.find(({ id }) => id === personId)!) as [(typeof world.persons)[0], (typeof world.persons)[0]];
const CODE = "048213";

const issued = (over: Partial<Events["SignatureCodeIssued"]> = {}) =>
  hear("SignatureCodeIssued", { personId: first.id, studentId: student.id, channel: "MAIL", code: CODE, about: "la convention de stage de Léa M.", expiresAt: NOW.add({ minutes: 10 }).toString(), ...over });

async function carried(at = now): Promise<{ readonly mails: readonly Mail[]; readonly texts: readonly Sms[] }> {
  const mails: Mail[] = [];
  const texts: Sms[] = [];
  const send = async (mail: Mail) => void mails.push(mail);
  await sendMails(db, { send, sendSms: async (text) => void texts.push(text) }, at);
  return { mails, texts };
}

describe("a code to sign with", () => {
  it("leaves by mail at once, and the queue forgets it", async () => {
    await issued();
    const sealed = JSON.stringify([...(await db.execute(sql`select *, encode(mail, 'escape') as bytes from people.outgoing_mails`))]);
    expect(sealed).not.toContain(CODE);
    const { mails, texts } = await carried();
    expect(mails).toMatchObject([{ to: first.email, subject: "Stages de seconde : votre code de signature", text: expect.stringContaining(`\n\n${CODE}\n\n`) as string }]);
    expect(texts).toEqual([]);
    expect([...(await db.execute(sql`select mail from people.outgoing_mails`))]).toEqual([{ mail: null }]);
    expect((await carried()).mails).toEqual([]);
  });

  it("leaves by SMS to the telephone that is known, and never by mail instead", async () => {
    const phone = `+33${first.phone!.replace(/\D/g, "").slice(1)}`;
    await issued({ channel: "SMS" });
    expect(await carried()).toEqual({ mails: [], texts: [{ to: phone, text: expect.stringMatching(new RegExp(`^${CODE} : `)) as string }] });
  });

  it("asked for a telephone that nobody knows is not sent at all: the evidence names the channel that was asked", async () => {
    const silent = world.persons.find(({ phone, email }) => phone === null && email !== "");
    if (silent) await issued({ channel: "SMS", personId: silent.id });
    await issued({ channel: "SMS", personId: newId("person") });
    expect(await carried()).toEqual({ mails: [], texts: [] });
  });

  it("is not written once it is over, nor sent once it is over", async () => {
    await issued({ expiresAt: NOW.toString() });
    expect(await db.select().from(tables.outgoingMails)).toEqual([]);
    await issued();
    now = NOW.add({ minutes: 10 });
    expect(await carried()).toEqual({ mails: [], texts: [] });
    expect([...(await db.execute(sql`select mail from people.outgoing_mails`))]).toEqual([{ mail: null }]);
  });

  it("of a student who was erased is sent to nobody", async () => {
    await issued({ studentId: newId("student") });
    expect(await findHeldMails(db, 10)).toEqual([]);
  });

  it("is read in the development mailbox, by SMS too", async () => {
    await issued();
    await issued({ channel: "SMS" });
    expect((await findHeldMails(db, 10)).map(({ subject, text }) => [subject, text.includes(CODE)])).toEqual([["SMS", true], ["Stages de seconde : votre code de signature", true]]);
  });
});

describe("what is sealed", () => {
  const sealedFor = (copies: readonly { personId: PersonId; token: string }[], kind: Events["DocumentSealed"]["kind"] = "CONVENTION", studentToken: string | null = null) => {
    const { id: studentId, schoolUai, academy } = student;
    return hear("DocumentSealed", { documentId: newId("document"), conventionId: newId("convention"), kind, studentId, schoolUai, academy, hostId: newId("host"), tutorEmail: null, referentTeacherId: null, copies, studentToken });
  };

  it("is sent to each who is given a copy, each their own link, for seven days", async () => {
    await sealedFor([{ personId: first.id, token: "one" }, { personId: second.id, token: "two" }, { personId: newId("person"), token: "three" }]);
    const { mails } = await carried();
    expect(mails.map(({ to, subject, text }) => [to, subject, /https:\/\/\S+/.exec(text)![0]]).toSorted()).toEqual(
      [[first.email, `Stage ${ofName(student.firstName)} : votre exemplaire signé`, "https://stages.example/documents#one"], [second.email, `Stage ${ofName(student.firstName)} : votre exemplaire signé`, "https://stages.example/documents#two"]].toSorted(),
    );
    expect(mails[0]!.text).toContain("jusqu'au samedi 17 avril 2027 à 12 h 00 (heure de Paris)");
    expect(mails[0]!.text).not.toContain(student.lastName);
  });

  it("is sent to the student besides, once; of a minor without an address, to who is called first, unless the family has signed", async () => {
    const own = world.persons.find(({ id }) => id === student.personId)!;
    const sent = async () => {
      const { mails } = await carried();
      await db.delete(tables.outgoingMails);
      return mails.map(({ to, text }) => [to, /#(\w+)/.exec(text)![1]]).toSorted();
    };
    const host = world.persons.find(({ id }) => id === world.personas["host-manager"])!;
    const byHost = () => sealedFor([{ personId: host.id, token: "host" }], "ATTESTATION", "own");
    const byFamily = () => sealedFor([{ personId: first.id, token: "one" }], "CONVENTION", "own");
    const becomes = (email: string) => write(async (tx) => setAddress(tx, (await lockPersons(tx, [own.id]))[0]!, email));

    await becomes("lea@eleves.example");
    await byHost();
    expect(await sent()).toEqual([[host.email, "host"], ["lea@eleves.example", "own"]].toSorted());
    await byFamily();
    expect(await sent()).toEqual([[first.email, "one"], ["lea@eleves.example", "own"]].toSorted());
    await sealedFor([{ personId: own.id, token: "signed" }], "CONVENTION", "own");
    expect(await sent()).toEqual([["lea@eleves.example", "signed"]]);

    await becomes("");
    await byHost();
    expect(await sent()).toEqual([[host.email, "host"], [first.email, "own"]].toSorted());
    await byFamily();
    expect(await sent()).toEqual([[first.email, "one"]]);
    await becomes(own.email);
  });

  it("is not told of when this is heard after its links are dead", async () => {
    now = NOW.add({ hours: 24 * 7 });
    await sealedFor([{ personId: first.id, token: "one" }]);
    expect(await findHeldMails(db, 10)).toEqual([]);
  });
});
