import type { Transaction } from "@stages/database/connection.ts";
import { insertAll } from "@stages/database/insert-all.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import type { OfferFact } from "@stages/events/contracts.ts";
import type { Role } from "@stages/kernel/actor.ts";
import { idFromUuid, uuidOf } from "@stages/kernel/ids.ts";
import type { TimetableDay, World, WorldAbsence, WorldConvention, WorldStaffMember } from "@stages/demonstration/world-types.ts";
import type { Step, StepTaken } from "../domain/absence.ts";
import type { CompletedConvention, Convention, FrozenConvention, HostPart, Parties } from "../domain/convention.ts";
import { freeze } from "../domain/document.ts";
import type { School, StaffMember, Student } from "../domain/people.ts";
import { type EvidenceRecord, nextRecord } from "../domain/evidence.ts";
import { conventionRow, documentRow, evidenceRow, historyRow, offerRow, staffRow, stepRow, studentRow } from "./rows.ts";
import { representativesRow } from "./representatives.ts";
import * as tables from "./tables.ts";

/** Fills the tables with the synthetic world: what this subgraph owns, and its copies of what the others own. */
export async function loadDemonstration(tx: Transaction, world: World): Promise<void> {
  const sources = sourcesOf(world);
  await insertAll(tx, tables.campaigns, world.campaigns.map((campaign) => ({ id: campaign.id, campaign: campaignFact(campaign) })));
  await insertAll(tx, tables.schools, [...sources.schools.values()]);
  await insertAll(tx, tables.staff, sources.staff.map(staffRow));
  await insertAll(tx, tables.students, [...sources.students.values()].map(studentRow));
  await insertAll(tx, tables.representatives, familiesOf(world));
  await insertAll(tx, tables.offers, [...sources.offers.values()].map(offerRow));

  const written = world.conventions.map((convention) => conventionRows(convention, sources));
  await insertAll(tx, tables.conventions, written.map(({ row }) => row));
  await insertAll(tx, tables.documents, written.flatMap(({ document }) => document ?? []));
  await insertAll(tx, tables.evidence, written.flatMap(({ evidence }) => evidence.map(evidenceRow)));
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
    const { id, campaignId, title, activities, period, mode, seats, place, reservedSchoolUais, tutor } = offer;
    const { latitude, longitude } = place;
    const { siret, legalName, kind, ...host } = hosts.get(offer.hostId)!;
    return {
      id, campaignId, title, activities, period, mode, seats, reservedSchoolUais, tutor,
      host: { id: host.id, siret, legalName, kind, address: inOneLine(host) },
      place: { latitude, longitude, address: inOneLine(place) },
    };
  });
  const confirmedAt = new Map(world.candidatures.map(({ id, history }) => [id, history.find(({ to }) => to === "CONFIRMED")?.at ?? null]));
  const campaigns = new Map(world.campaigns.map((campaign) => [campaign.id, campaign]));
  return {
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

function conventionRows(told: WorldConvention, sources: Sources) {
  const { id, candidatureId, campaignId, offerId, hostId, studentId, schoolUai, academy, period, openedAt, status } = told;
  const origin = "CANDIDATURE";
  const parties: Parties = { id, origin, candidatureId, campaignId, offerId, hostId, studentId, schoolUai, academy, period, openedAt };
  const hostPart = told.host && hostPartOf(told.host);
  const confirmedAt = sources.confirmedAt.get(candidatureId) ?? null;
  const schoolPart = told.school && {
    referentTeacherId: told.school.referentTeacherId,
    liabilityInsurance: told.school.liabilityInsurance,
    adjustments: told.school.adjustments,
  };
  const reason = told.history.at(-1)?.reason ?? null;
  const presenceRulesVersion = hostPart && sources.presenceRulesOf(campaignId);
  const progress = { confirmedAt, reason, hostParty: null, draft: null, presenceRulesVersion, endedOn: null, endCause: null };

  let frozen: FrozenConvention | null = null;
  if (hostPart && told.school && schoolPart) {
    const completed: CompletedConvention = { ...parties, ...progress, reason: null, status: "HOST_COMPLETED", hostPart, schoolPart: null, document: null };
    const { title, host } = sources.offers.get(offerId)!;
    const document = freeze(idFromUuid("document", uuidOf(id)), completed, schoolPart, {
      student: sources.students.get(studentId)!,
      school: sources.schools.get(schoolUai)!,
      head: { personId: told.school.validatedBy },
      referentTeacher: sources.staff.find(({ personId, role }) => personId === schoolPart.referentTeacherId && role === "REFERENT_TEACHER")!,
      host: { legalName: host.legalName, siret: host.siret, country: null, address: host.address },
      offerTitle: title,
    }, told.school.validatedAt);
    frozen = { ...completed, status: "VALIDATED", schoolPart, document };
  }
  const evidence: EvidenceRecord[] = [];
  for (const { id: evidenceId, capacity, personId, name, signedAt } of told.signatures) {
    const detail = { signerName: name, channel: "MAIL", address: null, delegationId: null, reason: null, batchHash: null, scanHash: null } as const;
    evidence.push(nextRecord({ ...frozen!.document, conventionId: id }, evidence, { id: evidenceId, kind: "SIGNED", capacity, signerId: personId, at: signedAt, detail }));
  }
  return {
    row: conventionRow({ ...parties, ...progress, status, hostPart, schoolPart, document: frozen && frozen.document } as Convention),
    document: frozen && documentRow(id, "CONVENTION", 1, frozen.document, { pdf: Buffer.from(frozen.document.content), code: frozen.document.id }),
    evidence,
    history: told.history.map(({ at, by, from, to, reason: why }) =>
      historyRow({ conventionId: id, from, to, at, byPersonId: by, byRole: sources.roleOf(by), reason: why }),
    ),
  };
}

function hostPartOf({ representative, tutor, place, timetable, activities, lunch, transport }: NonNullable<WorldConvention["host"]>): HostPart {
  return {
    representative,
    tutor,
    timetable: timetable.map(dayOf),
    activities,
    place: `${place.addressLine}, ${place.postcode} ${place.communeName}`,
    lunch,
    transport,
  };
}

/** The world tells a day and its breaks; a convention, the stretches between them. */
function dayOf({ date, start, end, breaks }: TimetableDay): HostPart["timetable"][number] {
  const starts = [start, ...breaks.map((pause) => pause.end)];
  const ends = [...breaks.map((pause) => pause.start), end];
  return { date, slots: starts.map((from, index) => ({ from, to: ends[index]! })) };
}

function absenceRows({ id, conventionId, day, kind, reported, relayed, familyInformed, closed }: WorldAbsence) {
  const taken: readonly (StepTaken & { step: Step })[] = [
    { step: "REPORTED", at: reported.at, byPersonId: reported.by, byRole: "TUTOR", note: reported.comment },
    { step: "RELAYED", at: relayed.at, byPersonId: relayed.by, byRole: "REFERENT_TEACHER", note: null },
    { step: "FAMILY_INFORMED", at: familyInformed.at, byPersonId: familyInformed.by, byRole: "EDUCATION_ADVISER", note: null },
    { step: "CLOSED", at: closed.at, byPersonId: closed.by, byRole: "EDUCATION_ADVISER", note: closed.cause },
  ];
  return {
    row: { id, conventionId, day, kind: kind === "ILLNESS" ? ("ILL" as const) : ("ABSENT" as const), step: "CLOSED" as const, dueAt: null },
    steps: taken.map((step, index) => stepRow(id, index + 1, step)),
  };
}
