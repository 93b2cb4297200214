import { connect, type Database, type Sql, writer } from "@stages/database/connection.ts";
import { databaseUnder, standingOf } from "@stages/database/standing.ts";
import { type Actor, ANONYMOUS, PLATFORM } from "@stages/kernel/actor.ts";
import { ofName } from "@stages/kernel/elision.ts";
import { sha256 } from "@stages/kernel/digest.ts";
import { type ConventionId, newId, type PersonId, type StudentId, uuidOf } from "@stages/kernel/ids.ts";
import type { LinkPurpose } from "@stages/kernel/link-purpose.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { isMinorOn } from "@stages/kernel/civil-time.ts";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { open } from "./domain/personal-link.ts";
import { NOW, person, persona, runningPeople, told, world } from "./fixtures.ts";
import { wordsOf } from "./domain/notification-words.ts";
import { sendDigests } from "./operations/send-digests.ts";
import { answerRequests } from "./operations/request-personal-link.ts";
import { newSecret } from "./operations/link-desk.ts";
import { findLink, saveOpening } from "./persistence/personal-links.ts";

const { run, log, publish, url } = runningPeople();
let db: Database;
let client: Sql;
let close: () => Promise<void>;
beforeAll(() => {
  ({ db, client, close } = connect({ url: url(), name: "test", max: 6 }));
});
afterAll(() => close());

const head = persona<"SCHOOL_HEAD">("school-head");
const manager = persona<"HOST_MANAGER">("host-manager");
const uai = head.schoolUais[0]!;
const hostId = manager.hostIds[0]!;
const TODAY = Temporal.PlainDate.from("2027-04-10");

const emailOf = (id: PersonId) => world.persons.find((one) => one.id === id)!.email;
/** Minors of the school whose representatives have no account. */
const minors = world.students.filter(
  ({ id, schoolUai, birthDate, campaignId }) =>
    schoolUai === uai && campaignId === world.runningCampaignId && isMinorOn(birthDate, TODAY) && parentsOf(id).length === 2 && parentsOf(id).every((one) => world.persons.find((known) => known.id === one)!.subject === null),
);
function parentsOf(studentId: StudentId): readonly PersonId[] {
  return world.legalRepresentatives.filter((one) => one.studentId === studentId).map(({ personId }) => personId);
}
let taken = 0;
const aMinor = () => minors[taken++]!;

interface Held {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
const mailbox = async () => (await run<{ mailbox: Held[] }>(PLATFORM, "{ mailbox }")).data!.mailbox;
const mailsTo = async (email: string) => (await mailbox()).filter(({ to }) => to === email);
const tokensIn = (mails: readonly Held[]) => mails.flatMap(({ text }) => [...text.matchAll(/\/lien#([\w-]{43})/g)].map(([, token]) => token!));
const tokenSentTo = async (email: string) => tokensIn(await mailsTo(email))[0]!;

const OPEN = "mutation($token: String!) { openPersonalLink(input: { token: $token }) { accessToken expiresAt purpose conventionId role } }";
const SEND = "mutation($input: SendPersonalLinkInput!) { sendPersonalLink(input: $input) { id state recipient revokedWhy } }";
const REVOKE = "mutation($linkId: ID!) { revokePersonalLink(input: { linkId: $linkId }) { id state revokedWhy } }";
const REQUEST = "mutation($email: String!) { requestPersonalLink(input: { email: $email }) { message } }";
const LINKS = "query($id: ID!) { student(id: $id) { personalLinks { id purpose state recipient revokedWhy conventionId } } }";

interface Session {
  readonly accessToken: string;
  readonly expiresAt: string;
  readonly conventionId: string;
  readonly role: string;
}
const opening = async (token: string, now = NOW) => {
  const { data, code } = await run<{ openPersonalLink: Session | null }>(ANONYMOUS, OPEN, { token }, now);
  return { session: data?.openPersonalLink ?? null, code };
};
const linksOf = async (id: StudentId, as: Actor = head) =>
  (await run<{ student: { personalLinks: { id: string; purpose: LinkPurpose; state: string; recipient: string; revokedWhy: string | null }[] } }>(as, LINKS, { id })).data!.student.personalLinks;
const send = (input: { conventionId: string; purpose: LinkPurpose; personId?: PersonId }, as: Actor = head) => run<{ sendPersonalLink: { id: string; state: string; recipient: string } | null }>(as, SEND, { input });
const bearerOf = async (accessToken: string, now = NOW) =>
  (await run<{ linkBearer: { subject: string; expiresAt: string } | null }>(PLATFORM, "query($h: String!) { linkBearer(secretHash: $h) }", { h: sha256(accessToken) }, now)).data!.linkBearer;
const actorOf = async (subject: string, now = NOW, role: string | null = null) =>
  (await run<{ actor: Actor | null }>(PLATFORM, "query($subject: String!, $role: Role) { actor(subject: $subject, role: $role) }", { subject, role }, now)).data!.actor;

/** A convention that `conventions` tells of, and what it has become. */
async function toldOf(studentId: StudentId, to: string, over: { id?: ConventionId; from?: string; tutorEmail?: string; schoolUai?: Uai } = {}): Promise<ConventionId> {
  const id = over.id ?? newId("convention");
  await publish(
    told("ConventionStatusChanged", id, {
      conventionId: id, candidatureId: newId("candidature"), reason: null, from: over.from ?? "HOST_COMPLETED", to, studentId, schoolUai: over.schoolUai ?? uai, academy: "22", hostId,
      tutorEmail: over.tutorEmail ?? `tuteur.${id.slice(-6)}@atelier.example`, referentTeacherId: null,
    }),
  );
  await vi.waitFor(async () => expect([...(await db.execute(sql`select status from people.conventions where id = ${uuidOf(id)}::uuid`))]).toEqual([{ status: to }]), { timeout: 30_000 });
  return id;
}

/** Validated, and each parent's mail written. */
async function validated(over: { tutorEmail?: string } = {}) {
  const student = aMinor();
  const [first, second] = parentsOf(student.id) as [PersonId, PersonId];
  const conventionId = await toldOf(student.id, "VALIDATED", over);
  await vi.waitFor(async () => expect(await linksOf(student.id)).toHaveLength(2), { timeout: 30_000 });
  return { student, conventionId, first, second };
}

describe("a validated convention", () => {
  it("sends a link to each who may sign and has no account, with a first name alone", async () => {
    const { student, first, second } = await validated();
    for (const id of [first, second]) {
      const [mail] = await mailsTo(emailOf(id));
      expect(mail!.subject).toBe(`Stage ${ofName(student.firstName)} : votre signature est attendue`);
      expect(mail!.text).toMatch(/une seule fois, jusqu'au mardi 13 avril 2027 à 12 h 00 \(heure de Paris\)/);
      expect(mail!.text).toContain("Si vous n'êtes pas concerné");
      expect(mail!.text).not.toContain(student.lastName);
    }
    expect((await linksOf(student.id)).map(({ purpose, state }) => `${purpose} ${state}`)).toEqual(["SIGN_CONVENTION PENDING", "SIGN_CONVENTION PENDING"]);
  });

  it("sends none to whoever has an account, nor for a student of age", async () => {
    const adult = world.students.find(({ id }) => id === persona<"STUDENT">("adult-student").studentId)!;
    const withAccount = persona<"STUDENT">("student").studentId;
    const known = [...parentsOf(adult.id), person("legal-representative").id].map(emailOf);
    await toldOf(adult.id, "VALIDATED");
    await toldOf(withAccount, "VALIDATED");
    await validated(); // told after them: what they would have sent would be there
    expect((await mailbox()).filter(({ to }) => known.includes(to))).toEqual([]);
  });
});

describe("a link", () => {
  it("is opened once, for thirty minutes, as that student's representative", async () => {
    const { student, conventionId, first } = await validated();
    const token = await tokenSentTo(emailOf(first));
    const { session } = await opening(token);
    expect(session).toEqual({ accessToken: expect.stringMatching(/^stl_[\w-]{43}$/) as string, expiresAt: "2027-04-10T10:30:00Z", purpose: "SIGN_CONVENTION", conventionId, role: "LEGAL_REPRESENTATIVE" });
    expect((await opening(token)).code).toBe("LINK_UNKNOWN");
    const bearer = (await bearerOf(session!.accessToken))!;
    expect(bearer).toEqual({ subject: expect.stringMatching(/^link\|link_/) as string, expiresAt: "2027-04-10T10:30:00Z" });
    expect(await actorOf(bearer.subject)).toEqual({ role: "LEGAL_REPRESENTATIVE", personId: first, studentIds: [student.id], link: { purpose: "SIGN_CONVENTION", conventionId, studentId: student.id } });
    expect(await actorOf(bearer.subject, NOW, "TUTOR")).toBeNull();
    const over = NOW.add({ minutes: 30 });
    expect([await bearerOf(session!.accessToken, over), await actorOf(bearer.subject, over)]).toEqual([null, null]);
  });

  it("is kept as a hash alone, and so is its session", async () => {
    const { first } = await validated();
    const token = await tokenSentTo(emailOf(first));
    const { session } = await opening(token);
    const rows = JSON.stringify([...(await db.execute(sql`select * from people.personal_links`))]);
    expect(rows).toContain(sha256(token));
    for (const secret of [token, session!.accessToken]) expect(rows).not.toContain(secret);
  });

  it.each([["72 hours later", { hours: 72 }, "LINK_EXPIRED"], ["a second before", { hours: 71, minutes: 59, seconds: 59 }, undefined]])("is opened in time or not: %s", async (_, later, code) => {
    const { first } = await validated();
    expect((await opening(await tokenSentTo(emailOf(first)), NOW.add(later))).code).toBe(code);
  });

  it.each(["", "x", "é".repeat(43), newSecret()])("that was never sent is unknown: %j", async (token) => {
    expect((await opening(token)).code).toBe("LINK_UNKNOWN");
  });

  it("opened by twelve at once is opened by one", async () => {
    const { first } = await validated();
    const token = await tokenSentTo(emailOf(first));
    const codes = await Promise.all(Array.from({ length: 12 }, async () => (await opening(token)).code));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === "LINK_UNKNOWN")).toHaveLength(11);
  });

  it("would be opened by several if it were read without being locked: the control", async () => {
    const { student } = await validated();
    const id = (await linksOf(student.id))[0]!.id as Parameters<typeof findLink>[1];
    const ready = Promise.withResolvers<void>();
    let reading = 0;
    const naive = () =>
      writer(db, () => {})(async (tx) => {
        const link = (await findLink(tx, id))!;
        if (++reading === 3) ready.resolve();
        await ready.promise;
        if (link.openedAt) return false;
        await saveOpening(tx, open(link, { sessionHash: newSecret(), now: NOW }));
        return true;
      });
    expect((await Promise.all([naive(), naive(), naive()])).filter(Boolean).length).toBeGreaterThan(1);
  });

  it("is worth nothing once its holder answers for the student no more", async () => {
    const { first, student } = await validated();
    const { session } = await opening(await tokenSentTo(emailOf(first)));
    const { subject } = (await bearerOf(session!.accessToken))!;
    expect(await actorOf(subject)).not.toBeNull();
    await db.execute(sql`update people.legal_representatives set may_sign = false where person_id = ${uuidOf(first)}::uuid and student_id = ${uuidOf(student.id)}::uuid`);
    expect(await actorOf(subject)).toBeNull();
  });

  it("dies with its convention, and whoever holds its session is told of", async () => {
    const { student, conventionId, first, second } = await validated();
    const { session } = await opening(await tokenSentTo(emailOf(first)));
    const { subject } = (await bearerOf(session!.accessToken))!;
    const unopened = await tokenSentTo(emailOf(second));
    await toldOf(student.id, "CANCELLED", { id: conventionId, from: "VALIDATED" });
    await vi.waitFor(async () => expect((await linksOf(student.id)).map(({ revokedWhy }) => revokedWhy)).toEqual(["CONVENTION_ENDED", "CONVENTION_ENDED"]), { timeout: 30_000 });
    expect(await actorOf(subject)).toBeNull();
    expect((await opening(unopened)).code).toBe("LINK_UNKNOWN");
    await vi.waitFor(async () => expect((await log("ActorChanged")).map(({ payload }) => (payload as { subject: string }).subject)).toContain(subject), { timeout: 30_000 });
  });
});

describe("another link", () => {
  it("replaces the former one, even when two are sent at once", async () => {
    const { student, conventionId, first } = await validated();
    const former = await tokenSentTo(emailOf(first));
    const again = { conventionId, purpose: "SIGN_CONVENTION", personId: first } as const;
    const sent = await Promise.all([send(again), send(again, persona("education-adviser")), send(again, persona("referent-teacher"))]);
    expect(sent.map(({ code }) => code)).toEqual([undefined, undefined, undefined]);
    expect((await opening(former)).code).toBe("LINK_UNKNOWN");
    const tokens = tokensIn(await mailsTo(emailOf(first))).filter((token) => token !== former);
    expect(tokens).toHaveLength(3);
    const codes = await Promise.all(tokens.map(async (token) => (await opening(token)).code));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    const states = (await linksOf(student.id)).map(({ state, revokedWhy }) => revokedWhy ?? state).toSorted();
    expect(states).toEqual(["OPENED", "PENDING", "REPLACED", "REPLACED", "REPLACED"]);
  });

  it("to the tutor is sent by the host's manager too, and shows an address", async () => {
    const tutorEmail = "Tuteur.Nouveau@atelier.example";
    const { conventionId } = await validated({ tutorEmail });
    const { data, code } = await send({ conventionId, purpose: "FOLLOW_INTERN" }, manager);
    expect([code, data!.sendPersonalLink]).toMatchObject([undefined, { state: "PENDING", recipient: tutorEmail.toLowerCase() }]);
    const { session } = await opening(await tokenSentTo(tutorEmail.toLowerCase()));
    expect(session).toMatchObject({ role: "TUTOR", expiresAt: "2027-04-10T12:00:00Z" });
    const first = (await actorOf((await bearerOf(session!.accessToken))!.subject))!;
    expect(first).toMatchObject({ role: "TUTOR", email: tutorEmail.toLowerCase(), link: { purpose: "FOLLOW_INTERN" } });
    // Of the mails, the newest stands first.
    await send({ conventionId, purpose: "FOLLOW_INTERN" });
    const again = (await opening(await tokenSentTo(tutorEmail.toLowerCase()))).session!;
    expect((await actorOf((await bearerOf(again.accessToken))!.subject)) as { personId?: string }).toMatchObject({ personId: (first as { personId: string }).personId });
  });

  it("is refused where it is not theirs to send, or not of use", async () => {
    const { conventionId, first, student } = await validated();
    const sign = { conventionId, purpose: "SIGN_CONVENTION", personId: first } as const;
    expect((await send(sign, manager)).code).toBe("FORBIDDEN");
    expect((await send(sign, persona("other-school-head"))).code).toBe("NOT_FOUND");
    expect((await send({ ...sign, purpose: "FOLLOW_INTERN" }, persona("other-host-manager"))).code).toBe("NOT_FOUND");
    for (const name of ["student", "tutor", "rectorat", "ministry", "legal-representative"] as const) expect((await send(sign, persona(name))).code).toBe("FORBIDDEN");
    expect((await send({ ...sign, personId: person("host-manager").id })).code).toBe("NOT_FOUND");
    expect((await send({ conventionId, purpose: "SIGN_CONVENTION" })).code).toBe("NOT_FOUND");
    expect((await send({ ...sign, conventionId: newId("convention") })).code).toBe("NOT_FOUND");
    const withAccount = await toldOf(persona<"STUDENT">("student").studentId, "VALIDATED");
    await vi.waitFor(async () => expect((await send({ conventionId: withAccount, purpose: "SIGN_CONVENTION", personId: person("legal-representative").id })).code).toBe("LINK_NOT_NEEDED"), { timeout: 30_000 });
    await toldOf(student.id, "COMPLETED", { id: conventionId, from: "SIGNED" });
    await vi.waitFor(async () => expect((await send(sign)).code).toBe("WRONG_STATE"), { timeout: 30_000 });
  });
});

describe("a link withdrawn", () => {
  it("is dead at once, opened or not", async () => {
    const { student, first } = await validated();
    const [link] = (await linksOf(student.id)).filter(({ recipient }) => recipient.includes(world.persons.find(({ id }) => id === first)!.lastName));
    const { session } = await opening(await tokenSentTo(emailOf(first)));
    const { subject } = (await bearerOf(session!.accessToken))!;
    expect((await run(persona("other-school-head"), REVOKE, { linkId: subject.slice("link|".length) })).code).toBe("NOT_FOUND");
    expect((await run(manager, REVOKE, { linkId: subject.slice("link|".length) })).code).toBe("NOT_FOUND");
    for (let times = 0; times < 2; times++) {
      expect((await run(head, REVOKE, { linkId: subject.slice("link|".length) })).data).toMatchObject({ revokePersonalLink: { state: "REVOKED", revokedWhy: "WITHDRAWN" } });
    }
    expect(link).toBeDefined();
    expect([await bearerOf(session!.accessToken), await actorOf(subject)]).toEqual([null, null]);
  });
});

describe("a corrected address", () => {
  const CORRECT = "mutation($input: CorrectRepresentativeEmailInput!) { correctRepresentativeEmail(input: $input) { id } }";

  it("kills what was sent to the former one, and resends what nobody opened, in time or not", async () => {
    const { student, first, second } = await validated();
    const formerToken = await tokenSentTo(emailOf(first));
    const { session } = await opening(await tokenSentTo(emailOf(second)));
    const later = NOW.add({ hours: 100 });
    const correct = (representativeId: PersonId, email: string) => run(head, CORRECT, { input: { studentId: student.id, representativeId, email } }, later);
    await correct(first, "juste.un@familles.example");
    await correct(second, "juste.deux@familles.example");
    expect((await opening(formerToken)).code).toBe("LINK_UNKNOWN");
    expect(await mailsTo(emailOf(first))).toEqual([]);
    const [mail] = await mailsTo("juste.un@familles.example");
    expect((await opening(tokensIn([mail!])[0]!, later)).session).toMatchObject({ role: "LEGAL_REPRESENTATIVE" });
    // Whoever read the former address had opened it: they are stopped, and it is for the school to send another.
    expect(await bearerOf(session!.accessToken)).toBeNull();
    expect(await mailsTo("juste.deux@familles.example")).toEqual([]);
  });

  it("kills what was sent there for a child of another school, whose links the one who corrects does not see", async () => {
    const { student, first } = await validated();
    const elsewhere = persona<"SCHOOL_HEAD">("other-school-head");
    const sibling = world.students.find(({ schoolUai, birthDate, campaignId }) => schoolUai === elsewhere.schoolUais[0] && campaignId === world.runningCampaignId && isMinorOn(birthDate, TODAY))!;
    await db.execute(sql`insert into people.legal_representatives (student_id, person_id, relationship, contact_order, may_sign) values (${uuidOf(sibling.id)}, ${uuidOf(first)}, 'MOTHER', 9, true)`);
    const others = await toldOf(sibling.id, "VALIDATED", { schoolUai: sibling.schoolUai });
    await vi.waitFor(async () => expect(await mailsTo(emailOf(first))).toHaveLength(2), { timeout: 30_000 });
    const former = tokensIn(await mailsTo(emailOf(first)));
    expect(await linksOf(sibling.id, elsewhere)).toContainEqual(expect.objectContaining({ state: "PENDING" }));

    await run(head, CORRECT, { input: { studentId: student.id, representativeId: first, email: "juste.trois@familles.example" } });
    for (const token of former) expect((await opening(token)).code).toBe("LINK_UNKNOWN");
    const sent = await Promise.all(tokensIn(await mailsTo("juste.trois@familles.example")).map((token) => opening(token)));
    expect(sent.map(({ session }) => session?.conventionId)).toContain(others);
    expect(sent).toHaveLength(2);
    // Behind the wall alone, none of it would have been found: the control.
    const behind = databaseUnder(client, standingOf("people", head));
    expect(await behind.execute(sql`select id from people.personal_links where convention_id = ${uuidOf(others)}`)).toHaveLength(0);
  });
});

describe("asked for by an address", () => {
  const request = async (email: string, now = NOW) => (await run<{ requestPersonalLink: { message: string } }>(ANONYMOUS, REQUEST, { email }, now)).data?.requestPersonalLink.message;
  const answered = (now = NOW) => answerRequests(writer(db, () => {}), { newSecret, publicUrl: null }, now);

  it("is answered by the same sentence whether it is known or not, and by a mail if it is", async () => {
    const { first } = await validated();
    const links = async () => (await mailsTo(emailOf(first))).filter(({ text }) => text.includes("/lien#")).length;
    const before = await links();
    const known = await request(emailOf(first).toUpperCase());
    expect(await request("inconnu@nulle-part.example")).toBe(known);
    await answered();
    await vi.waitFor(async () => expect(await links()).toBe(before + 1), { timeout: 30_000 });
    expect(await mailsTo("inconnu@nulle-part.example")).toEqual([]);
    expect((await run(ANONYMOUS, REQUEST, { email: "pas une adresse" })).code).toBe("INVALID_EMAIL");
  });

  it("writes at most once in five minutes, and all that waits in one mail", async () => {
    const tutorEmail = "tuteur.de.deux@atelier.example";
    await validated({ tutorEmail });
    await validated({ tutorEmail });
    await vi.waitFor(async () => {
      await request(tutorEmail);
      await answered();
      expect(await mailsTo(tutorEmail)).toHaveLength(1);
    }, { timeout: 30_000 });
    await Promise.all(Array.from({ length: 5 }, () => request(tutorEmail)));
    await answered();
    const [mail, ...more] = await mailsTo(tutorEmail);
    expect(more).toEqual([]);
    expect(new Set(tokensIn([mail!])).size).toBe(2);
    const later = NOW.add({ minutes: 5, seconds: 1 });
    await request(tutorEmail, later);
    await answered(later);
    await vi.waitFor(async () => expect(await mailsTo(tutorEmail)).toHaveLength(2), { timeout: 30_000 });
  });
});

describe("the links of a student", () => {
  it("are the school's to see, and nobody's token is in them", async () => {
    const { student, first } = await validated();
    const token = await tokenSentTo(emailOf(first));
    expect(JSON.stringify(await linksOf(student.id, persona("education-adviser")))).not.toContain(token);
    const family = { role: "STUDENT", personId: student.personId, studentId: student.id, schoolUai: uai } as const;
    expect(await run(family, LINKS, { id: student.id })).toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("who speaks for a host that the platform does not know", () => {
  let named = 0;
  /** A convention that the school wrote, of a host of its own. */
  async function elsewhere(email = `Gerante.${++named}@menuiserie.example`) {
    const student = aMinor();
    const conventionId = newId("convention");
    const unknownHost = newId("host");
    const name = (to: string) => publish(told("HostRepresentativeNamed", conventionId, { conventionId, studentId: student.id, hostId: unknownHost, name: "Inès Caro", email: to }));
    const become = (to: string, from: string) =>
      publish(told("ConventionStatusChanged", conventionId, { conventionId, candidatureId: null, reason: null, from, to, studentId: student.id, schoolUai: uai, academy: "22", hostId: unknownHost, tutorEmail: null, referentTeacherId: null }));
    await name(email);
    await vi.waitFor(async () => expect(await mailsTo(email.toLowerCase())).toHaveLength(1), { timeout: 30_000 });
    return { student, conventionId, unknownHost, email: email.toLowerCase(), name, become };
  }

  it("fills that one convention as its manager, for two hours, and gets another link to sign it", async () => {
    const { student, conventionId, unknownHost, email, become } = await elsewhere();
    const [mail] = await mailsTo(email);
    expect(mail!.subject).toBe(`Stage ${ofName(student.firstName)} : convention à remplir`);
    expect(mail!.text).toContain("une seule fois, jusqu'au samedi 17 avril 2027 à 12 h 00 (heure de Paris)");
    expect(mail!.text).not.toContain(student.lastName);
    const { session } = await opening(tokensIn([mail!])[0]!);
    expect(session).toMatchObject({ role: "HOST_MANAGER", expiresAt: "2027-04-10T12:00:00Z", conventionId });
    const actor = await actorOf((await bearerOf(session!.accessToken))!.subject);
    expect(actor).toEqual({ role: "HOST_MANAGER", personId: expect.stringMatching(/^person_/) as string, hostIds: [unknownHost], link: { purpose: "ACT_FOR_HOST", conventionId, studentId: student.id } });
    // Whom they welcome is theirs to know, as for any host that has accepted.
    const { data } = await run<{ student: { firstName: string; lastName: string | null } | null }>({ ...(actor as Extract<Actor, { role: "HOST_MANAGER" }>), link: undefined } as Actor, "query($id: ID!) { student(id: $id) { firstName lastName } }", { id: student.id });
    expect(data!.student).toEqual({ firstName: student.firstName, lastName: student.lastName });

    await become("DRAFT", "DRAFT");
    await become("VALIDATED", "HOST_COMPLETED");
    await vi.waitFor(async () => expect((await mailsTo(email)).map(({ subject }) => subject)).toEqual([`Stage ${ofName(student.firstName)} : votre signature est attendue`, mail!.subject]), { timeout: 30_000 });
    expect(await actorOf((await bearerOf(session!.accessToken))?.subject ?? "link|none")).toBeNull();
    const again = (await opening(await tokenSentTo(email))).session!;
    expect(await actorOf((await bearerOf(again.accessToken))!.subject)).toEqual(actor);
  });

  it("gets another link for an amendment and for an attestation, after all have signed, and of an interrupted stage; and one with each reminder of it", async () => {
    const { student, conventionId, unknownHost, email, become } = await elsewhere();
    const toSign = (kind: "AMENDMENT" | "ATTESTATION", capacities: readonly ("HOST_MANAGER" | "LEGAL_REPRESENTATIVE")[]) =>
      publish(told("DocumentToSign", conventionId, { conventionId, studentId: student.id, documentId: null, kind, capacities }));
    const subjects = async (to: string) => (await mailsTo(to)).map(({ subject }) => subject).filter((subject) => subject.startsWith(`Stage ${ofName(student.firstName)} :`));
    await become("SIGNED", "SIGNING");
    await toSign("AMENDMENT", ["HOST_MANAGER", "LEGAL_REPRESENTATIVE"]);
    const amended = `Stage ${ofName(student.firstName)} : un avenant attend votre signature`;
    for (const to of [email, ...parentsOf(student.id).map(emailOf)]) await vi.waitFor(async () => expect((await subjects(to))[0]).toBe(amended), { timeout: 30_000 });
    await become("INTERRUPTED", "SIGNED");
    await toSign("ATTESTATION", ["HOST_MANAGER"]);
    const asked = `Stage ${ofName(student.firstName)} : une attestation vous est demandée`;
    await vi.waitFor(async () => expect((await subjects(email))[0]).toBe(asked), { timeout: 30_000 });
    await publish(told("AttestationAwaited", conventionId, { conventionId, studentId: student.id, schoolUai: uai, academy: "22", hostId: unknownHost, requestedOn: "2027-06-30" }));
    await vi.waitFor(async () => expect((await subjects(email)).filter((subject) => subject === asked)).toHaveLength(2), { timeout: 30_000 });
    expect((await opening(await tokenSentTo(email))).session).toMatchObject({ role: "HOST_MANAGER", conventionId });
    // Of a family, nothing more is asked.
    for (const parent of parentsOf(student.id)) expect((await subjects(emailOf(parent)))[0]).toBe(amended);
  });

  it("is locked out at once when the school names another, and at the convention's end", async () => {
    const { conventionId, email, name, become, student } = await elsewhere();
    const { session } = await opening(await tokenSentTo(email));
    const { subject } = (await bearerOf(session!.accessToken))!;
    await name("autre@menuiserie.example");
    await vi.waitFor(async () => expect(await mailsTo("autre@menuiserie.example")).toHaveLength(1), { timeout: 30_000 });
    expect(await actorOf(subject)).toBeNull();
    const states = async () => (await linksOf(student.id)).map(({ purpose, revokedWhy, recipient }) => [purpose, revokedWhy, recipient]);
    expect(await states()).toEqual([["ACT_FOR_HOST", null, "autre@menuiserie.example"], ["ACT_FOR_HOST", "ADDRESS_CORRECTED", email]]);
    await become("CANCELLED", "DRAFT");
    await vi.waitFor(async () => expect((await states()).map(([, why]) => why)).toEqual(["CONVENTION_ENDED", "ADDRESS_CORRECTED"]), { timeout: 30_000 });
    expect(await send({ conventionId, purpose: "ACT_FOR_HOST" })).toMatchObject({ code: "WRONG_STATE" });
  });

  it("is sent another by the school alone, or asks for it", async () => {
    const { conventionId, email } = await elsewhere();
    expect((await send({ conventionId, purpose: "ACT_FOR_HOST" }, manager)).code).toBe("NOT_FOUND");
    expect((await send({ conventionId, purpose: "ACT_FOR_HOST" }, persona("other-school-head"))).code).toBe("NOT_FOUND");
    expect((await send({ conventionId, purpose: "ACT_FOR_HOST" })).data!.sendPersonalLink).toMatchObject({ state: "PENDING", recipient: email });
    expect(await mailsTo(email)).toHaveLength(2);
    expect((await run(ANONYMOUS, REQUEST, { email: email.toUpperCase() })).code).toBeUndefined();
    await vi.waitFor(async () => expect(await mailsTo(email)).toHaveLength(3), { timeout: 30_000 });
    expect((await opening(await tokenSentTo(email))).session).toMatchObject({ role: "HOST_MANAGER" });
  });

  it("is nobody for a convention of a host that the platform knows", async () => {
    const { conventionId } = await validated();
    expect((await send({ conventionId, purpose: "ACT_FOR_HOST" })).code).toBe("LINK_NOT_NEEDED");
  });

  it("is reminded by the morning's mail, at the address of their link", async () => {
    const { conventionId, unknownHost, student, email } = await elsewhere();
    const { id: studentId, schoolUai, academy } = student;
    await publish(told("ConventionAwaited", conventionId, { conventionId, studentId, schoolUai, academy, hostId: unknownHost, awaited: "HOST", capacities: [], hostName: "Menuiserie Caro", studentName: "Léa M.", startsOn: "2027-06-14", askedByHost: false }));
    const waiting = async () => [...(await db.execute(sql`select role from people.awaited_conventions where convention_id = ${uuidOf(conventionId)}::uuid`))].map(({ role }) => role);
    const written = async () => (await mailsTo(email)).map(({ subject }) => subject).filter((subject) => subject.includes("à remplir") && subject.startsWith("Stages"));
    // The subgraph's own sweep may come before ours.
    await vi.waitFor(async () => expect([...(await waiting()), ...(await written())]).toHaveLength(1), { timeout: 30_000 });
    await sendDigests(writer(db, () => {}), { publicUrl: "", wordsOf }, NOW);
    const [mail] = await mailsTo(email);
    expect(mail!.subject).toBe("Stages de seconde : 1 convention est à remplir");
    expect(mail!.text).toContain("Recevoir un lien pour la remplir :\n/lien\n");
  });
});

