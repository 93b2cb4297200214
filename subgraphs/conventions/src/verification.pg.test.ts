import { canonicalJson, sha256 } from "@stages/kernel/digest.ts";
import { type DocumentId, newId, uuidOf } from "@stages/kernel/ids.ts";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACTORS } from "./domain/fixtures.ts";
import { hashOf } from "./domain/evidence.ts";
import { findFrozenPdf } from "./persistence/documents.ts";
import { evidenceOf, evidenceRow } from "./persistence/rows.ts";
import { documents, evidence, sealedDocuments } from "./persistence/tables.ts";
import { sealFor } from "@stages/database/sealed.ts";
import { type Signing, signingDatabase, type Validated } from "./testing.ts";

const VERIFY = "query($id: ID!) { verifyConvention(conventionId: $id) { isIntact findings { kind documentId seq message } } }";
const SIGN = "mutation($id: ID!, $code: String!) { signConvention(input: { conventionId: $id, code: $code }) { status } }";

let world: Signing;
/** All have signed, one of them after a refusal; and one that a single party has signed. */
let closed: Validated;
let begun: Validated;

beforeAll(async () => {
  world = await signingDatabase({ signingLegalRepresentatives: 1 });
  [closed, begun] = [await world.aValidated(), await world.aValidated()];
  await world.ask(closed.parents[0], "mutation($id: ID!) { refuseToSign(input: { documentId: $id, reason: \"Pas encore.\" }) { id } }", { id: closed.documentId });
  for (const actor of [ACTORS.head, ACTORS.host, closed.parents[0]]) await world.ask(actor, SIGN, { id: closed.id, code: await world.codeFor(actor, [closed.documentId]) });
  await world.ask(ACTORS.head, SIGN, { id: begun.id, code: await world.codeFor(ACTORS.head, [begun.documentId]) });
});
afterAll(() => world.stop());

interface Verification {
  readonly isIntact: boolean;
  readonly findings: readonly { readonly kind: string; readonly seq: number | null; readonly message: string }[];
}

async function verified(convention: Validated): Promise<Verification> {
  const { data, message } = await world.ask(ACTORS.head, VERIFY, { id: convention.id });
  if (message) throw new Error(message);
  return data!["verifyConvention"] as unknown as Verification;
}

/** As the database's owner, past every trigger and policy; put back afterwards. */
async function after(convention: Validated, tamper: (tx: Parameters<Parameters<Signing["admin"]["db"]["transaction"]>[0]>[0]) => Promise<unknown>): Promise<readonly string[]> {
  const TABLES = ["documents", "evidence", "evidence_chains", "sealed_documents"];
  const { sql } = world;
  for (const table of TABLES) await sql.unsafe(`create table public.kept_${table} as table conventions.${table}; alter table conventions.${table} disable trigger all`);
  try {
    await world.admin.db.transaction(tamper);
    const { isIntact, findings } = await verified(convention);
    expect(isIntact).toBe(findings.length === 0);
    for (const { message } of findings) expect(message).toMatch(/^[A-ZÉ].*\.$/);
    return findings.map(({ kind }) => kind);
  } finally {
    for (const table of TABLES) await sql.unsafe(`delete from conventions.${table}; insert into conventions.${table} select * from public.kept_${table}; drop table public.kept_${table}; alter table conventions.${table} enable trigger all`);
  }
}

type Tx = Parameters<Parameters<typeof after>[1]>[0];
const idOf = ({ documentId }: Validated) => documentId as DocumentId;
const raw = (statement: string) => (tx: Tx) => tx.execute(statement);
const uuid = ({ documentId }: Validated) => uuidOf(documentId as DocumentId);

it("finds nothing in what nobody touched, for those who may see it and nobody else", async () => {
  for (const convention of [closed, begun]) expect(await verified(convention)).toEqual({ isIntact: true, findings: [] });
  expect((await world.ask(ACTORS.rectorat, VERIFY, { id: closed.id })).data).toEqual({ verifyConvention: { isIntact: true, findings: [] } });
  expect((await world.ask(begun.parents[0], VERIFY, { id: closed.id })).data).toEqual({ verifyConvention: null });
});

describe("finds, as the owner of the database could do it with its triggers off", () => {
  const OTHER: Readonly<Record<string, string>> = {
    id: "gen_random_uuid()", document_id: "gen_random_uuid()", convention_id: "gen_random_uuid()", seq: "seq + 10", kind: "'PAPER'",
    capacity: "'STUDENT'", rank: "rank + 1", signer_id: "gen_random_uuid()", at: "at + interval '1 second'", document_hash: "repeat('0', 64)", previous_hash: "repeat('0', 64)",
    hash: "repeat('0', 64)", detail: "set_byte(detail, 20, 255 - get_byte(detail, 20))", mac: "repeat('0', 64)",
  };

  it("every edit of one column of a record, the first and the last", async () => {
    const columns = (await world.sql<{ name: string }[]>`select column_name as name from information_schema.columns where table_schema = 'conventions' and table_name = 'evidence'`).map(({ name }) => name);
    expect(columns.toSorted()).toEqual(Object.keys(OTHER).toSorted());
    for (const seq of [1, 4]) {
      for (const [column, value] of Object.entries(OTHER)) {
        expect(await after(closed, raw(`update conventions.evidence set ${column} = ${value} where document_id = '${uuid(closed)}' and seq = ${seq}`)), `${column} of ${seq}`).not.toEqual([]);
      }
    }
  });

  it("the deletion of any record, the last of an unsealed document included", async () => {
    for (const seq of [1, 2, 3, 4]) expect(await after(closed, raw(`delete from conventions.evidence where document_id = '${uuid(closed)}' and seq = ${seq}`))).toContain("RECORDS_MISSING");
    expect(await after(begun, raw(`delete from conventions.evidence where document_id = '${uuid(begun)}'`))).toEqual(["RECORDS_MISSING"]);
    expect(await after(begun, raw(`delete from conventions.evidence_chains where document_id = '${uuid(begun)}'`))).toEqual(["CHAIN_FORGED"]);
  });

  it("the deletion of the document, and of the sealed one", async () => {
    expect(await after(begun, raw(`delete from conventions.documents where id = '${uuid(begun)}'`))).not.toEqual([]);
    expect(await after(closed, raw(`delete from conventions.sealed_documents where document_id = '${uuid(closed)}'`))).toEqual(["SEALED_MISSING"]);
  });

  it("two records that change places", async () => {
    const swap = `update conventions.evidence set seq = 7 where document_id = '${uuid(closed)}' and seq = 2; update conventions.evidence set seq = 2 where document_id = '${uuid(closed)}' and seq = 3; update conventions.evidence set seq = 3 where document_id = '${uuid(closed)}' and seq = 7`;
    expect(await after(closed, async (tx) => { for (const statement of swap.split(";")) await tx.execute(statement); })).toContain("CHAIN_BROKEN");
  });

  it.each(["sha256", "evidence_head", "level", "sealed_at", "document_id", "convention_id"])("another %s of the sealed document", async (column) => {
    const value = { sha256: "repeat('0', 64)", evidence_head: "repeat('0', 64)", level: "'B-T'", sealed_at: "sealed_at + interval '1 hour'", document_id: "gen_random_uuid()", convention_id: "gen_random_uuid()" }[column]!;
    expect(await after(closed, raw(`update conventions.sealed_documents set ${column} = ${value} where document_id = '${uuid(closed)}'`))).not.toEqual([]);
  });

  it.each(["document_hash", "content_hash", "length", "head", "completed_at", "mac"])("another %s of the chain", async (column) => {
    const value = { length: "length - 1", completed_at: "null" }[column] ?? "repeat('0', 64)";
    expect(await after(closed, raw(`update conventions.evidence_chains set ${column} = ${value} where document_id = '${uuid(closed)}'`))).not.toEqual([]);
  });
});

describe("finds, as someone could do it who has the keys of what is sealed and not the one of the evidence", () => {
  it("another file, with its hash, before anyone or everyone has signed", async () => {
    const replace = (convention: Validated) => async (tx: Tx) => {
      const id = idOf(convention);
      const other = Buffer.concat([(await findFrozenPdf(tx, id))!, Buffer.from("\n")]);
      await tx.update(documents).set({ pdf: sealFor(documents.pdf, { id }, other.toString("base64")), sha256: sha256(other) }).where(eq(documents.id, id));
    };
    const untouched = await world.aValidated();
    expect(await after(untouched, replace(untouched))).toContain("FILE_CHANGED");
    expect(await after(closed, replace(closed))).toContain("FILE_CHANGED");
  });

  it("another text behind the same file", async () => {
    const id = idOf(begun);
    const content = canonicalJson({ forged: true });
    expect(await after(begun, (tx) => tx.update(documents).set({ content: sealFor(documents.content, { id }, content) }).where(eq(documents.id, id)))).toEqual(["CONTENT_CHANGED"]);
  });

  it("another sealed file: the one that was signed, unsealed; and one of another document", async () => {
    const documentId = idOf(closed);
    const put = (pdf: Uint8Array) => async (tx: Tx) => tx.update(sealedDocuments).set({ pdf: sealFor(sealedDocuments.pdf, { documentId }, Buffer.from(pdf).toString("base64")), sha256: sha256(pdf) }).where(eq(sealedDocuments.documentId, documentId));
    const frozen = (await findFrozenPdf(world.admin.db, documentId))!;
    expect(await after(closed, put(frozen))).toEqual(["SEAL_INVALID", "SEAL_DIFFERS"]);
  });

  it("a chain built anew, consistent with itself, without the platform's key", async () => {
    const forge = async (tx: Tx) => {
      const rows = await tx.select().from(evidence).where(eq(evidence.documentId, idOf(begun))).orderBy(asc(evidence.seq));
      let previousHash = rows[0]!.documentHash;
      for (const row of rows) {
        const { hash: _, ...said } = { ...evidenceOf(row), previousHash, signerId: newId("person") };
        const hash = hashOf(said);
        // The MAC is what the key alone makes: the one that was there is all they have.
        const { mac: __, ...forged } = evidenceRow({ ...said, hash });
        await tx.update(evidence).set(forged).where(eq(evidence.id, row.id));
        previousHash = hash;
      }
    };
    expect(await after(begun, forge)).toEqual(expect.arrayContaining(["RECORD_FORGED", "RECORDS_MISSING"]));
  });
});
