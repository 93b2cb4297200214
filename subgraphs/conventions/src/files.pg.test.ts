import { createHash } from "node:crypto";
import { connectSql, type Sql } from "@stages/database/connection.ts";
import { sealFor } from "@stages/database/sealed.ts";
import { databaseUnder, roleOf, standingOf } from "@stages/database/standing.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import { type Actor, PLATFORM } from "@stages/kernel/actor.ts";
import { sha256 } from "@stages/kernel/digest.ts";
import { newId, uuidOf } from "@stages/kernel/ids.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { freshDatabase, migratedBy, type TestDatabase } from "@stages/testing/database.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import type { SubgraphTransport } from "@stages/transport/transport.ts";
import { sql as statement } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConventionsContext } from "./context.ts";
import type { FrozenDocument } from "./domain/convention.ts";
import { COPY } from "./domain/download.ts";
import { aCampaign, aConvention, ACTORS, person, SCHOOL, STUDENT } from "./domain/fixtures.ts";
import type { Status } from "./domain/lifecycle.ts";
import { insertConvention } from "./persistence/conventions.ts";
import { issueCopyToken } from "./persistence/download-links.ts";
import { findUploadPermit, spendUploadLink } from "./persistence/files.ts";
import { mirrorCampaign, mirrorStaffMember, mirrorStudent } from "./persistence/mirror.ts";
import { insertDocument } from "./persistence/documents.ts";
import { sealedDocuments } from "./persistence/tables.ts";
import { createConventionsSubgraph } from "./subgraph.ts";

const MAY = Temporal.Instant.from("2027-05-20T10:00:00Z");
const FROZEN = Buffer.from("%PDF-1.7 as it was frozen");
const SEALED = Buffer.from("%PDF-1.7 as all have signed it");
const pdf = (words: string) => Buffer.from(`%PDF-1.7\n1 0 obj<<>>endobj\n% ${words}\nstartxref\n9\n%%EOF\n`, "latin1");
const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");
const OTHER_HEAD = { role: "SCHOOL_HEAD", personId: person(20), schoolUais: ["0330026Z"] } as unknown as Actor;

let database: TestDatabase;
let subgraph: Subgraph;
let graph: SubgraphTransport;
let sql: Sql;

beforeAll(async () => {
  const create = (databaseUrl: string) => createConventionsSubgraph({ databaseUrl, clock: () => MAY, onFailure: (error) => console.error(error) });
  database = await freshDatabase("conventions_files", migratedBy(create));
  subgraph = create(database.url);
  graph = inProcessTransport(subgraph);
  sql = connectSql({ url: database.url, name: "test", max: 1 });
  await asPlatform().write(async (tx) => {
    await mirrorCampaign(tx, campaignFact(aCampaign));
    await mirrorStudent(tx, { id: STUDENT, firstName: "Lina", lastName: "Martin", birthDate: Temporal.PlainDate.from("2011-03-02"), className: "2de 4", schoolUai: SCHOOL, academy: "22", campaignId: "2027" });
    await mirrorStaffMember(tx, { personId: ACTORS.head.personId, schoolUai: SCHOOL, role: "SCHOOL_HEAD", name: "Hélène Bonnet", email: "h@lycee.example", phone: null });
  });
});
afterAll(async () => {
  await sql.end();
  await subgraph.stop();
  await database.drop();
});

const asPlatform = () => (subgraph.contextOf({ actor: PLATFORM, now: MAY, requestId: "test" }) as ConventionsContext).act;

let printed = 0;

/** A convention of Lina's in that status, with its frozen file. */
async function frozen(status: Status = "VALIDATED") {
  const id = newId("convention");
  const code = `7K0M-1Q9Z-${String((printed += 1)).padStart(4, "0")}`;
  const document: FrozenDocument = { id: newId("document"), kind: "CONVENTION", content: "{}", sha256: sha256(FROZEN), frozenAt: Temporal.Instant.from("2027-05-10T08:00:00Z") };
  await asPlatform().write(async (tx) => {
    await insertConvention(tx, aConvention(status, { id, candidatureId: newId("candidature") }), { actor: PLATFORM, now: MAY });
    await insertDocument(tx, id, 1, document, { pdf: FROZEN, code });
  });
  return { id, code, documentId: document.id };
}

const seal = ({ id: conventionId, documentId }: Awaited<ReturnType<typeof frozen>>) =>
  asPlatform().write((tx) => tx.insert(sealedDocuments).values({
    documentId, conventionId, pdf: sealFor(sealedDocuments.pdf, { documentId }, SEALED.toString("base64")),
    sha256: sha256(SEALED), evidenceHead: "0".repeat(64), level: "B-B", sealedAt: MAY,
  }));

async function ask<T = Record<string, unknown>>(actor: Actor, query: string, variables: Record<string, unknown> = {}, now = MAY): Promise<{ data: T | null; code: string | null }> {
  const { data, errors } = await graph.execute({ query, variables, caller: { actor, now, requestId: "files", address: "203.0.113.5" } });
  const [found = null] = Object.values(data ?? {}) as T[];
  return { data: found, code: errors?.[0] ? String(errors[0].extensions?.["code"]) : null };
}

const DOWNLOAD = "mutation($id: ID!) { requestDownload(input: { documentId: $id }) { url fileName bytes expiresAt } }";
type Link = { url: string; fileName: string; bytes: number; expiresAt: string };
const wayTo = (actor: Actor, documentId: string) => ask<Link>(actor, DOWNLOAD, { id: documentId });
const tokenIn = ({ url }: { url: string }) => url.split("/").at(-1)!;
const redeem = async (token: string, now = MAY) => (await ask<{ fileName: string; mediaType: string; content: string }>(PLATFORM, "mutation($h: String!) { redeemDownload(tokenHash: $h) }", { h: hashOf(token) }, now)).data;

describe("a way to a document", () => {
  it.each(["student", "representative", "host", "tutor", "head", "teacher", "adviser"] as const)("is given to whom it binds or who follows the student: %s", async (name) => {
    const { documentId } = await frozen();
    const { data } = await wayTo(ACTORS[name], documentId);
    expect(data).toEqual({ url: expect.stringMatching(/^\/documents\/[\w-]{43}$/), fileName: "Convention de stage – Lina M. – 14 juin 2027.pdf", bytes: FROZEN.length, expiresAt: "2027-05-20T10:02:00Z" });
    expect(await redeem(tokenIn(data!))).toEqual({ fileName: data!.fileName, mediaType: "application/pdf", content: FROZEN.toString("base64") });
  });

  it.each([
    ["the head of another school", OTHER_HEAD, "NOT_FOUND"],
    ["the family of another student", { ...ACTORS.representative, studentIds: [newId("student")] }, "NOT_FOUND"],
    ["the rectorat", ACTORS.rectorat, "FORBIDDEN"],
    ["the ministry", ACTORS.ministry, "FORBIDDEN"],
    ["a visitor", ACTORS.anonymous, "UNAUTHENTICATED"],
  ] as const)("is not to %s", async (_title, actor, code) => {
    const { documentId } = await frozen();
    expect((await wayTo(actor as Actor, documentId)).code).toBe(code);
  });

  it("leads to what all have signed, once there is one", async () => {
    const convention = await frozen("SIGNED");
    await seal(convention);
    const { data } = await wayTo(ACTORS.student, convention.documentId);
    expect(data!.bytes).toBe(SEALED.length);
    expect((await redeem(tokenIn(data!)))!.content).toBe(SEALED.toString("base64"));
  });

  it("serves three times, for two minutes, and is never in the database", async () => {
    const { documentId } = await frozen();
    const token = tokenIn((await wayTo(ACTORS.student, documentId)).data!);
    for (let time = 1; time <= 3; time += 1) expect(await redeem(token)).not.toBeNull();
    expect(await redeem(token)).toBeNull();
    const late = tokenIn((await wayTo(ACTORS.student, documentId)).data!);
    expect(await redeem(late, MAY.add({ seconds: 119 }))).not.toBeNull();
    expect(await redeem(late, MAY.add({ seconds: 120 }))).toBeNull();
    const rows = JSON.stringify(await sql`select * from conventions.download_links`);
    expect(rows).not.toContain(token);
    expect(rows).toContain(hashOf(token));
  });

  it("is closed when who asked for it may not see the convention any more", async () => {
    const { id, documentId } = await frozen();
    const token = tokenIn((await wayTo(ACTORS.host, documentId)).data!);
    await sql.unsafe(`set session_replication_role = replica; update conventions.conventions set host_id = gen_random_uuid() where id = '${uuidOf(id)}'; set session_replication_role = origin;`);
    expect(await redeem(token)).toBeNull();
  });

  it("is written down as a read when staff ask for it, and not when a family does", async () => {
    const { documentId } = await frozen();
    const recorded = async (actor: Actor, requestId: string) => {
      await graph.execute({ query: DOWNLOAD, variables: { id: documentId }, caller: { actor, now: MAY, requestId } });
      return (await sql`select from conventions.outbox where type = 'StudentsRead' and key = ${requestId}`).length;
    };
    expect(await recorded(ACTORS.head, "read by the head")).toBe(1);
    expect(await recorded(ACTORS.teacher, "read by a teacher")).toBe(1);
    expect(await recorded(ACTORS.student, "read by the student")).toBe(0);
  });

  it("is not the client's to use in place of the gateway", async () => {
    for (const actor of [ACTORS.student, ACTORS.anonymous]) {
      expect((await ask(actor, 'mutation { redeemDownload(tokenHash: "x") }')).code).toMatch(/FORBIDDEN|UNAUTHENTICATED/);
      expect((await ask(actor, 'mutation { receiveUpload(tokenHash: "x", content: "") }')).code).toMatch(/FORBIDDEN|UNAUTHENTICATED/);
      expect((await ask(actor, 'query { uploadPermit(tokenHash: "x") }')).code).toMatch(/FORBIDDEN|UNAUTHENTICATED/);
    }
  });

  it("sent to a signer as a copy serves five times in seven days, whatever has changed since", async () => {
    const convention = await frozen("SIGNED");
    await seal(convention);
    const token = await asPlatform().write((tx) => issueCopyToken(tx, { documentId: convention.documentId, personId: person(2), now: MAY }));
    const last = MAY.add(COPY.life).subtract({ seconds: 1 });
    for (let time = 1; time <= 5; time += 1) expect((await redeem(token, last))!.content).toBe(SEALED.toString("base64"));
    expect(await redeem(token, last)).toBeNull();
    const other = await asPlatform().write((tx) => issueCopyToken(tx, { documentId: convention.documentId, personId: person(2), now: MAY }));
    expect(await redeem(other, MAY.add(COPY.life))).toBeNull();
  });

  it("can be told by a party's transaction and read by none, nor the ways to deposit", async () => {
    for (const actor of [ACTORS.student, ACTORS.head, ACTORS.host] as Actor[]) {
      const { db } = subgraph.contextOf({ actor, now: MAY, requestId: "wall" }) as ConventionsContext;
      expect(await db.execute(statement`select 1 from conventions.download_links`)).toHaveLength(0);
      expect(await db.execute(statement`select 1 from conventions.upload_links`)).toHaveLength(0);
    }
  });
});

const UPLOAD = "mutation($input: RequestUploadInput!) { requestUpload(input: $input) { url expiresAt maxBytes } }";
const permit = (actor: Actor, input: Record<string, unknown>) => ask<{ url: string; maxBytes: number }>(actor, UPLOAD, { input });
const send = (token: string, content: Buffer, now = MAY) => ask<{ fileId: string }>(PLATFORM, "mutation($h: String!, $c: String!) { receiveUpload(tokenHash: $h, content: $c) }", { h: hashOf(token), c: content.toString("base64") }, now);

async function deposit(actor: Actor, purpose: "PAPER_CONVENTION" | "INSURANCE", conventionId: string, content: Buffer = pdf("scan")): Promise<string> {
  const { data } = await permit(actor, { purpose, conventionId, bytes: content.length, sha256: sha256(content) });
  return (await send(tokenIn(data!), content)).data!.fileId;
}

describe("a deposit", () => {
  const content = pdf("deposit");
  const input = (conventionId: string, over = {}) => ({ purpose: "INSURANCE", conventionId, bytes: content.length, ...over });

  it("is sealed where it is kept, and serves nobody before an act names it", async () => {
    const { id } = await frozen();
    const fileId = await deposit(ACTORS.student, "INSURANCE", id, content);
    const [row] = await sql`select * from conventions.files where id = ${uuidOf(fileId as never)}`;
    expect(row).toMatchObject({ type: "PDF", bytes: content.length, sha256: sha256(content), used_at: null });
    expect(Buffer.from(row!["content"] as Uint8Array).includes(content.toString("base64").slice(0, 24))).toBe(false);
    expect((await ask(ACTORS.student, "mutation($id: ID!) { requestFileDownload(input: { fileId: $id }) { url } }", { id: fileId })).code).toBe("NOT_FOUND");
  });

  it("is made once, within ten minutes, and again after a refusal", async () => {
    const { id } = await frozen();
    const token = tokenIn((await permit(ACTORS.student, input(id))).data!);
    const wrong = Buffer.alloc(content.length, "x");
    expect((await send(token, wrong)).code).toBe("FILE_TYPE_REFUSED");
    expect((await send(token, content, MAY.add({ minutes: 10 }))).code).toBe("UPLOAD_LINK_UNKNOWN");
    // Two at once: one of them.
    const both = await Promise.all([send(token, content), send(token, content)]);
    expect(both.map(({ code }) => code).toSorted()).toEqual(["UPLOAD_LINK_UNKNOWN", null].toSorted());
    expect((await send(token, content)).code).toBe("UPLOAD_LINK_UNKNOWN");
  });

  it("would be made twice at once, were the permit only read: the control", async () => {
    const { id } = await frozen();
    const hash = hashOf(tokenIn((await permit(ACTORS.student, input(id))).data!));
    const { write } = asPlatform();
    const both = Promise.withResolvers<void>();
    let looked = 0;
    const naive = () => write(async (tx) => {
      const found = await findUploadPermit(tx, hash, MAY);
      if ((looked += 1) === 2) both.resolve();
      await both.promise;
      await spendUploadLink(tx, hash, MAY);
      return found;
    });
    expect(await Promise.all([naive(), naive()])).toEqual([expect.anything(), expect.anything()]);
  });

  it.each([
    ["too large", { bytes: 5 * 1024 * 1024 + 1 }, "FILE_TOO_LARGE"],
    ["empty", { bytes: 0 }, "FILE_EMPTY"],
    ["with a fingerprint that is none", { sha256: "abc" }, "FILE_DIFFERS"],
    ["a paper convention, by the student", { purpose: "PAPER_CONVENTION" }, "FORBIDDEN"],
  ] as const)("is not permitted: %s", async (_title, over, code) => {
    const { id } = await frozen();
    expect((await permit(ACTORS.student, input(id, over))).code).toBe(code);
  });

  it("is not permitted for a convention that one does not see, nor to the host", async () => {
    const { id } = await frozen();
    expect((await permit(OTHER_HEAD, input(id))).code).toBe("NOT_FOUND");
    expect((await permit(ACTORS.host, input(id))).code).toBe("FORBIDDEN");
  });

  it("cannot be changed afterwards, nor its content read under a role that has no part in it", async () => {
    const { id } = await frozen();
    await deposit(ACTORS.student, "INSURANCE", id, content);
    const client = connectSql({ url: database.url, name: "test requests", role: roleOf("conventions", "ANONYMOUS"), max: 1 });
    try {
      const under = (actor: Actor) => databaseUnder(client, standingOf("conventions", actor));
      expect(await under(ACTORS.rectorat).execute(statement`select 1 from conventions.files`)).toHaveLength(0);
      expect(await under(OTHER_HEAD).execute(statement`select 1 from conventions.files`)).toHaveLength(0);
      await expect(under(ACTORS.student).execute(statement`update conventions.files set sha256 = 'x'`)).rejects.toMatchObject({ cause: { code: "42501" } });
    } finally {
      await client.end();
    }
    await expect(asPlatform().write((tx) => tx.execute(statement`update conventions.files set sha256 = 'x'`))).rejects.toMatchObject({ cause: { message: "files is append-only" } });
  });
});

const RECORD = "mutation($input: RecordPaperConventionInput!) { recordPaperConvention(input: $input) { status paper { signedOn recordedAt scanSha256 fileId } history { to } } }";

describe("a convention signed on paper", () => {
  const record = (conventionId: string, fileId: string, over = {}, actor: Actor = ACTORS.head) => ask<Record<string, unknown>>(actor, RECORD, { input: { conventionId, fileId, signedOn: "2027-05-18", ...over } });

  it.each(["VALIDATED", "SIGNING"] as const)("is signed from then on, and its chain says so: %s", async (status) => {
    const { id, documentId } = await frozen(status);
    const scan = pdf(`scan ${status}`);
    const fileId = await deposit(ACTORS.head, "PAPER_CONVENTION", id, scan);
    const { data } = await record(id, fileId);
    expect(data).toMatchObject({ status: "SIGNED", paper: { signedOn: "2027-05-18", recordedAt: "2027-05-20T10:00:00Z", scanSha256: sha256(scan), fileId } });
    const chain = await sql`select kind, capacity, seq, document_hash, previous_hash from conventions.evidence where document_id = ${uuidOf(documentId)}`;
    expect(chain).toEqual([{ kind: "PAPER", capacity: "SCHOOL_HEAD", seq: 1, document_hash: sha256(FROZEN), previous_hash: sha256(FROZEN) }]);
    // Every party has the scan; it serves once.
    for (const name of ["student", "host", "tutor", "teacher"] as const) {
      const { data: link } = await ask<Link>(ACTORS[name], "mutation($id: ID!) { requestFileDownload(input: { fileId: $id }) { url fileName bytes } }", { id: fileId });
      expect(await redeem(tokenIn(link!))).toEqual({ fileName: "Convention de stage signée sur papier – Lina M. – 14 juin 2027.pdf", mediaType: "application/pdf", content: scan.toString("base64") });
    }
    expect((await record(id, fileId)).code).toBe("WRONG_STATE");
  });

  it("counts in the coverage, which says so", async () => {
    const coverage = () => ask<Record<string, number>>(ACTORS.rectorat, '{ _entities(representations: [{ __typename: "Academy", code: "22" }]) { ... on Academy { coverage { enrolled covered partlyCovered onPaper } } } }');
    // Not started: a recount folds what waits, and finds nothing to mend.
    expect((await subgraph.recount()).differences).toEqual([]);
    const { data } = await coverage();
    // The two above are of the same week of the same student.
    expect(data).toEqual([{ coverage: { enrolled: 1, covered: 0, partlyCovered: 1, onPaper: 1 } }]);
  });

  it("is refused with everything that is wrong at once, and changes nothing", async () => {
    const { id } = await frozen();
    const other = await frozen();
    const wrong = await deposit(ACTORS.head, "PAPER_CONVENTION", other.id);
    expect((await record(id, wrong)).code).toBe("FILE_UNKNOWN");
    const insurance = await deposit(ACTORS.head, "INSURANCE", id);
    expect((await record(id, insurance)).code).toBe("FILE_UNKNOWN");
    const good = await deposit(ACTORS.head, "PAPER_CONVENTION", id);
    expect((await record(id, good, { signedOn: "2027-05-09" })).code).toBe("PAPER_DATE_IMPOSSIBLE");
    expect((await record(id, good, {}, OTHER_HEAD)).code).toBe("NOT_FOUND");
    expect((await record(id, good, {}, ACTORS.teacher)).code).toBe("FORBIDDEN");
    expect((await record(id, good)).data).toMatchObject({ status: "SIGNED" });
  });

  it("is kept as it was recorded", async () => {
    await expect(asPlatform().write((tx) => tx.execute(statement`update conventions.paper_copies set signed_on = '2027-01-01'`))).rejects.toThrow();
    await expect(asPlatform().write((tx) => tx.execute(statement`delete from conventions.paper_copies`))).rejects.toThrow();
  });
});

describe("the attestation of insurance", () => {
  const SUBMIT = "mutation($input: SubmitInsuranceInput!) { submitInsurance(input: $input) { state fileId reason } }";
  const CHECK = "mutation($input: CheckInsuranceInput!) { checkInsurance(input: $input) { state reason decidedAt } }";
  const OF_LINA = { studentId: STUDENT, campaignId: "2027" };
  const stateFor = async (actor: Actor) => (await ask<{ insurance: { state: string } | null }[]>(actor, `{ _entities(representations: [{ __typename: "Student", id: "${STUDENT}" }]) { ... on Student { insurance(campaignId: "2027") { state reason } } } }`));
  /** What was told of it so far. */
  const given = async () => (await sql<{ payload: Uint8Array }[]>`select payload from conventions.outbox where type = 'InsuranceGiven' order by position`).length;
  const checkedFor = async (actor: Actor, id: string) => (await ask<{ isInsuranceChecked: boolean }>(actor, `{ convention(id: "${id}") { isInsuranceChecked } }`)).data;

  it("goes from missing to checked off, as each may see it", async () => {
    const { id } = await frozen();
    expect((await stateFor(ACTORS.student)).data).toEqual([{ insurance: { state: "MISSING", reason: null } }]);
    const photo = Buffer.from("89504e470d0a1a0a0000000d4948445200000001000000010806000000000000000000000049454e4400000000", "hex");
    const first = await deposit(ACTORS.student, "INSURANCE", id, photo);
    expect((await ask(ACTORS.student, SUBMIT, { input: { ...OF_LINA, fileId: first } })).data).toEqual({ state: "SUBMITTED", fileId: first, reason: null });
    expect(await given()).toBe(1);
    expect((await ask(ACTORS.adviser, CHECK, { input: { ...OF_LINA, accepted: false } })).code).toBe("TEXT_REQUIRED");
    expect((await ask(ACTORS.adviser, CHECK, { input: { ...OF_LINA, accepted: false, reason: "Elle est de l'an passé." } })).data).toMatchObject({ state: "REFUSED", reason: "Elle est de l'an passé." });
    expect((await stateFor(ACTORS.representative)).data).toEqual([{ insurance: { state: "REFUSED", reason: "Elle est de l'an passé." } }]);
    expect(JSON.stringify(await sql`select * from conventions.insurances`)).not.toContain("l'an passé");

    const second = await deposit(ACTORS.representative, "INSURANCE", id);
    expect((await ask(ACTORS.representative, SUBMIT, { input: { ...OF_LINA, fileId: second } })).data).toMatchObject({ state: "SUBMITTED" });
    // Awaited again once it was refused, and given again; that it is checked off is no news.
    expect(await given()).toBe(2);
    // What it replaced goes with what nobody used.
    expect(await sql`select id from conventions.files where id = ${uuidOf(first as never)} and used_at is null`).toHaveLength(1);
    expect(await checkedFor(ACTORS.host, id)).toEqual({ isInsuranceChecked: false });
    expect((await ask(ACTORS.teacher, CHECK, { input: { ...OF_LINA, accepted: true } })).data).toEqual({ state: "CHECKED", reason: null, decidedAt: "2027-05-20T10:00:00Z" });
    expect(await given()).toBe(2);
    for (const actor of [ACTORS.host, ACTORS.tutor, ACTORS.rectorat, ACTORS.ministry, ACTORS.student]) expect(await checkedFor(actor, id)).toEqual({ isInsuranceChecked: true });
    const again = await deposit(ACTORS.student, "INSURANCE", id);
    expect((await ask(ACTORS.student, SUBMIT, { input: { ...OF_LINA, fileId: again } })).code).toBe("WRONG_STATE");

    // The file, to the family and the school alone.
    const way = (actor: Actor) => ask<Link>(actor, "mutation($id: ID!) { requestFileDownload(input: { fileId: $id }) { url fileName } }", { id: second });
    expect((await way(ACTORS.head)).data!.fileName).toBe("Attestation d'assurance – Lina M. – 14 juin 2027.pdf");
    expect((await way(ACTORS.host)).code).toBe("NOT_FOUND");
    expect((await way(ACTORS.tutor)).code).toBe("NOT_FOUND");
  });

  it("is read and decided by no other", async () => {
    for (const actor of [ACTORS.host, ACTORS.tutor, ACTORS.rectorat]) expect((await stateFor(actor)).code).toBe("FORBIDDEN");
    expect((await stateFor(OTHER_HEAD)).data).toEqual([{ insurance: null }]);
    expect((await ask(OTHER_HEAD, CHECK, { input: { ...OF_LINA, accepted: true } })).code).toBe("NOT_FOUND");
    expect((await ask(ACTORS.student, CHECK, { input: { ...OF_LINA, accepted: true } })).code).toBe("FORBIDDEN");
  });
});

describe("whether a document is genuine", () => {
  const isGenuine = async (code: string, fingerprint: string | null = null) => (await ask<boolean>(ACTORS.anonymous, "query($code: String!, $sha256: String) { verifyDocument(code: $code, sha256: $sha256) }", { code, sha256: fingerprint })).data;

  it("is told to anyone, by its code and by the file at hand", async () => {
    const convention = await frozen("SIGNED");
    expect(await isGenuine(convention.code)).toBe(true);
    expect(await isGenuine(convention.code.toLowerCase().replaceAll("0", "o").replaceAll("1", "l").replaceAll("-", " "))).toBe(true);
    expect(await isGenuine(convention.code, sha256(FROZEN))).toBe(true);
    expect(await isGenuine(convention.code, sha256(SEALED))).toBe(false);
    await seal(convention);
    expect(await isGenuine(convention.code, sha256(SEALED).toUpperCase())).toBe(true);
    expect(await isGenuine(convention.code, sha256(FROZEN))).toBe(true);
  });

  it.each([
    ["an unknown code", "7K0M-1Q9Z-9999", null],
    ["no code", "", null],
    ["a code and more", `7K0M-1Q9Z-0001${"0".repeat(100)}`, null],
    ["another file", "7K0M-1Q9Z-0001", sha256("another")],
    ["a fingerprint that is none", "7K0M-1Q9Z-0001", "abc"],
    ["an empty fingerprint", "7K0M-1Q9Z-0001", ""],
  ])("is no for %s", async (_title, code, fingerprint) => {
    expect(await isGenuine(code, fingerprint)).toBe(false);
  });
});

describe("what is past its term", () => {
  const day = (days: number) => MAY.add({ hours: days * 24 });
  async function purgedOn(now: Temporal.Instant) {
    const purging = createConventionsSubgraph({ databaseUrl: database.url, clock: () => now, onFailure: (error) => console.error(error) });
    try {
      return Object.fromEntries((await purging.purge()).map(({ table, rows }) => [table, rows]));
    } finally {
      await purging.stop();
    }
  }
  const left = async (id: string) => (await sql`select from conventions.files where id = ${uuidOf(id as never)}`).length;

  it("goes: what no act has named after a day, links with it, and no file that serves", async () => {
    const { id } = await frozen();
    const orphan = await deposit(ACTORS.student, "INSURANCE", id);
    const scan = await deposit(ACTORS.head, "PAPER_CONVENTION", id);
    await ask(ACTORS.head, RECORD, { input: { conventionId: id, fileId: scan, signedOn: "2027-05-18" } });
    const copies = await sql`select from conventions.download_links where actor is null`;
    expect((await purgedOn(day(1)))["conventions.files"]).toBeUndefined();
    const purged = await purgedOn(day(3));
    expect(purged["conventions.files"]).toBeGreaterThan(0);
    expect(purged["conventions.upload_links"]).toBeGreaterThan(0);
    expect([await left(orphan), await left(scan)]).toEqual([0, 1]);
    // Those of seven days are not over yet.
    expect(await sql`select from conventions.download_links`).toHaveLength(copies.length);
  });

  it("goes: an attestation of insurance with its file, a year after the campaign, while the scan stays as long as the contract", async () => {
    const [insurance] = await sql<{ file_id: string }[]>`select file_id from conventions.insurances`;
    const scans = await sql`select from conventions.files where purpose = 'PAPER_CONVENTION'`;
    expect(scans.length).toBeGreaterThan(0);
    await purgedOn(Temporal.Instant.from("2028-06-26T10:00:00Z"));
    expect(await sql`select from conventions.insurances`).toHaveLength(0);
    expect(await sql`select from conventions.files where id = ${insurance!.file_id}`).toHaveLength(0);
    expect(await sql`select from conventions.files where purpose = 'PAPER_CONVENTION'`).toHaveLength(scans.length);
  });
});
