import { connect, type Database, type Write, writer } from "@stages/database/connection.ts";
import { SENT_STATEMENTS, type SentStatement } from "@stages/database/statements.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import { type DomainEvent, domainEvent, type Events, type EventType } from "@stages/events/contracts.ts";
import { type Actor, ANONYMOUS } from "@stages/kernel/actor.ts";
import { type AbsenceId, newId, type PersonId } from "@stages/kernel/ids.ts";
import { and, eq, inArray, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NOW, person, persona, runningPeople, studentOf, world } from "./fixtures.ts";
import { notify } from "./operations/notify.ts";
import { insertGrant } from "./persistence/actors.ts";
import { deliveries, notificationPreferences, notifications, pushSubscriptions } from "./persistence/notification-tables.ts";
import * as tables from "./persistence/tables.ts";

const { run, subscribe, publish, url } = runningPeople();

let db: Database;
let write: Write;
let close: () => Promise<void>;
let atStart: { readonly lines: readonly (typeof notifications.$inferSelect)[]; readonly waiting: number };
beforeAll(async () => {
  ({ db, close } = connect({ url: url(), name: "test" }));
  write = writer(db, () => {});
  atStart = { lines: await db.select().from(notifications), waiting: (await db.select().from(deliveries)).length };
});
afterAll(() => close());
beforeEach(async () => {
  for (const table of [deliveries, notifications, notificationPreferences, pushSubscriptions]) await db.delete(table);
});

const tulle = studentOf("student");
const adult = studentOf("adult-student");
const hostId = persona<"HOST_MANAGER">("host-manager").hostIds[0]!;
const PERSONAS = ["student", "adult-student", "legal-representative", "host-manager", "other-host-manager", "tutor", "school-head", "other-school-head", "referent-teacher", "education-adviser", "rectorat"] as const satisfies readonly PersonaName[];
const nameOf = (id: PersonId) => PERSONAS.find((name) => person(name).id === id) ?? "someone else";

const of = ({ id: studentId, schoolUai, academy, campaignId }: typeof tulle) => ({ studentId, schoolUai, academy, campaignId });
const aCandidature = (over: Partial<Events["CandidatureRead"]> = {}): Events["CandidatureRead"] => ({ candidatureId: newId("candidature"), offerId: newId("offer"), hostId, ...of(tulle), period: "WEEK_1", offerTitle: "Au garage", assignedTo: null, ...over });
const circle = (student = tulle) => {
  const { campaignId: _, ...rest } = of(student);
  return { ...rest, conventionId: newId("convention"), hostId, tutorEmail: person("tutor").email, referentTeacherId: person("referent-teacher").id };
};
const aChange = (to: string, over: Partial<Events["ConventionStatusChanged"]> = {}): Events["ConventionStatusChanged"] => ({ ...circle(), candidatureId: null, reason: null, from: "DRAFT", to, byPersonId: null, ...over });
const aStage = (conventionId = newId("convention")): Events["FeedbackOpened"] => {
  const { studentId, schoolUai, academy } = of(tulle);
  return { conventionId, studentId, schoolUai, academy, hostId };
};
const aStep = (step: string, over: Partial<Events["AbsenceStepReached"]> = {}): Events["AbsenceStepReached"] => ({ ...circle(), absenceId: newId("absence"), step, ...over });

function hear<T extends EventType>(type: T, fact: Events[T], now = NOW, id?: string): Promise<void> {
  const event = domainEvent(type, "key", fact, now, id) as DomainEvent<T>;
  return write((tx) => notify(tx, event, now));
}

/** Whose inbox has something, as whom and what of. */
async function told(): Promise<readonly string[]> {
  const rows = await db.select().from(notifications);
  return rows.map(({ personId, role, kind }) => `${nameOf(personId)} ${role} ${kind}`).filter((line) => !line.startsWith("someone else")).toSorted();
}
const waysOf = async (name: PersonaName) => (await db.select().from(deliveries).where(eq(deliveries.personId, person(name).id))).map(({ channel }) => channel).toSorted();

const INBOX = `query($first: Int, $after: String, $unreadOnly: Boolean, $kinds: [NotificationKind!]) {
  notifications(first: $first, after: $after, unreadOnly: $unreadOnly, kinds: $kinds) { unreadCount pageInfo { hasNextPage endCursor } edges { node { id kind urgency title body readAt settledAt student { id } convention { id } } } }
}`;
interface Inbox {
  readonly unreadCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly { readonly node: { readonly id: string; readonly kind: string; readonly title: string; readonly body: string; readonly settledAt: string | null; readonly student: { readonly id: string } | null } }[];
}
async function inbox(actor: Actor, variables: Record<string, unknown> = {}): Promise<Inbox> {
  const { data, code } = await run<{ notifications: Inbox }>(actor, INBOX, { first: 20, ...variables });
  expect(code).toBeUndefined();
  return data!.notifications;
}
const kindsIn = ({ edges }: Inbox) => edges.map(({ node }) => node.kind);

describe("who is told", () => {
  it.each<[string, () => Promise<void>, readonly string[]]>([
    ["a candidature: the host", () => hear("CandidatureSubmitted", aCandidature()), ["host-manager HOST_MANAGER CANDIDATURE_RECEIVED"]],
    ["an acceptance: the student and the family", () => hear("CandidatureAccepted", { ...aCandidature(), acceptedByPersonId: person("host-manager").id }), ["legal-representative LEGAL_REPRESENTATIVE CANDIDATURE_ACCEPTED", "student STUDENT CANDIDATURE_ACCEPTED"]],
    ["a refusal: the student", () => hear("CandidatureEnded", { ...aCandidature(), status: "REFUSED", reason: null, freedSeat: false }), ["student STUDENT CANDIDATURE_ENDED"]],
    ["a withdrawal: the host", () => hear("CandidatureEnded", { ...aCandidature(), status: "WITHDRAWN", reason: null, freedSeat: false }), ["host-manager HOST_MANAGER CANDIDATURE_ENDED"]],
    ["the eve of the last day to confirm: the student and the family", () => hear("ConfirmationAwaited", { ...aCandidature(), offerTitle: "Au garage", lastDayToConfirm: "2027-04-15" }), ["legal-representative LEGAL_REPRESENTATIVE CONFIRMATION_AWAITED", "student STUDENT CONFIRMATION_AWAITED"]],
    ["an attestation that is still awaited: the host", () => hear("AttestationAwaited", { ...aStage(), requestedOn: "2027-06-30" }), ["host-manager HOST_MANAGER ATTESTATION_AWAITED"]],
    ["feedback that opens: the student", () => hear("FeedbackOpened", aStage()), ["student STUDENT FEEDBACK_OPEN"]],
    ["a convention that the host has filled: the heads", () => hear("ConventionStatusChanged", aChange("HOST_COMPLETED")), ["school-head SCHOOL_HEAD CONVENTION_TO_VALIDATE"]],
    ["a validated one of a minor: who signs", () => hear("ConventionStatusChanged", aChange("VALIDATED")), ["host-manager HOST_MANAGER CONVENTION_TO_SIGN", "legal-representative LEGAL_REPRESENTATIVE CONVENTION_TO_SIGN", "school-head SCHOOL_HEAD CONVENTION_TO_SIGN"]],
    ["one of an adult: the student, who signs for themselves", () => hear("ConventionStatusChanged", aChange("VALIDATED", { ...circle(adult) })), ["adult-student STUDENT CONVENTION_TO_SIGN", "host-manager HOST_MANAGER CONVENTION_TO_SIGN", "school-head SCHOOL_HEAD CONVENTION_TO_SIGN"]],
    ["an absence: the referent teacher who is named", () => hear("AbsenceStepReached", aStep("REPORTED")), ["referent-teacher REFERENT_TEACHER ABSENCE"]],
    ["once relayed: the CPE", () => hear("AbsenceStepReached", aStep("RELAYED")), ["education-adviser EDUCATION_ADVISER ABSENCE"]],
    ["once the CPE informs: the family", () => hear("AbsenceStepReached", aStep("FAMILY_INFORMED")), ["legal-representative LEGAL_REPRESENTATIVE ABSENCE"]],
    ["once closed: all of them, and the tutor", () => hear("AbsenceStepReached", aStep("CLOSED")), ["education-adviser EDUCATION_ADVISER ABSENCE", "legal-representative LEGAL_REPRESENTATIVE ABSENCE", "referent-teacher REFERENT_TEACHER ABSENCE", "tutor TUTOR ABSENCE"]],
    ["a late step: whom it is escalated to", () => hear("AbsenceEscalated", { ...aStep("REPORTED"), level: 2, roles: ["SCHOOL_HEAD"] }), ["school-head SCHOOL_HEAD ABSENCE_LATE"]],
  ])("of %s", async (_, happen, expected) => {
    await happen();
    expect(await told()).toEqual(expected);
  });

  it("but not whoever did it", async () => {
    await hear("AbsenceStepReached", aStep("CLOSED", { byPersonId: person("education-adviser").id }));
    expect(await told()).not.toContain("education-adviser EDUCATION_ADVISER ABSENCE");
    await hear("ConventionStatusChanged", aChange("CANCELLED", { byPersonId: person("school-head").id }));
    expect(await told()).not.toContain("school-head SCHOOL_HEAD CONVENTION_ENDED");
  });

  it("by role: every manager of the host, or the one to whom it was given as long as they manage it", async () => {
    const colleague = person("other-host-manager").id;
    await write((tx) => insertGrant(tx, colleague, { role: "HOST_MANAGER", hostId }));
    const both = ["host-manager HOST_MANAGER CANDIDATURE_RECEIVED", "other-host-manager HOST_MANAGER CANDIDATURE_RECEIVED"];
    await hear("CandidatureSubmitted", aCandidature());
    expect(await told()).toEqual(both);
    await db.delete(notifications);
    await hear("CandidatureSubmitted", aCandidature({ assignedTo: colleague }));
    expect(await told()).toEqual([both[1]]);
    await db.delete(tables.grants).where(and(eq(tables.grants.personId, colleague), eq(tables.grants.hostId, hostId)));
    await db.delete(notifications);
    await hear("CandidatureSubmitted", aCandidature({ assignedTo: colleague }));
    expect(await told()).toEqual([both[0]]);
  });

  it("each once, however often an event is heard; twice without the constraint: the control", async () => {
    const id = crypto.randomUUID();
    const fact = aCandidature();
    for (const _ of [1, 2, 3]) await hear("CandidatureSubmitted", fact, NOW, id);
    expect(await told()).toHaveLength(1);
    expect(await db.select().from(deliveries)).toHaveLength(1);
    await expect(db.transaction(async (tx) => {
      await tx.execute(sql`alter table people.notifications drop constraint told_once`);
      await notify(tx, domainEvent("CandidatureSubmitted", "key", fact, NOW, id) as DomainEvent<"CandidatureSubmitted">, NOW);
      throw new Error(`${(await tx.select().from(notifications)).length} lines`);
    })).rejects.toThrow("2 lines");
  });

  it("a person with two roles there as one of them alone", async () => {
    const { id } = person("referent-teacher");
    await write((tx) => insertGrant(tx, id, { role: "LEGAL_REPRESENTATIVE", studentId: tulle.id }));
    await hear("ConventionStatusChanged", aChange("SIGNED"));
    expect((await told()).filter((line) => line.startsWith("referent-teacher"))).toEqual(["referent-teacher REFERENT_TEACHER CONVENTION_SIGNED"]);
    await db.delete(tables.grants).where(and(eq(tables.grants.personId, id), eq(tables.grants.role, "LEGAL_REPRESENTATIVE")));
  });

  it("nobody of a student who is not here", async () => {
    await hear("CandidatureSubmitted", aCandidature({ studentId: newId("student") }));
    expect(await db.select().from(notifications)).toEqual([]);
  });

  it("in as many statements, whatever their number", async () => {
    const hosts = { few: newId("host"), many: newId("host") };
    const managers = world.persons.slice(0, 60).map(({ id }) => id);
    await write(async (tx) => {
      for (const id of managers) await insertGrant(tx, id, { role: "HOST_MANAGER", hostId: hosts.many });
      await insertGrant(tx, managers[0]!, { role: "HOST_MANAGER", hostId: hosts.few });
    });
    const statementsFor = async (host: keyof typeof hosts) => {
      let statements = 0;
      const count = (sent: unknown) => void ((sent as SentStatement).connection === "test" && (statements += 1));
      SENT_STATEMENTS.subscribe(count);
      await db.transaction((tx) => notify(tx, domainEvent("CandidatureSubmitted", "key", aCandidature({ hostId: hosts[host] }), NOW) as DomainEvent<"CandidatureSubmitted">, NOW));
      SENT_STATEMENTS.unsubscribe(count);
      return statements;
    };
    const few = await statementsFor("few");
    expect(await statementsFor("many")).toBe(few);
    expect(few).toBeLessThanOrEqual(6);
    expect(await db.select().from(notifications)).toHaveLength(61);
    for (const host of Object.values(hosts)) await db.delete(tables.grants).where(eq(tables.grants.hostId, host));
  });
});

describe("applications and acceptances that are heard together", () => {
  it("each have their effect once and in their order, and nothing is written of someone who is not here", async () => {
    const hosts = Array.from({ length: 15 }, () => newId("host"));
    const sent = hosts.map((one) => aCandidature({ hostId: one }));
    const nobodys = aCandidature({ studentId: newId("student") });
    const heard = <T extends EventType>(type: T, fact: Events[T] & { readonly candidatureId: string }) => domainEvent(type, fact.candidatureId, fact, NOW) as DomainEvent;
    const events = [
      ...sent.map((fact) => heard("CandidatureSubmitted", fact)),
      heard("CandidatureSubmitted", nobodys),
      ...sent.slice(0, 9).map((fact) => heard("CandidatureAccepted", { ...fact, acceptedByPersonId: person("host-manager").id })),
    ];
    await publish(...events, ...events.slice(0, 3));
    await expect.poll(async () => (await db.select().from(tables.messaging.inbox)).filter(({ eventId }) => events.some(({ id }) => id === eventId)).length, { timeout: 30_000 }).toBe(events.length);
    const ties = (await db.select().from(tables.studentHosts)).filter(({ hostId: one }) => hosts.includes(one));
    expect(hosts.map((one) => ties.find((tie) => tie.hostId === one))).toEqual(hosts.map((one, index) => ({ studentId: tulle.id, hostId: one, disclosed: index < 9 })));
    expect(await db.select().from(tables.studentHosts).where(eq(tables.studentHosts.studentId, nobodys.studentId))).toEqual([]);
    expect(await told()).toEqual([...Array.from({ length: 9 }, () => "legal-representative LEGAL_REPRESENTATIVE CANDIDATURE_ACCEPTED"), ...Array.from({ length: 9 }, () => "student STUDENT CANDIDATURE_ACCEPTED")]);
    await db.delete(tables.studentHosts).where(inArray(tables.studentHosts.hostId, hosts));
  });
});

describe("the demonstration", () => {
  it.each(["student", "legal-representative", "host-manager", "other-host-manager", "school-head", "other-school-head", "referent-teacher"] as const)("has told the %s of what happened, in their role", (name) => {
    const theirs = atStart.lines.filter(({ personId }) => personId === person(name).id);
    expect(theirs.length).toBeGreaterThan(0);
    expect(new Set(theirs.map(({ role }) => role))).toEqual(new Set([persona(name).role]));
  });

  it("has something to do and something done, read and unread, and no mail that waits to leave", () => {
    const is = (column: "readAt" | "settledAt", isNull: boolean) => atStart.lines.some((line) => (line[column] === null) === isNull);
    expect([is("readAt", true), is("readAt", false), is("settledAt", true), is("settledAt", false)]).toEqual([true, true, true, true]);
    expect(atStart.waiting).toBe(0);
  });
});

describe("the inbox", () => {
  it("has one's own in the role one acts in, newest first, page by page, with what is unread counted", async () => {
    const at = (minutes: number) => NOW.add({ minutes });
    for (const minutes of [0, 1, 2, 3, 4]) await hear("CandidatureSubmitted", aCandidature({ offerTitle: `Offre ${minutes}` }), at(minutes));
    const manager = persona("host-manager");
    const first = await inbox(manager, { first: 2 });
    expect(first.edges.map(({ node }) => node.body)).toEqual([expect.stringContaining("Offre 4"), expect.stringContaining("Offre 3")]);
    expect(first).toMatchObject({ unreadCount: 5, pageInfo: { hasNextPage: true } });
    const second = await inbox(manager, { first: 2, after: first.pageInfo.endCursor });
    expect(second.edges.map(({ node }) => node.body)).toEqual([expect.stringContaining("Offre 2"), expect.stringContaining("Offre 1")]);
    expect(kindsIn(await inbox(manager, { kinds: ["CONVENTION_TO_FILL"] }))).toEqual([]);
    expect(await inbox(persona("other-host-manager"))).toMatchObject({ unreadCount: 0, edges: [] });
    expect((await run(manager, INBOX, { first: 2, after: "n'importe quoi" })).code).toBe("INVALID_CURSOR");
    expect((await run(manager, INBOX, { first: 0 })).code).toBe("INVALID_PAGE_SIZE");
  });

  it("names nobody of an application to a host, and the student of a convention to the school", async () => {
    await hear("CandidatureSubmitted", aCandidature());
    await hear("ConventionStatusChanged", aChange("HOST_COMPLETED"));
    expect(JSON.stringify(await inbox(persona("host-manager")))).not.toMatch(new RegExp(`${tulle.firstName}|${tulle.lastName}`));
    const [line] = (await inbox(persona("school-head"))).edges;
    expect(line!.node.title).toContain(`${tulle.firstName} ${tulle.lastName[0]}.`);
    expect(line!.node.student).toEqual({ id: tulle.id });
  });

  it("shows nothing of a role that is over, of another host, nor to whoever came by a personal link", async () => {
    await hear("CandidatureSubmitted", aCandidature());
    await hear("ConventionStatusChanged", aChange("VALIDATED"));
    const { personId } = persona<"HOST_MANAGER">("host-manager");
    expect(await inbox({ role: "HOST_MANAGER", personId, hostIds: [newId("host")] })).toMatchObject({ unreadCount: 0, edges: [] });
    expect(await inbox({ role: "TUTOR", personId, email: person("host-manager").email })).toMatchObject({ unreadCount: 0, edges: [] });
    const link: Actor = { ...persona<"LEGAL_REPRESENTATIVE">("legal-representative"), link: { purpose: "SIGN_CONVENTION", conventionId: newId("convention"), studentId: tulle.id } };
    expect((await run(link, INBOX, { first: 5 })).code).toBe("FORBIDDEN");
    expect((await run(persona("rectorat"), INBOX, { first: 5 })).code).toBe("FORBIDDEN");
    expect((await run(ANONYMOUS, INBOX, { first: 5 })).code).toBe("UNAUTHENTICATED");
  });

  const MARK = "mutation($ids: [ID!], $until: DateTime) { markNotificationsRead(input: { ids: $ids, until: $until }) { marked unreadCount } }";

  it("is marked as read line by line or up to an instant, one's own alone", async () => {
    for (const minutes of [0, 1, 2]) await hear("CandidatureSubmitted", aCandidature(), NOW.add({ minutes }));
    const manager = persona("host-manager");
    const [newest] = (await inbox(manager)).edges.map(({ node }) => node.id);
    expect((await run(persona("other-host-manager"), MARK, { ids: [newest] })).data).toMatchObject({ markNotificationsRead: { marked: 0, unreadCount: 0 } });
    expect((await run(manager, MARK, { ids: [newest, newId("notification"), "rien"] })).data).toMatchObject({ markNotificationsRead: { marked: 1, unreadCount: 2 } });
    expect((await run(manager, MARK, { ids: [newest] })).data).toMatchObject({ markNotificationsRead: { marked: 0, unreadCount: 2 } });
    expect((await inbox(manager, { unreadOnly: true })).edges).toHaveLength(2);
    expect((await run(manager, MARK, { until: NOW.toString() })).data).toMatchObject({ markNotificationsRead: { marked: 1, unreadCount: 1 } });
    expect((await run(manager, MARK, {})).code).toBe("IDS_OR_UNTIL");
    expect((await run(manager, MARK, { ids: [], until: NOW.toString() })).code).toBe("IDS_OR_UNTIL");
    expect((await run(manager, MARK, { ids: Array.from({ length: 101 }, () => newest) })).code).toBe("TOO_MANY_ITEMS");
  });

  it("says what asks for nothing any more, whoever did it", async () => {
    const candidature = aCandidature();
    await hear("CandidatureSubmitted", candidature);
    await hear("AnswerAwaited", { ...candidature, offerTitle: "Au garage", lastDayToAnswer: "2027-04-25", assignedTo: null });
    const open = async () => (await inbox(persona("host-manager"))).edges.flatMap(({ node }) => (node.settledAt ? [] : [node.kind]));
    expect(await open()).toHaveLength(2);
    await hear("CandidatureAccepted", { ...candidature, acceptedByPersonId: person("host-manager").id });
    expect(await open()).toEqual([]);
    await hear("AttestationAwaited", { ...aStage(), requestedOn: "2027-06-30" });
    expect(await open()).toEqual(["ATTESTATION_AWAITED"]);
    await db.delete(notifications);
    const change = aChange("VALIDATED");
    await hear("ConventionStatusChanged", change);
    await hear("ConventionStatusChanged", { ...change, from: "VALIDATED", to: "SIGNING", by: "SCHOOL" });
    expect(await open()).toEqual(["CONVENTION_TO_SIGN"]);
    await hear("ConventionStatusChanged", { ...change, from: "SIGNING", to: "SIGNED", by: "FAMILY" });
    expect(await open()).toEqual(["CONVENTION_SIGNED"]);
    const step = aStep("REPORTED", { absenceId: newId("absence") as AbsenceId });
    await hear("AbsenceStepReached", step);
    await hear("AbsenceStepReached", { ...step, step: "RELAYED" });
    expect((await inbox(persona("referent-teacher"), { kinds: ["ABSENCE"] })).edges.map(({ node }) => node.settledAt)).toEqual([expect.any(String)]);
  });
});

describe("what a family is asked for", () => {
  const openOf = async (name: PersonaName) => (await inbox(persona(name))).edges.flatMap(({ node }) => (node.settledAt ? [] : [node.kind])).toSorted();

  it("is confirmed by one answer, said once a stage, and an insurance given for all the stages that it is of, and for no other", async () => {
    const candidature = aCandidature();
    await hear("ConfirmationAwaited", { ...candidature, offerTitle: "Au garage", lastDayToConfirm: "2027-04-15" });
    const awaited = [aStage(), aStage(), aStage()];
    for (const stage of awaited) await hear("ConventionAwaited", { ...stage, awaited: "INSURANCE", capacities: [], hostName: "Garage", studentName: "Léa M.", startsOn: "2027-06-14", askedByHost: false });
    await hear("FeedbackOpened", awaited[0]!);
    const insurances = ["INSURANCE_AWAITED", "INSURANCE_AWAITED", "INSURANCE_AWAITED"];
    expect(await openOf("student")).toEqual(["CONFIRMATION_AWAITED", "FEEDBACK_OPEN", ...insurances]);
    await hear("CandidatureConfirmed", candidature);
    await hear("FeedbackGiven", awaited[0]!);
    expect(await openOf("student")).toEqual(insurances);
    await hear("InsuranceGiven", { studentId: tulle.id, schoolUai: tulle.schoolUai, academy: tulle.academy, campaignId: "2027", conventionIds: awaited.slice(0, 2).map(({ conventionId }) => conventionId) });
    expect([await openOf("student"), await openOf("legal-representative")]).toEqual([["INSURANCE_AWAITED"], ["INSURANCE_AWAITED"]]);
  });
});

describe("live", () => {
  interface Streamed {
    readonly notifications: { readonly unreadCount: number; readonly cursor: string; readonly notification: { readonly kind: string } | null };
  }
  const query = (after?: string) => `subscription { notifications${after ? `(after: "${after}")` : ""} { cursor unreadCount notification { kind title } } }`;
  /** The first value says where the stream begins. */
  async function opened(actor: Actor, after?: string) {
    const stream = subscribe(actor, query(after));
    expect((await stream.next()).value).toHaveProperty("extensions.cursor");
    return {
      /** What the tests before have told may still be on its way: its lines are gone. */
      async heard(kind: string | null) {
        for (;;) {
          const { notifications: heard } = ((await stream.next()).value as { readonly data: Streamed }).data;
          if ((heard.notification?.kind ?? null) === kind) return heard;
        }
      },
      leave: () => stream.return?.(),
    };
  }

  it("each hears their own as it is told, and goes on from a cursor", async () => {
    const manager = persona("host-manager");
    const live = await opened(manager);
    await hear("ConventionStatusChanged", aChange("HOST_COMPLETED"));
    await hear("CandidatureSubmitted", aCandidature());
    const first = await live.heard("CANDIDATURE_RECEIVED");
    expect(first).toMatchObject({ unreadCount: 1, notification: { kind: "CANDIDATURE_RECEIVED" } });
    await live.leave();
    await hear("ConventionStatusChanged", aChange("RETURNED"));
    const resumed = await opened(manager, first.cursor);
    expect(await resumed.heard("CONVENTION_RETURNED")).toMatchObject({ unreadCount: 2, notification: { kind: "CONVENTION_RETURNED" } });
    await resumed.leave();
  });

  it("what is no longer theirs is told without what it said", async () => {
    const { personId } = persona<"HOST_MANAGER">("host-manager");
    const live = await opened({ role: "HOST_MANAGER", personId, hostIds: [] });
    await hear("CandidatureSubmitted", aCandidature());
    expect(await live.heard(null)).toMatchObject({ unreadCount: 0, notification: null });
    await live.leave();
  });
});

describe("preferences", () => {
  const PREFERENCES = "{ notificationPreferences { kind channel wanted isDefault isLocked } }";
  const CHANGE = "mutation($changes: [NotificationPreferenceInput!]!) { changeNotificationPreferences(input: { changes: $changes }) { kind channel wanted isDefault isLocked } }";
  type Choice = { readonly kind: string; readonly channel: string; readonly wanted: boolean; readonly isDefault: boolean; readonly isLocked: boolean };
  const all = async (name: PersonaName) => (await run<{ notificationPreferences: readonly Choice[] }>(persona(name), PREFERENCES)).data!.notificationPreferences;
  const change = (name: PersonaName, ...changes: readonly (readonly [string, string, boolean])[]) => run(persona(name), CHANGE, { changes: changes.map(([kind, channel, wanted]) => ({ kind, channel, wanted })) });

  it("are the kind's own until one chooses, and say by which ways one is told", async () => {
    const before = await all("host-manager");
    expect(before).toContainEqual({ kind: "CANDIDATURE_RECEIVED", channel: "MAIL", wanted: true, isDefault: true, isLocked: false });
    expect(before.map(({ kind }) => kind)).not.toContain("CONVENTION_TO_VALIDATE");
    await hear("CandidatureSubmitted", aCandidature());
    expect(await waysOf("host-manager")).toEqual(["MAIL"]);
    await change("host-manager", ["CANDIDATURE_RECEIVED", "MAIL", false]);
    await db.delete(deliveries);
    await hear("CandidatureSubmitted", aCandidature());
    expect(await waysOf("host-manager")).toEqual([]);
    await change("host-manager", ["CANDIDATURE_RECEIVED", "MAIL", true]);
    expect(await all("host-manager")).toEqual(before);
    expect(await db.select().from(notificationPreferences)).toEqual([]);
  });

  it("leave one way at least of what must reach someone, also when two changes come at once", async () => {
    const name = "legal-representative";
    expect((await change(name, ["ABSENCE", "MAIL", false], ["ABSENCE", "PUSH", false], ["ABSENCE", "SMS", false])).code).toBe("NOTIFICATION_MUST_REACH");
    await change(name, ["ABSENCE", "PUSH", false]);
    const answers = await Promise.all([change(name, ["ABSENCE", "MAIL", false]), change(name, ["ABSENCE", "SMS", false])]);
    expect(answers.map(({ code }) => code ?? "done").toSorted()).toEqual(["NOTIFICATION_MUST_REACH", "done"]);
    expect((await all(name)).filter(({ kind, isLocked }) => kind === "ABSENCE" && isLocked)).toHaveLength(1);
  });

  it("offer what the role is told of, and short messages for an absence alone", async () => {
    expect((await change("host-manager", ["CANDIDATURE_RECEIVED", "SMS", true])).code).toBe("CHANNEL_NOT_OFFERED");
    expect((await change("host-manager", ["INSURANCE_AWAITED", "MAIL", false])).code).toBe("CHANNEL_NOT_OFFERED");
    expect((await run(persona("rectorat"), PREFERENCES)).code).toBe("FORBIDDEN");
  });

  it("reach each browser of a person, and a telephone that takes short messages", async () => {
    const { id } = person("legal-representative");
    for (const endpointIndex of ["a", "b"]) await db.insert(pushSubscriptions).values({ id: newId("push"), personId: id, endpointIndex, subscription: Buffer.from("00", "hex") as never, createdAt: NOW });
    await hear("AbsenceStepReached", aStep("FAMILY_INFORMED"));
    const ways = await waysOf("legal-representative");
    expect(ways.filter((way) => way === "PUSH")).toHaveLength(2);
    expect(ways).toContain("MAIL");
    expect((await db.select().from(deliveries)).every(({ dueAt }) => dueAt.equals(NOW))).toBe(true);
  });

  it("leave to the digest of the morning what it says: no other mail", async () => {
    await hear("AnswerAwaited", { ...aCandidature(), offerTitle: "Au garage", lastDayToAnswer: "2027-04-25", assignedTo: null });
    expect(await told()).toEqual(["host-manager HOST_MANAGER ANSWER_AWAITED"]);
    expect(await waysOf("host-manager")).toEqual([]);
  });
});
