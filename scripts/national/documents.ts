import { documentCodeFrom } from "@stages/conventions/operations/freeze-document.ts";
import { type ContentSources, conventionContent } from "@stages/conventions/operations/convention-content.ts";
import { UNDRAWN } from "@stages/conventions/operations/undrawn.ts";
import type { HostPart, SchoolPart } from "@stages/conventions/domain/convention.ts";
import { type Capacity, type ChainState, type EvidenceDetail, type EvidenceRecord, nextRecord } from "@stages/conventions/domain/evidence.ts";
import { chainRow, codeIndex, evidenceRow } from "@stages/conventions/persistence/rows.ts";
import * as conventions from "@stages/conventions/persistence/tables.ts";
import { isMinorOn } from "@stages/kernel/civil-time.ts";
import { canonicalJson, sha256 } from "@stages/kernel/digest.ts";
import { postalAddressOf } from "@stages/people/domain/school.ts";
import type { Convention } from "./agreement.ts";
import type { Calendar, Seconds } from "./calendar.ts";
import type { Copies } from "./copies.ts";
import { numberOf, typeIdOf, uuidFor } from "./ids.ts";
import type { Student } from "./life.ts";
import type { Parts } from "./parts.ts";
import { fullName, type Parent, type Youth } from "./persons.ts";
import { bytea, sealedText } from "./seals.ts";
import type { Table } from "./tables.ts";

/** Who a student is, and who answers for them. */
export interface Told {
  readonly youth: Youth;
  readonly family: readonly (Parent & { readonly personId: string })[];
}

interface Signing {
  readonly capacity: Capacity;
  readonly by: string;
  readonly name: string;
  readonly at: Seconds;
}

/** With its ids as the tables keep them. */
type Frozen = Parameters<typeof nextRecord>[0] & { readonly uuid: string; readonly conventionUuid: string };

const MOST_RECORDS = 4;
const UNDRAWN_SHA = sha256(UNDRAWN);
const UNDRAWN_BASE64 = Buffer.from(UNDRAWN).toString("base64");
const AT_HAND: EvidenceDetail = { signerName: "", channel: "MAIL", address: null, delegationId: null, reason: null, batchHash: null, scanHash: null };

/**
 * What is frozen and signed of a convention. Its text and its chain of evidence are what the platform would have written, and
 * `verifyConvention` finds nothing; its file is the page of the demonstration that says that nobody drew it, since drawing
 * takes 25 ms a document, and so none is sealed.
 */
export class Documents {
  constructor(private readonly making: { readonly copies: Copies<Table>; readonly calendar: Calendar }) {}

  copy(convention: Convention, student: Student, told: Told, parts: Parts): void {
    const validated = convention.steps.find(({ to }) => to === "VALIDATED");
    if (!validated) return;
    const { copies, calendar } = this.making;
    const uuid = uuidFor("document", validated.at, numberOf(convention.id));
    const [id, conventionId] = [typeIdOf("document", uuid), typeIdOf("convention", convention.id)];
    const code = documentCodeFrom(Buffer.from(sha256(id), "hex"));
    const content = canonicalJson(this.#content(convention, student, told, parts, { id, code, at: validated.at }));
    const document = { id, conventionId, sha256: UNDRAWN_SHA, uuid, conventionUuid: convention.id };
    copies.add(
      "conventions.documents",
      uuid, convention.id, "CONVENTION", 1, sealedText(conventions.documents.content, { id }, content), sealedText(conventions.documents.pdf, { id }, UNDRAWN_BASE64), UNDRAWN_SHA, codeIndex(code), calendar.text(validated.at),
    );
    const chain = convention.paper ? [this.#paper(convention, convention.paper, student, document)] : this.#signatures(convention, student, told, parts, document);
    const state: ChainState = { documentId: id, conventionId, documentHash: UNDRAWN_SHA, contentHash: sha256(content), length: chain.length, head: chain.at(-1)?.hash ?? UNDRAWN_SHA, completedAt: null };
    copies.add("conventions.evidence_chains", uuid, convention.id, state.documentHash, state.contentHash, state.length, state.head, null, chainRow(state).mac);
  }

  #content({ id, period }: Convention, { school, className, head, teacher }: Student, { youth }: Told, { host, timetable, school: schoolPart, party, offerTitle }: Parts, document: { readonly id: EvidenceRecord["documentId"]; readonly code: string; readonly at: Seconds }) {
    const { campaign } = this.making.calendar;
    const content = conventionContent(
      { id: typeIdOf("convention", id), period },
      { objectives: null, lodging: null, ...host, timetable: [] } as HostPart,
      schoolPart as SchoolPart,
      {
        documentId: document.id, code: document.code, campaign, headName: head.name, host: party, offerTitle,
        student: { firstName: youth.firstName, lastName: youth.lastName, birthDate: Temporal.PlainDate.from(youth.birthDate), className } as ContentSources["student"],
        school: { uai: school.uai, name: school.name, academy: school.academy, address: postalAddressOf(school) },
        referentTeacher: { ...teacher.contact, name: teacher.name } as Partial<ContentSources["referentTeacher"]> as ContentSources["referentTeacher"],
        now: Temporal.Instant.fromEpochMilliseconds(document.at * 1_000),
      },
    );
    return { ...content, timetable };
  }

  #signatures({ steps, managerId }: Convention, student: Student, { youth, family }: Told, { host }: Parts, document: Frozen): readonly EvidenceRecord[] {
    const signing = steps.find(({ to }) => to === "SIGNING");
    if (!signing) return [];
    const signed = steps.find(({ to }) => to === "SIGNED");
    const first: Signing = signing.role === "SCHOOL_HEAD" ? headSigns(student, signing.at) : { capacity: "HOST_MANAGER", by: managerId, name: host.representative.name, at: signing.at };
    if (!signed) return this.#chain(document, [first]);
    const between = Math.floor((signing.at + signed.at) / 2);
    const isMinor = isMinorOn(Temporal.PlainDate.from(youth.birthDate), Temporal.PlainDate.from(this.making.calendar.date(this.making.calendar.dayOf(between))));
    const parent = family[0]!;
    const ofFamily: Signing = isMinor ? { capacity: "LEGAL_REPRESENTATIVE", by: parent.personId, name: fullName(parent), at: between } : { capacity: "STUDENT", by: student.personId, name: fullName(youth), at: between };
    return this.#chain(document, [first, ofFamily, headSigns(student, signed.at)]);
  }

  #chain(document: Frozen, signings: readonly Signing[]): readonly EvidenceRecord[] {
    const chain: EvidenceRecord[] = [];
    for (const { capacity, by, name, at } of signings) this.#record(document, chain, "SIGNED", { capacity, by, at, detail: { ...AT_HAND, signerName: name } });
    return chain;
  }

  /** With its scan, which is the same page. */
  #paper({ id }: Convention, { fileId, signedOn, recordedAt }: NonNullable<Convention["paper"]>, { head }: Student, document: Frozen): EvidenceRecord {
    const { copies, calendar } = this.making;
    const day = calendar.date(signedOn);
    const content = sealedText(conventions.files.content, { id: typeIdOf("file", fileId) }, UNDRAWN_BASE64);
    copies.add("conventions.files", fileId, id, calendar.campaign.id, "PAPER_CONVENTION", "PDF", content, UNDRAWN.length, UNDRAWN_SHA, head.id, calendar.text(recordedAt - 60), calendar.text(recordedAt));
    copies.add("conventions.paper_copies", id, fileId, UNDRAWN_SHA, day, calendar.text(recordedAt), head.id);
    const detail = { ...AT_HAND, signerName: head.name, channel: null, reason: `Signée sur papier le ${day}`, scanHash: UNDRAWN_SHA };
    return this.#record(document, [], "PAPER", { capacity: "SCHOOL_HEAD", by: head.id, at: recordedAt, detail });
  }

  #record(document: Frozen, chain: EvidenceRecord[], kind: "SIGNED" | "PAPER", { capacity, by, at, detail }: Pick<Signing, "capacity" | "by" | "at"> & { readonly detail: EvidenceDetail }): EvidenceRecord {
    const { copies, calendar } = this.making;
    const uuid = uuidFor("evidence", at, numberOf(document.uuid) * MOST_RECORDS + chain.length);
    const record = nextRecord(document, chain, { id: typeIdOf("evidence", uuid), kind, capacity, signerId: typeIdOf("person", by), at: Temporal.Instant.fromEpochMilliseconds(at * 1_000), detail });
    chain.push(record);
    const { detail: sealed, mac } = evidenceRow(record);
    const { seq, rank, documentHash, previousHash, hash } = record;
    copies.add("conventions.evidence", uuid, document.uuid, document.conventionUuid, seq, kind, capacity, rank, by, calendar.text(at), documentHash, previousHash, hash, bytea(sealed), mac);
    return record;
  }
}

const headSigns = ({ head }: Student, at: Seconds): Signing => ({ capacity: "SCHOOL_HEAD", by: head.id, name: head.name, at });
