import type { Actor } from "@stages/kernel/actor.ts";
import { newId, uuidOf } from "@stages/kernel/ids.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACTORS, HOST, SCHOOL, TEACHER } from "./domain/fixtures.ts";
import { codeMac } from "./persistence/signature-codes.ts";
import { MAY, type Signing, signingDatabase, type Validated } from "./testing.ts";

const { head, host, tutor, teacher, adviser } = ACTORS;
const SIGN = "mutation($id: ID!, $code: String!) { signConvention(input: { conventionId: $id, code: $code }) { status } }";
const REQUEST = "mutation($ids: [ID!]!, $channel: SignatureCodeChannel) { requestSignatureCode(input: { documentIds: $ids, channel: $channel }) { expiresAt channel sentTo documentIds } }";
const REFUSE = "mutation($id: ID!, $reason: String!) { refuseToSign(input: { documentId: $id, reason: $reason }) { id } }";

let world: Signing;
beforeAll(async () => {
  world = await signingDatabase();
});
afterAll(() => world.stop());

const sign = (actor: Actor, { id }: Pick<Validated, "id">, code: string, now = MAY) => world.ask(actor, SIGN, { id, code }, now);
const signed = async (actor: Actor, convention: Validated, now = MAY) => sign(actor, convention, await world.codeFor(actor, [convention.documentId], now), now);
/** Another one of six digits. */
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");
const later = (duration: Temporal.DurationLike) => MAY.add(duration);

describe("a code to sign with", () => {
  it("is kept as nothing that tells it, and told to its holder alone, masked", async () => {
    const convention = await world.aValidated();
    const { data } = await world.ask(head, REQUEST, { ids: [convention.documentId], channel: "SMS" });
    expect(data).toEqual({ requestSignatureCode: { expiresAt: "2027-05-20T10:10:00Z", channel: "SMS", sentTo: "•••• 02", documentIds: [convention.documentId] } });
    expect((await world.ask(head, REQUEST, { ids: [convention.documentId] })).data).toMatchObject({ requestSignatureCode: { channel: "MAIL", sentTo: "a•••@lycee.example" } });
    expect((await world.ask(host, REQUEST, { ids: [convention.documentId], channel: "SMS" })).code).toBe("SMS_UNAVAILABLE");
    const code = await world.codeFor(host, [convention.documentId]);
    const rows = await world.sql<{ code: string }[]>`select code from conventions.signature_codes where person_id = ${uuidOf(host.personId)}`;
    expect(rows.every((row) => /^[0-9a-f]{64}$/.test(row.code))).toBe(true);
    // Nothing but the key turns a million guesses into one: the same digits have another MAC under another id.
    expect(codeMac(newId("code"), code)).not.toBe(rows[0]!.code);
  });

  it("is worth nothing on another document, for another signer, before it is asked for, nor once a newer one is", async () => {
    const [one, other] = [await world.aValidated(), await world.aValidated()];
    expect((await sign(head, one, "123456")).code).toBe("SIGNATURE_CODE_MISSING");
    const former = await world.codeFor(head, [one.documentId]);
    expect((await sign(head, other, former)).code).toBe("SIGNATURE_CODE_MISSING");
    expect((await sign(host, one, former)).code).toBe("SIGNATURE_CODE_MISSING");
    const code = await world.codeFor(head, [one.documentId]);
    if (former !== code) expect((await sign(head, one, former)).code).toBe("SIGNATURE_CODE_WRONG");
    expect((await sign(head, one, ` ${code.slice(0, 3)} ${code.slice(3)}`)).data).toEqual({ signConvention: { status: "SIGNING" } });
    expect((await sign(head, one, code)).code).toBe("SIGNED_ALREADY");
  });

  it("is over after ten minutes, and after five wrong tries, each counted although it is refused", async () => {
    const convention = await world.aValidated();
    const code = await world.codeFor(host, [convention.documentId]);
    expect((await sign(host, convention, code, later({ minutes: 10 }))).code).toBe("SIGNATURE_CODE_EXPIRED");
    const answers = [];
    for (let tried = 0; tried < 5; tried += 1) answers.push(await sign(host, convention, wrong(code)));
    expect(answers.map((answer) => answer.code)).toEqual([...Array.from({ length: 4 }, () => "SIGNATURE_CODE_WRONG"), "SIGNATURE_CODE_EXHAUSTED"]);
    expect(answers[3]!.message).toContain("Il vous reste un essai");
    expect((await sign(host, convention, code)).code).toBe("SIGNATURE_CODE_EXHAUSTED");
    expect((await signed(host, convention)).code).toBeUndefined();
  });

  it("is tried five times at most when a hundred guesses come at once; a count without the lock lets more pass: the control", async () => {
    const convention = await world.aValidated();
    const code = await world.codeFor(host, [convention.documentId]);
    const answers = await Promise.all(Array.from({ length: 100 }, () => sign(host, convention, wrong(code))));
    expect(answers.filter((answer) => answer.code === "SIGNATURE_CODE_WRONG")).toHaveLength(4);
    expect(answers.filter((answer) => answer.code === "SIGNATURE_CODE_EXHAUSTED")).toHaveLength(96);
    const [row] = await world.sql<{ tries: number }[]>`select tries from conventions.signature_codes where person_id = ${uuidOf(host.personId)} order by id desc limit 1`;
    expect(row).toEqual({ tries: 5 });

    await world.sql`create table conventions.naive_codes as select 0 as tries`;
    const guess = async () => {
      const [naive] = await world.sql<{ tries: number }[]>`select tries from conventions.naive_codes`;
      if (naive!.tries >= 5) return false;
      await world.sql`update conventions.naive_codes set tries = ${naive!.tries + 1}`;
      return true;
    };
    expect((await Promise.all(Array.from({ length: 100 }, guess))).filter((looked) => looked).length).toBeGreaterThan(5);
    await world.sql`drop table conventions.naive_codes`;
  });

  it("wears out in the database too: whoever holds it takes no try back, and revives none", async () => {
    await expect(world.sql`update conventions.signature_codes set tries = 0 where tries > 0`).rejects.toThrow("not tried again");
    await expect(world.sql`update conventions.signature_codes set used_at = null where used_at is not null`).rejects.toThrow("not tried again");
  });

  it("is not sent more than ten times an hour to who uses none", async () => {
    const convention = await world.aValidated();
    const [parent] = convention.parents;
    for (let asked = 0; asked < 10; asked += 1) await world.codeFor(parent, [convention.documentId]);
    expect((await world.ask(parent, REQUEST, { ids: [convention.documentId] })).code).toBe("TOO_MANY_SIGNATURE_CODES");
    expect((await world.ask(parent, REQUEST, { ids: [convention.documentId] }, later({ minutes: 61 }))).code).toBeUndefined();
  });
});

describe("signing", () => {
  const NOW = "query($id: ID!) { convention(id: $id) { status signatories { capacity rank signature { byDelegation channel } } document { kind sealed { sha256 level } } } }";

  it("holds four signatures and one seal when four signers try a hundred times each, all at once", async () => {
    const convention = await world.aValidated();
    const signers: readonly Actor[] = [head, host, ...convention.parents];
    const codes: string[] = [];
    for (const signer of signers) codes.push(await world.codeFor(signer, [convention.documentId]));
    const answers = await Promise.all(Array.from({ length: 400 }, (_, n) => sign(signers[n % 4]!, convention, codes[n % 4]!)));
    expect(answers.filter((answer) => answer.code === undefined)).toHaveLength(4);
    expect(answers.flatMap((answer) => answer.code ?? []).filter((code) => code !== "SIGNED_ALREADY" && code !== "SIGNATURE_CODE_USED")).toEqual([]);
    const { data } = await world.ask(head, NOW, { id: convention.id });
    const place = (capacity: string, rank = 1) => ({ capacity, rank, signature: { byDelegation: false, channel: "MAIL" } });
    expect(data).toMatchObject({
      convention: {
        status: "SIGNED",
        signatories: [place("SCHOOL_HEAD"), place("HOST_MANAGER"), place("LEGAL_REPRESENTATIVE"), place("LEGAL_REPRESENTATIVE", 2)],
        document: { kind: "CONVENTION", sealed: { level: "B-B" } },
      },
    });
    const id = uuidOf(convention.documentId as never);
    expect(await world.sql`select from conventions.evidence where document_id = ${id}`).toHaveLength(4);
    expect(await world.sql`select from conventions.sealed_documents where document_id = ${id}`).toHaveLength(1);
    expect(await world.sql`select from conventions.outbox where type = 'DocumentSealed' and key = ${convention.id}`).toHaveLength(1);
  });

  it("would hold more of each party without lock or constraint: the control", async () => {
    await world.sql`create table conventions.naive_signatures (capacity text)`;
    const naive = async (capacity: string) => {
      if ((await world.sql`select from conventions.naive_signatures where capacity = ${capacity}`).length > 0) return;
      await world.sql`insert into conventions.naive_signatures values (${capacity})`;
    };
    await Promise.all(Array.from({ length: 400 }, (_, n) => naive(["SCHOOL_HEAD", "HOST_MANAGER", "LEGAL_REPRESENTATIVE 1", "LEGAL_REPRESENTATIVE 2"][n % 4]!)));
    expect((await world.sql`select from conventions.naive_signatures`).length).toBeGreaterThan(4);
    await world.sql`drop table conventions.naive_signatures`;
  });

  it("signs a list by one code that is for exactly that list, each as if alone", async () => {
    const list = [await world.aValidated(), await world.aValidated(), await world.aValidated()];
    const [first, second, third] = list as [Validated, Validated, Validated];
    const BULK = "mutation($ids: [ID!]!, $code: String!) { signConventions(input: { conventionIds: $ids, code: $code }) { conventionId convention { status } refusals { code } } }";
    const code = await world.codeFor(head, list.map(({ documentId }) => documentId));
    expect((await world.ask(head, BULK, { ids: [first.id, second.id], code })).code).toBe("SIGNATURE_CODE_MISSING");
    expect((await world.ask(head, BULK, { ids: [first.id, second.id, third.id, (await world.aValidated()).id], code })).code).toBe("SIGNATURE_CODE_MISSING");
    // Signed alone meanwhile: the others are signed all the same.
    expect((await signed(head, second)).code).toBeUndefined();
    const { data } = await world.ask(head, BULK, { ids: list.map(({ id }) => id), code });
    const results = data!["signConventions"] as unknown as { refusals: { code: string }[]; convention: { status: string } }[];
    expect(results.map(({ refusals }) => refusals.map((refusal) => refusal.code))).toEqual([[], ["SIGNED_ALREADY"], []]);
    expect(results.map(({ convention }) => convention.status)).toEqual(["SIGNING", "SIGNING", "SIGNING"]);
    expect((await world.ask(head, BULK, { ids: [], code })).code).toBe("TOO_MANY_DOCUMENTS");
  });

  it("is refused with a reason that the parties read and the territory does not; who refused may sign later", async () => {
    const convention = await world.aValidated();
    const [parent] = convention.parents;
    expect((await world.ask(parent, REFUSE, { id: convention.documentId, reason: "" })).code).toBe("TEXT_REQUIRED");
    expect((await world.ask(parent, REFUSE, { id: convention.documentId, reason: "Les horaires ne sont pas ceux convenus." })).code).toBeUndefined();
    expect((await world.ask(parent, REFUSE, { id: convention.documentId, reason: "Encore." })).code).toBe("REFUSED_ALREADY");
    const READ = "query($id: ID!) { convention(id: $id) { status signatureRefusals { capacity reason } } }";
    const told = { capacity: "LEGAL_REPRESENTATIVE", reason: "Les horaires ne sont pas ceux convenus." };
    expect((await world.ask(host, READ, { id: convention.id })).data).toEqual({ convention: { status: "VALIDATED", signatureRefusals: [told] } });
    expect((await world.ask(ACTORS.rectorat, READ, { id: convention.id })).data).toEqual({ convention: { status: "VALIDATED", signatureRefusals: [{ ...told, reason: null }] } });
    expect((await signed(parent, convention)).data).toEqual({ signConvention: { status: "SIGNING" } });
  });
});

describe("a delegation", () => {
  const GIVE = "mutation($input: DelegateSignatureInput!) { delegateSignature(input: $input) { id capacity holds } }";
  const WITHDRAW = "mutation($id: ID!) { withdrawDelegation(input: { delegationId: $id }) { holds } }";
  const give = async (actor: Actor, input: object) => (await world.ask(actor, GIVE, { input: { until: "2027-06-01", ...input } })) as { data: { delegateSignature: { id: string } } | null; code?: string };

  it("lets a teacher sign for the head, once, until it is withdrawn or past, and says so", async () => {
    const [one, other, third] = [await world.aValidated(), await world.aValidated(), await world.aValidated()];
    expect((await world.ask(teacher, REQUEST, { ids: [one.documentId] })).code).toBe("NOT_A_SIGNATORY");
    const { data } = await give(head, { schoolUai: SCHOOL, toPersonId: TEACHER });
    expect((await signed(teacher, one)).data).toEqual({ signConvention: { status: "SIGNING" } });
    expect((await world.ask(head, "query($id: ID!) { convention(id: $id) { signatures { capacity byDelegation } } }", { id: one.id })).data).toEqual({ convention: { signatures: [{ capacity: "SCHOOL_HEAD", byDelegation: true }] } });
    expect((await signed(head, one).catch((error: Error) => error.message))).toContain("déjà signée");
    expect((await world.ask(adviser, REQUEST, { ids: [other.documentId] })).code).toBe("NOT_A_SIGNATORY");
    expect((await world.ask(teacher, REQUEST, { ids: [other.documentId] }, later({ hours: 24 * 13 }))).code).toBe("NOT_A_SIGNATORY");
    const code = await world.codeFor(teacher, [third.documentId]);
    expect((await world.ask(head, WITHDRAW, { id: data!.delegateSignature.id })).data).toEqual({ withdrawDelegation: { holds: false } });
    expect((await sign(teacher, third, code)).code).toBe("NOT_A_SIGNATORY");
    expect((await world.ask(head, WITHDRAW, { id: data!.delegateSignature.id })).code).toBe("DELEGATION_OVER");
  });

  it("lets a tutor sign for the host the conventions that name them", async () => {
    const convention = await world.aValidated();
    await give(host, { hostId: HOST, toTutorEmail: "Paul.Roche@atelier.example" });
    expect((await signed(tutor, convention)).data).toEqual({ signConvention: { status: "SIGNING" } });
  });

  it.each([
    ["by a teacher", teacher, { schoolUai: SCHOOL, toPersonId: TEACHER }, "FORBIDDEN"],
    ["of another school", head, { schoolUai: "0190002J", toPersonId: TEACHER }, "NOT_FOUND"],
    ["of a host by a head", head, { hostId: HOST, toTutorEmail: "a@b.example" }, "NOT_FOUND"],
    ["to oneself", head, { schoolUai: SCHOOL, toPersonId: head.personId }, "DELEGATE_UNKNOWN"],
    ["to someone who does not work there", head, { schoolUai: SCHOOL, toPersonId: host.personId }, "DELEGATE_UNKNOWN"],
    ["to nobody", host, { hostId: HOST }, "DELEGATE_UNKNOWN"],
    ["that is past", head, { schoolUai: SCHOOL, toPersonId: TEACHER, until: "2027-05-19" }, "DELEGATION_TOO_LONG"],
    ["for years", head, { schoolUai: SCHOOL, toPersonId: TEACHER, until: "2029-05-19" }, "DELEGATION_TOO_LONG"],
  ] as const)("is not given %s", async (_, actor, input, code) => {
    expect((await give(actor, input)).code).toBe(code);
  });
});
