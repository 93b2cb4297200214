import type { Transaction } from "@stages/database/connection.ts";
import { insertAll } from "@stages/database/insert-all.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import type { OfferFact } from "@stages/events/contracts.ts";
import type { Role } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { type DocumentId, idFromUuid, type StudentId, uuidOf } from "@stages/kernel/ids.ts";
import type { TimetableDay, World, WorldAbsence, WorldConvention, WorldStaffMember } from "@stages/demonstration/world-types.ts";
import { nextAfter, remindersOf } from "../domain/awaited.ts";
import type { AbsenceCause, Step, StepTaken } from "../domain/absence.ts";
import type { CompletedConvention, Convention, FrozenDocument, HostPart, HostParty, Parties, SchoolPart } from "../domain/convention.ts";
import type { School, StaffMember, Student } from "../domain/people.ts";
import { chainOf, type EvidenceRecord, nextRecord } from "../domain/evidence.ts";
import { type DocumentFile, insertSealed, type SealedDocument, type StoredDocument } from "./documents.ts";
import { chainRow, conventionRow, documentRow, evidenceRow, historyRow, offerRow, staffRow, stepRow, studentRow } from "./rows.ts";
import { hostManagerRow } from "./host-managers.ts";
import { representativesRow } from "./representatives.ts";
import * as tables from "./tables.ts";

/** A frozen convention of the synthetic world, with what its document says of others. */
export interface Undrawn {
  readonly convention: CompletedConvention;
  readonly schoolPart: SchoolPart;
  readonly documentId: DocumentId;
  readonly campaign: Campaign;
  readonly student: Student;
  readonly legalRepresentatives: readonly { readonly name: string; readonly phone: string | null }[];
  readonly school: School;
  readonly headName: string;
  readonly referentTeacher: StaffMember;
  readonly host: HostParty;
  readonly offerTitle: string;
  readonly now: Temporal.Instant;
}

/** How documents are drawn and sealed, which this room does not know. */
export interface Draw {
  readonly freeze: (undrawn: Undrawn) => Promise<{ readonly document: FrozenDocument; readonly file: DocumentFile }>;
  /** Null for one that is left unsealed. */
  readonly seal: (document: StoredDocument, chain: readonly EvidenceRecord[], pdf: Uint8Array, sealedAt: Temporal.Instant) => Promise<(SealedDocument & { readonly pdf: Uint8Array }) | null>;
}

/** Fills the tables with the synthetic world: what this subgraph owns, and its copies of what the others own. */
export async function loadDemonstration(tx: Transaction, world: World, draw: Draw): Promise<void> {
  const sources = sourcesOf(world);
  await insertAll(tx, tables.campaigns, world.campaigns.map((campaign) => ({ id: campaign.id, campaign: campaignFact(campaign) })));
  await insertAll(tx, tables.schools, [...sources.schools.values()]);
  await insertAll(tx, tables.staff, sources.staff.map(staffRow));
  await insertAll(tx, tables.hosts, world.hosts.map(({ id, siret, legalName, ...host }) => ({ id, siret, legalName, address: sources.inOneLine(host) })));
  await insertAll(tx, tables.hostManagers, managersOf(world));
  await insertAll(tx, tables.students, [...sources.students.values()].map(studentRow));
  await insertAll(tx, tables.representatives, familiesOf(world));
  await insertAll(tx, tables.offers, [...sources.offers.values()].map(offerRow));

  const written: Awaited<ReturnType<typeof conventionRows>>[] = [];
  for (const convention of world.conventions) written.push(await conventionRows(convention, sources, draw));
  await insertAll(tx, tables.conventions, written.map(({ row }) => row));
  await insertAll(tx, tables.documents, written.flatMap(({ document }) => document ?? []));
  await insertAll(tx, tables.evidence, written.flatMap(({ evidence }) => evidence.map(evidenceRow)));
  await insertAll(tx, tables.evidenceChains, written.flatMap(({ chain }) => chain ?? []));
  for (const { sealed } of written) if (sealed) await insertSealed(tx, sealed);
  await insertAll(tx, tables.history, written.flatMap(({ history }) => history));

  const absences = world.absences.map(absenceRows);
  await insertAll(tx, tables.absences, absences.map(({ row }) => row));
  await insertAll(tx, tables.absenceSteps, absences.flatMap(({ steps }) => steps));
}

/** As `people` would have told them. */
function familiesOf({ legalRepresentatives, persons }: World): readonly (typeof tables.representatives.$inferInsert)[] {
  const known = new Map(persons.map((person) => [person.id, person]));
  return [...Map.groupBy(legalRepresentatives, ({ studentId }) => studentId)].map(([studentId, family]) =>
    representativesRow(
      studentId,
      family.map(({ personId }) => {
        const { firstName, lastName, phone } = known.get(personId)!;
        return { personId, name: `${firstName} ${lastName}`, phone, maySign: true };
      }),
    ),
  );
}

function managersOf({ hosts, persons }: World): readonly (typeof tables.hostManagers.$inferInsert)[] {
  const known = new Map(persons.map((person) => [person.id, person]));
  return hosts.map(({ id: hostId, managerPersonId: personId }) => {
    const { firstName, lastName, phone } = known.get(personId)!;
    return hostManagerRow({ hostId, personId, name: `${firstName} ${lastName}`, phone });
  });
}

type Sources = ReturnType<typeof sourcesOf>;

const STAFF_ROLE: Partial<Record<WorldStaffMember["function"], StaffMember["role"]>> = {
  SCHOOL_HEAD: "SCHOOL_HEAD",
  TEACHER: "REFERENT_TEACHER",
  EDUCATION_ADVISER: "EDUCATION_ADVISER",
};

function sourcesOf(world: World) {
  const persons = new Map(world.persons.map((person) => [person.id, person]));
  const hosts = new Map(world.hosts.map((host) => [host.id, host]));
  const inOneLine = ({ addressLine, postcode, communeName }: { addressLine: string; postcode: string; communeName: string }) =>
    `${addressLine}, ${postcode} ${communeName}`;

  const students = world.students.map(({ home: _, personId: __, ...student }): Student => student);
  const schools = world.schools.map((school): School => ({ uai: school.uai, name: school.name, academy: school.academy, address: inOneLine(school) }));
  const staff = world.staff.flatMap(({ personId, schoolUai, function: held }): StaffMember[] => {
    const role = STAFF_ROLE[held];
    const person = persons.get(personId)!;
    return role ? [{ personId, schoolUai, role, name: `${person.firstName} ${person.lastName}`, email: person.email, phone: person.phone }] : [];
  });
  const offers = world.offers.map((offer): OfferFact => {
    const { id, campaignId, title, activities, sector, period, mode, seats, place, reservedSchoolUais, tutor } = offer;
    const { latitude, longitude } = place;
    const { siret, legalName, kind, ...host } = hosts.get(offer.hostId)!;
    return {
      id, campaignId, title, activities, sector, period, mode, seats, reservedSchoolUais, tutor,
      host: { id: host.id, siret, legalName, kind, address: inOneLine(host) },
      place: { latitude, longitude, address: inOneLine(place) },
    };
  });
  const confirmedAt = new Map(world.candidatures.map(({ id, history }) => [id, history.find(({ to }) => to === "CONFIRMED")?.at ?? null]));
  const families = Map.groupBy(world.legalRepresentatives, ({ studentId }) => studentId);
  const campaigns = new Map(world.campaigns.map((campaign) => [campaign.id, campaign]));
  return {
    inOneLine,
    today: world.today,
    campaigns,
    familyOf: (studentId: StudentId) => (families.get(studentId) ?? []).map(({ personId }) => ({ name: `${persons.get(personId)!.firstName} ${persons.get(personId)!.lastName}`, phone: persons.get(personId)!.phone })),
    presenceRulesOf: (campaignId: string) => campaigns.get(campaignId)!.presenceRules.version,
    confirmedAt,
    students: new Map(students.map((student) => [student.id, student])),
    schools: new Map(schools.map((school) => [school.uai, school])),
    offers: new Map(offers.map((offer) => [offer.id, offer])),
    staff,
    roleOf: (personId: string | null): Role => {
      const role = personId === null ? undefined : persons.get(personId as never)?.grants[0]?.role;
      return role ?? (personId === null ? "PLATFORM" : "HOST_MANAGER");
    },
  };
}

async function conventionRows(told: WorldConvention, sources: Sources, draw: Draw) {
  const { id, candidatureId, campaignId, offerId, hostId, studentId, schoolUai, academy, period, openedAt, status } = told;
  const origin = "CANDIDATURE";
  const parties: Parties = { id, origin, candidatureId, campaignId, offerId, hostId, studentId, schoolUai, academy, period, openedAt };
  const hostPart = told.host && hostPartOf(told.host);
  const confirmedAt = sources.confirmedAt.get(candidatureId) ?? null;
  const schoolPart = told.school && {
    referentTeacherId: told.school.referentTeacherId,
    liabilityInsurance: told.school.liabilityInsurance,
    adjustments: told.school.adjustments,
    legalRepresentatives: [],
  };
  const reason = told.history.at(-1)?.reason ?? null;
  const presenceRulesVersion = hostPart && sources.presenceRulesOf(campaignId);
  const progress = { confirmedAt, reason, hostParty: null, draft: null, presenceRulesVersion, endedOn: null, endCause: null, amended: null };

  const frozen = hostPart && told.school && schoolPart ? await draw.freeze({
    convention: { ...parties, ...progress, reason: null, status: "HOST_COMPLETED", hostPart, schoolPart: null, document: null },
    schoolPart,
    documentId: idFromUuid("document", uuidOf(id)),
    campaign: sources.campaigns.get(campaignId)!,
    student: sources.students.get(studentId)!,
    legalRepresentatives: sources.familyOf(studentId),
    school: sources.schools.get(schoolUai)!,
    headName: sources.staff.find(({ personId }) => personId === told.school!.validatedBy)!.name,
    referentTeacher: sources.staff.find(({ personId, role }) => personId === schoolPart.referentTeacherId && role === "REFERENT_TEACHER")!,
    ...partyOf(sources.offers.get(offerId)!),
    now: told.school.validatedAt,
  }) : null;
  const document = frozen && { ...frozen.document, conventionId: id, rank: 1 };
  const evidence: EvidenceRecord[] = [];
  for (const { id: evidenceId, capacity, personId, name, signedAt } of told.signatures) {
    const detail = { signerName: name, channel: "MAIL", address: null, delegationId: null, reason: null, batchHash: null, scanHash: null } as const;
    evidence.push(nextRecord(document!, evidence, { id: evidenceId, kind: "SIGNED", capacity, signerId: personId, at: signedAt, detail }));
  }
  const isSigned = told.history.some(({ to }) => to === "SIGNED");
  const sealed = document && isSigned ? await draw.seal(document, evidence, frozen.file.pdf, evidence.at(-1)!.at) : null;
  const last = evidence.at(-1);
  // Whoever was to be reminded until today has been.
  const waitingSince = civilDateOf(told.history.at(-1)?.at ?? openedAt);
  const nextReminderOn = nextAfter(sources.today, remindersOf({ status, period, since: waitingSince }, sources.campaigns.get(campaignId)!));
  return {
    row: { ...conventionRow({ ...parties, ...progress, status, hostPart, schoolPart, document } as Convention), waitingSince, nextReminderOn },
    document: document && documentRow(id, 1, document, frozen.file),
    evidence,
    sealed,
    chain: document && chainRow({ ...chainOf(document), length: evidence.length, head: last?.hash ?? document.sha256, completedAt: sealed && last!.at }),
    history: told.history.map(({ at, by, from, to, reason: why }) =>
      historyRow({ conventionId: id, from, to, at, byPersonId: by, byRole: sources.roleOf(by), reason: why }),
    ),
  };
}

const partyOf = ({ title, host }: OfferFact) => ({ offerTitle: title, host: { legalName: host.legalName, siret: host.siret, country: null, address: host.address } });

function hostPartOf({ representative, tutor, place, timetable, activities, lunch, transport }: NonNullable<WorldConvention["host"]>): HostPart {
  return {
    representative,
    tutor,
    timetable: timetable.map(dayOf),
    activities,
    objectives: null,
    place: `${place.addressLine}, ${place.postcode} ${place.communeName}`,
    lunch,
    transport,
    lodging: null,
  };
}

/** The world tells a day and its breaks; a convention, the stretches between them. */
function dayOf({ date, start, end, breaks }: TimetableDay): HostPart["timetable"][number] {
  const starts = [start, ...breaks.map((pause) => pause.end)];
  const ends = [...breaks.map((pause) => pause.start), end];
  return { date, slots: starts.map((from, index) => ({ from, to: ends[index]! })) };
}

const CAUSE: Readonly<Record<WorldAbsence["kind"], AbsenceCause>> = { ILLNESS: "ILLNESS", ABSENCE: "OTHER" };

function absenceRows({ id, conventionId, day, kind, reported, relayed, familyInformed, closed }: WorldAbsence) {
  const taken: readonly (StepTaken & { step: Step })[] = [
    { step: "REPORTED", at: reported.at, byPersonId: reported.by, byRole: "TUTOR", note: reported.comment },
    { step: "RELAYED", at: relayed.at, byPersonId: relayed.by, byRole: "REFERENT_TEACHER", note: null },
    { step: "FAMILY_INFORMED", at: familyInformed.at, byPersonId: familyInformed.by, byRole: "EDUCATION_ADVISER", note: null },
    { step: "CLOSED", at: closed.at, byPersonId: closed.by, byRole: "EDUCATION_ADVISER", note: closed.cause },
  ];
  return {
    row: { id, conventionId, day, kind: kind === "ILLNESS" ? ("ILL" as const) : ("ABSENT" as const), step: "CLOSED" as const, dueAt: null, cause: CAUSE[kind] },
    steps: taken.map((step, index) => stepRow(id, index + 1, step)),
  };
}
