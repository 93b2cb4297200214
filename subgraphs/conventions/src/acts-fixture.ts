import { connect, type Connection, type Transaction } from "@stages/database/connection.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import { type Actor, personOf } from "@stages/kernel/actor.ts";
import { sha256 } from "@stages/kernel/digest.ts";
import { type ConventionId, type DocumentId, type FileId, type HostId, newId, type PersonId, type StudentId } from "@stages/kernel/ids.ts";
import type { LinkPurpose } from "@stages/kernel/link-purpose.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { freshDatabase } from "@stages/testing/database.ts";
import { lastSignatureCode } from "@stages/testing/signature-code.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { eq } from "drizzle-orm";
import type { Convention, FrozenConvention, FrozenDocument } from "./domain/convention.ts";
import type { DocumentKind } from "./domain/document.ts";
import { type Capacity, nextRecord } from "./domain/evidence.ts";
import { aCampaign, aConvention, ACTORS, aHostPart, aSchoolPart, HOST, person, SCHOOL, TEACHER } from "./domain/fixtures.ts";
import { FROZEN, type Party, type Status } from "./domain/lifecycle.ts";
import { conventionContent } from "./operations/convention-content.ts";
import { freezeDocument, newDocumentCode } from "./operations/freeze-document.ts";
import { developmentPapers } from "./papers.ts";
import { insertDelegation } from "./persistence/delegations.ts";
import { type DocumentFile, insertDocument } from "./persistence/documents.ts";
import { findChain, insertEvidence } from "./persistence/evidence.ts";
import { insertFile } from "./persistence/files.ts";
import { mirrorRepresentatives } from "./persistence/representatives.ts";
import { conventionRow, staffRow, studentRow } from "./persistence/rows.ts";
import * as tables from "./persistence/tables.ts";
import { createConventionsSubgraph, federated } from "./subgraph.ts";

/** This subgraph, not started, so that time passes by the calls alone; conventions as they stand, and everyone who may look at one. */

export const MAY = Temporal.Instant.from("2027-05-20T10:00:00Z");
export const JUNE = Temporal.Instant.from("2027-06-16T10:00:00Z");
export const JULY = Temporal.Instant.from("2027-07-01T10:00:00Z");
/** Its students are in première. */
export const SEPTEMBER = Temporal.Instant.from("2027-09-06T10:00:00Z");

/** Of which a tutor signs by delegation. */
const DELEGATING_HOST = newId("host");
const DELEGATE = newId("person");
const BARRED = newId("person");
const FAMILY = ACTORS.representative.personId;
const SEAT = { legalName: "Atelier Delmas", siret: "12345678901237", country: null, address: "2 rue des Tilleuls, 19000 Tulle" };

export interface Made {
  readonly id: ConventionId;
  readonly studentId: StudentId;
  readonly hostId: HostId;
  readonly documentId: DocumentId | null;
}

export interface Scene {
  readonly isOfAge?: boolean;
  readonly hostId?: HostId;
  /** Who has signed what is SIGNING. */
  readonly signed?: readonly Capacity[];
  readonly over?: Partial<Convention>;
}

export interface Viewer {
  readonly as: (made: Made) => Actor;
  /** As whom they act in the life of a convention, by the domain page; null for who only looks on or sees nothing. */
  readonly party: Party | null;
  readonly scene?: Scene;
}

const always = (actor: Actor) => () => actor;
const elsewhere = "0190034T" as Uai;
const linked = (purpose: LinkPurpose, actor: Actor, toAnother = false) => ({ id, studentId }: Made): Actor =>
  ({ ...actor, personId: newPersonOf(purpose), ...(purpose === "SIGN_CONVENTION" ? { studentIds: [studentId] } : {}), link: { purpose, conventionId: toAnother ? newId("convention") : id, studentId } }) as Actor;
const PERSONS = new Map<LinkPurpose, PersonId>();
const newPersonOf = (purpose: LinkPurpose) => PERSONS.getOrInsertComputed(purpose, () => newId("person"));
const family = (personId: PersonId) => ({ studentId }: Made): Actor => ({ ...ACTORS.representative, personId, studentIds: [studentId] });
const student = (personId: PersonId) => ({ studentId }: Made): Actor => ({ ...ACTORS.student, personId, studentId });

export const WHO: Readonly<Record<string, Viewer>> = {
  "its student": { as: student(newId("person")), party: "FAMILY" },
  "its student, who is of age": { as: student(newId("person")), party: "FAMILY", scene: { isOfAge: true } },
  "another student": { as: always({ ...ACTORS.student, studentId: newId("student") }), party: null },
  "a legal representative": { as: family(FAMILY), party: "FAMILY" },
  "a legal representative of a student of age": { as: family(FAMILY), party: "FAMILY", scene: { isOfAge: true } },
  "a legal representative who may not sign": { as: family(BARRED), party: "FAMILY" },
  "another family": { as: always({ ...ACTORS.representative, personId: newId("person"), studentIds: [newId("student")] }), party: null },
  "a legal representative, by a link": { as: linked("SIGN_CONVENTION", ACTORS.representative), party: "FAMILY" },
  "a legal representative, by a link to another convention": { as: linked("SIGN_CONVENTION", ACTORS.representative, true), party: null },
  "its host": { as: always(ACTORS.host), party: "HOST" },
  "another host": { as: always({ ...ACTORS.host, personId: newId("person"), hostIds: [newId("host")] }), party: null },
  "its host, by a link": { as: linked("ACT_FOR_HOST", ACTORS.host), party: "HOST" },
  "its host, by a link to another convention": { as: linked("ACT_FOR_HOST", ACTORS.host, true), party: null },
  "its tutor": { as: always(ACTORS.tutor), party: null },
  "its tutor, who signs for the host": { as: always({ ...ACTORS.tutor, personId: newId("person") }), party: "HOST", scene: { hostId: DELEGATING_HOST } },
  "its tutor, by a link": { as: linked("FOLLOW_INTERN", ACTORS.tutor), party: null },
  "another tutor": { as: always({ ...ACTORS.tutor, personId: newId("person"), email: "autre@atelier.example" }), party: null },
  "its school's head": { as: always(ACTORS.head), party: "SCHOOL" },
  "another head": { as: always({ ...ACTORS.head, personId: newId("person"), schoolUais: [elsewhere] }), party: null },
  "its referent teacher": { as: always(ACTORS.teacher), party: null },
  "another teacher of its school": { as: always(ACTORS.otherTeacher), party: null },
  "a teacher who signs for the head": { as: always({ ...ACTORS.otherTeacher, personId: DELEGATE }), party: "SCHOOL" },
  "a teacher of another school": { as: always({ ...ACTORS.teacher, personId: newId("person"), schoolUais: [elsewhere] }), party: null },
  "a CPE of its school": { as: always(ACTORS.adviser), party: null },
  "a CPE of another school": { as: always({ ...ACTORS.adviser, personId: newId("person"), schoolUais: [elsewhere] }), party: null },
  "its rectorat": { as: always(ACTORS.rectorat), party: null },
  "another rectorat": { as: always({ ...ACTORS.rectorat, personId: newId("person"), academies: ["24"] }), party: null },
  "its DASEN": { as: always(ACTORS.dasen), party: null },
  "another DASEN": { as: always(ACTORS.otherDasen), party: null },
  "the ministry": { as: always(ACTORS.ministry), party: null },
  "a visitor": { as: always(ACTORS.anonymous), party: null },
};

export interface Asked<T = Record<string, unknown>> {
  readonly data: T | null;
  readonly code: string | undefined;
}

export async function startActs() {
  const create = (databaseUrl: string) => createConventionsSubgraph({ databaseUrl, clock: () => MAY, onFailure: (error) => console.error(error) });
  const database = await freshDatabase("conventions", async (url) => {
    const migrating = create(url);
    await migrating.migrate();
    await migrating.stop();
  });
  const subgraph = create(database.url);
  const graph = inProcessTransport(subgraph);
  /** As the superuser that tests log in as. */
  const admin: Connection = connect({ url: database.url, name: "test", max: 4 });
  const inOne = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => admin.db.transaction((tx) => work(tx as unknown as Transaction));

  const post = (personId: PersonId, role: "SCHOOL_HEAD" | "REFERENT_TEACHER", name: string) => ({ personId, schoolUai: SCHOOL, role, name, email: "accueil@lycee.example", phone: null });
  const teacher = post(TEACHER, "REFERENT_TEACHER", "Léa Faure");
  await admin.db.insert(tables.campaigns).values({ id: aCampaign.id, campaign: campaignFact(aCampaign) });
  const school = { uai: SCHOOL, name: "Lycée des Monédières", address: "1 place Jean Tavé, 19000 Tulle", academy: "22" };
  await admin.db.insert(tables.schools).values(school);
  await admin.db.insert(tables.staff).values([post(ACTORS.head.personId, "SCHOOL_HEAD", "Anne Chirac"), teacher, post(DELEGATE, "REFERENT_TEACHER", "Jean Vialle")].map(staffRow));
  const given = { byPersonId: person(50), until: Temporal.PlainDate.from("2027-12-31"), givenAt: MAY, withdrawnAt: null } as const;
  await inOne(async (tx) => {
    await insertDelegation(tx, { ...given, id: newId("delegation"), capacity: "SCHOOL_HEAD", schoolUai: SCHOOL, hostId: null, to: { personId: DELEGATE, tutorEmail: null } });
    await insertDelegation(tx, { ...given, id: newId("delegation"), capacity: "HOST_MANAGER", schoolUai: null, hostId: DELEGATING_HOST, to: { personId: null, tutorEmail: "paul.roche@atelier.example" } });
  });

  const studentNamed = (id: StudentId, isOfAge: boolean) =>
    ({ id, firstName: "Zoé", lastName: "Mazaud", birthDate: Temporal.PlainDate.from(isOfAge ? "2008-09-01" : "2011-09-01"), className: "2de 3", schoolUai: SCHOOL, academy: "22", campaignId: "2027" });

  /** Drawn once: what differs between the conventions of a test is not in it. */
  const drawing = { conventionId: newId("convention"), studentId: newId("student") };
  const drawn = await freezeDocument(
    developmentPapers(),
    conventionContent(aConvention("VALIDATED", { id: drawing.conventionId, studentId: drawing.studentId, hostParty: SEAT }) as FrozenConvention, aHostPart(), aSchoolPart(), {
      documentId: newId("document"), code: newDocumentCode(), campaign: aCampaign, student: studentNamed(drawing.studentId, false), school, headName: "Anne Chirac", referentTeacher: teacher, host: SEAT, offerTitle: null, now: MAY,
    }),
    Temporal.Instant.from("2027-05-10T08:00:00Z"),
  );
  const copyOfDrawn = (kind: DocumentKind): { readonly document: FrozenDocument; readonly file: DocumentFile } => ({ document: { ...drawn.document, id: newId("document"), kind }, file: { ...drawn.file, code: newDocumentCode() } });

  /** A frozen document of the convention, that these have signed. */
  async function aDocument(tx: Transaction, conventionId: ConventionId, kind: DocumentKind, signed: readonly Capacity[] = []): Promise<FrozenDocument> {
    const { document, file } = copyOfDrawn(kind);
    await insertDocument(tx, conventionId, 1, document, file);
    for (const capacity of signed) {
      const signerId = { SCHOOL_HEAD: ACTORS.head.personId, HOST_MANAGER: ACTORS.host.personId, STUDENT: person(1), LEGAL_REPRESENTATIVE: FAMILY }[capacity];
      const detail = { signerName: "Quelqu'un", channel: "MAIL" as const, address: null, delegationId: null, reason: null, batchHash: null, scanHash: null };
      await insertEvidence(tx, nextRecord({ ...document, conventionId }, await findChain(tx, document.id), { id: newId("evidence"), kind: "SIGNED", capacity, signerId, at: MAY, detail }));
    }
    return document;
  }

  /** In that status, of a student of its own. */
  async function aConventionIn(status: Status, { isOfAge = false, hostId = HOST, signed = ["SCHOOL_HEAD"], over = {} }: Scene = {}): Promise<Made> {
    const [id, studentId] = [newId("convention"), newId("student")];
    return inOne(async (tx) => {
      await tx.insert(tables.students).values(studentRow(studentNamed(studentId, isOfAge)));
      await mirrorRepresentatives(tx, studentId, [FAMILY, BARRED].map((personId) => ({ personId, name: "Anne Mazaud", phone: null, maySign: personId !== BARRED })));
      const ended = status === "INTERRUPTED" ? { endedOn: Temporal.PlainDate.from("2027-06-15"), endCause: "OTHER" } : {};
      await tx.insert(tables.conventions).values(conventionRow(aConvention(status, { id, studentId, hostId, candidatureId: newId("candidature"), hostParty: SEAT, ...ended, ...over } as Partial<Convention>)));
      const document = FROZEN.includes(status) ? await aDocument(tx, id, "CONVENTION", status === "SIGNING" ? signed : []) : null;
      return { id, studentId, hostId, documentId: document?.id ?? null };
    });
  }

  async function run<T = Record<string, unknown>>(actor: Actor, query: string, variables: Record<string, unknown>, now: Temporal.Instant): Promise<Asked<T>> {
    const { data, errors } = await graph.execute({ query, variables, caller: { actor, now, requestId: "test" } });
    return { data: data as T | null, code: errors?.[0]?.extensions?.["code"] as string | undefined };
  }

  return {
    admin, inOne, run, aConventionIn, aDocument,
    statusOf: async (id: ConventionId): Promise<Status> => (await admin.db.select({ status: tables.conventions.status }).from(tables.conventions).where(eq(tables.conventions.id, id)))[0]!.status,
    /** A mutation by its name. */
    ask: (actor: Actor, mutation: string, input: object, now: Temporal.Instant) =>
      run(actor, `mutation($input: ${String(subgraphInput(mutation))}) { ${mutation}(input: $input) { __typename } }`, { input }, now),
    /** As one signs: by a code for that document. */
    async sign(actor: Actor, mutation: string, input: object, documentId: DocumentId | null, now: Temporal.Instant): Promise<string | undefined> {
      const sign = async (code: string) => (await this.ask(actor, mutation, { ...input, code }, now)).code;
      const requested = documentId && (await run(actor, "mutation($id: ID!) { requestSignatureCode(input: { documentIds: [$id] }) { expiresAt } }", { id: documentId }, now)).code;
      if (documentId && !requested) return sign(await lastSignatureCode(database.url, personOf(actor)!));
      const answer = await sign("000000");
      // What the policy refuses is refused before any rule; a code is for documents of every kind.
      if (documentId && answer !== requested && answer !== "FORBIDDEN") return `${answer}, and ${requested} to who asks for a code`;
      return answer;
    },
    /** A scan, deposited by this person. */
    async aScan({ id }: Made, uploadedBy: PersonId, uploadedAt: Temporal.Instant): Promise<FileId> {
      const content = Buffer.from("%PDF-1.7");
      const file = { id: newId("file"), conventionId: id, purpose: "PAPER_CONVENTION" as const, type: "PDF" as const, bytes: content.length, sha256: sha256(content), uploadedBy, uploadedAt, usedAt: null };
      await inOne((tx) => insertFile(tx, file, "2027", content));
      return file.id;
    },
    stop: async () => {
      await subgraph.stop();
      await admin.close();
      await database.drop();
    },
  };

  function subgraphInput(mutation: string) {
    return federated.schema.getMutationType()!.getFields()[mutation]!.args[0]!.type;
  }
}

export type Acts = Awaited<ReturnType<typeof startActs>>;
