import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import type { Keyed } from "@stages/database/idempotency.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { blindIndex } from "@stages/vault/vault.ts";
import { civilDateOf, isMinorOn } from "@stages/kernel/civil-time.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import { newId } from "@stages/kernel/ids.ts";
import { insist, type Refusal, refuse, refused } from "@stages/kernel/refusal.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import type { ListedStudent } from "../domain/class-list.ts";
import { isSameFamily, isSameStudent, knownPlaceOf, recognise, type RepresentativeToKeep } from "../domain/enrolment.ts";
import type { School } from "../domain/school.ts";
import type { Student } from "../domain/student.ts";
import { type Centre, claimIdentifiers, findCentres, findCorrectedEmails, findEnrolments, findIdentified, findSubjects, lockSchool, saveEnrolments } from "../persistence/class-lists.ts";
import { once } from "../persistence/once.ts";
import { findStudentsOfRepresentatives } from "../persistence/catch-ups.ts";
import { findLegalRepresentatives } from "../persistence/students.ts";
import { messaging } from "../persistence/tables.ts";
import type { ClassListProgress } from "./class-list-progress.ts";
import { tellRepresentatives } from "./list-representatives.ts";
import { loadCurrentCampaign, loadOwnSchool } from "./load.ts";
import { readClassList, type RefusedLine } from "./read-class-list.ts";

export interface ImportClassList extends Keyed {
  readonly schoolUai: string;
  readonly csv: string;
  readonly dryRun: boolean;
}

/** Something to know of a line that is taken all the same. */
export interface Remark {
  readonly line: number;
  readonly message: string;
}

/** `lines` = created + updated + unchanged + the distinct lines of `refused`. */
export interface ClassListImport {
  readonly dryRun: boolean;
  readonly lines: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: readonly RefusedLine[];
  readonly remarks: readonly Remark[];
}

export const MOST_BYTES = 250_000;
const BATCH = 250;

/** A dry run writes nothing. */
class Rehearsed extends Error {
  readonly report: ClassListImport;
  constructor(report: ClassListImport) {
    super("rehearsed");
    this.report = report;
  }
}

/**
 * Enrols the students of a list for the campaign that runs: all of them or, if a line is refused, none. A dry run does the
 * same work and takes all of it back, so that what it says is what would be done.
 */
export async function importClassList(
  act: Act,
  { schoolUai, csv, dryRun, idempotencyKey = null }: ImportClassList,
  onProgress: (schoolUai: Uai, progress: ClassListProgress) => void = () => {},
): Promise<ClassListImport> {
  const { actor, now } = act;
  if (Buffer.byteLength(csv) > MOST_BYTES) throw refused("REQUEST_TOO_LARGE", { max: "250 ko de liste" }, "csv");
  // Nothing is told before the school is known to be the actor's.
  let own: Uai | null = null;
  let so: ClassListProgress = { state: "READING", read: 0, enrolled: 0, total: null };
  const progressed = (change: Partial<ClassListProgress>) => {
    so = { ...so, ...change };
    if (own) onProgress(own, so);
  };
  const demand = { schoolUai, csv, idempotencyKey: dryRun ? null : idempotencyKey };
  const again = {
    // Lines by their numbers: it names nobody.
    keep: (report: ClassListImport) => report,
    find: async (tx: Transaction, report: ClassListImport) => {
      await loadOwnSchool(tx, schoolUai, actor);
      return report;
    },
  };
  try {
    const done = await once(act, "importClassList", demand, again, async (tx) => {
      const school = await loadOwnSchool(tx, schoolUai, actor);
      own = school.uai;
      progressed({});
      const campaign = await loadCurrentCampaign(tx, now);
      const reading = readClassList(csv, civilDateOf(now));
      progressed({ read: reading.lines });
      insist(reading.refusals);
      await lockSchool(tx, school.uai);
      const refusedLines: RefusedLine[] = [...reading.refused];
      const remarks: Remark[] = [];
      const counts = { created: 0, updated: 0, unchanged: 0 };
      const centres = await findCentres(tx, [...new Set(reading.students.map(({ communeCode }) => communeCode))]);
      const identified = reading.students.map((listed) => ({ listed, hmac: blindIndex("INE", listed.ine) }));
      await claimIdentifiers(tx, identified.map(({ hmac }) => ({ hmac, personId: newId("person") })));
      progressed({ state: "ENROLLING", total: identified.length });
      for (let start = 0; start < identified.length; start += BATCH) {
        const batch = await enrol(tx, identified.slice(start, start + BATCH), { school, campaignId: campaign.id, centres, now });
        refusedLines.push(...batch.refused);
        remarks.push(...batch.remarks);
        counts.created += batch.created;
        counts.updated += batch.updated;
        counts.unchanged += batch.unchanged;
        progressed({ enrolled: Math.min(start + BATCH, identified.length) });
      }
      const report = { dryRun, lines: reading.lines, ...counts, refused: refusedLines.toSorted((a, b) => a.line - b.line), remarks: remarks.toSorted((a, b) => a.line - b.line) };
      if (dryRun) throw new Rehearsed(report);
      insist(refusalsOfLines(report.refused));
      return report;
    });
    progressed({ state: "DONE" });
    return done;
  } catch (error) {
    progressed({ state: error instanceof Rehearsed ? "DONE" : "REFUSED" });
    if (error instanceof Rehearsed) return error.report;
    throw error;
  }
}

function refusalsOfLines(lines: readonly RefusedLine[]): readonly Refusal[] {
  if (lines.length === 0) return [];
  const count = new Set(lines.map(({ line }) => line)).size;
  return [
    refuse("CLASS_LIST_REFUSED", { count }, "csv"),
    ...lines.map(({ line, code, message, field }) => ({ code, message: `Ligne ${line} : ${message}`, field: `lines.${line}${field === null ? "" : `.${field}`}` })),
  ];
}

interface Frame {
  readonly school: School;
  readonly campaignId: string;
  readonly centres: ReadonlyMap<string, Centre>;
  readonly now: Temporal.Instant;
}

interface Place extends Coordinates {
  readonly from: "KNOWN" | "COMMUNE" | "SCHOOL";
}

function placeOf(listed: ListedStudent, student: Student | null, { centres, school }: Frame): Place | null {
  const known = knownPlaceOf(student, listed);
  if (known) return { ...known, from: "KNOWN" };
  const centre = centres.get(listed.communeCode);
  if (centre) return { ...centre, from: "COMMUNE" };
  return school.coordinates && { ...school.coordinates, from: "SCHOOL" };
}

async function enrol(tx: Transaction, lines: readonly { readonly listed: ListedStudent; readonly hmac: string }[], frame: Frame) {
  const { school, campaignId, now } = frame;
  const owners = new Map((await findIdentified(tx, lines.map(({ hmac }) => hmac))).map(({ hmac, personId }) => [hmac, personId]));
  const students = new Map((await findEnrolments(tx, [...owners.values()], campaignId)).map((student) => [student.personId, student]));
  const representatives = await findLegalRepresentatives(tx, [...students.values()].map(({ id }) => id));
  const families = Map.groupBy(representatives, ({ studentId }) => studentId);
  const corrected = await findCorrectedEmails(tx, representatives.map(({ id }) => id));

  const refusedLines: RefusedLine[] = [];
  const remarks: Remark[] = [];
  const changed: Enrolled[] = [];
  let created = 0;
  for (const { listed, hmac } of lines) {
    const { line } = listed;
    const personId = owners.get(hmac)!;
    const student = students.get(personId) ?? null;
    if (student && student.schoolUai !== school.uai) {
      refusedLines.push({ ...refuse("STUDENT_ENROLLED_ELSEWHERE", "ine"), line });
      continue;
    }
    const place = placeOf(listed, student, frame);
    if (!place) {
      refusedLines.push({ ...refuse("HOME_NOT_LOCATABLE", "communeName"), line });
      continue;
    }
    if (place.from === "SCHOOL") remarks.push({ line, message: `La commune ${listed.communeName} n'a pas de coordonnées connues : les distances seront comptées depuis l'établissement.` });
    const known = (student && families.get(student.id)) ?? [];
    const family = listed.representatives && recognise(listed.representatives, known, corrected);
    if (family && family.keptCorrections > 0) remarks.push({ line, message: "L'adresse électronique d'un représentant légal a été corrigée depuis : celle du fichier n'est pas reprise." });
    if ((family?.representatives ?? known).length === 0 && isMinorOn(listed.birthDate, civilDateOf(now))) {
      remarks.push({ line, message: "Aucun représentant légal n'est indiqué pour cet élève mineur : personne ne pourra signer sa convention." });
    }
    if (student && isSameStudent(student, listed) && (!family || isSameFamily(family.representatives, known))) continue;
    if (!student) created += 1;
    changed.push({ listed, student: enrolledStudent(listed, student, personId, place, frame), family: family?.representatives ?? null });
  }

  await save(tx, changed, now);
  const unchanged = lines.length - changed.length - refusedLines.length;
  return { created, updated: changed.length - created, unchanged, refused: refusedLines, remarks };
}

interface Enrolled {
  readonly listed: ListedStudent;
  readonly student: Student;
  readonly family: readonly RepresentativeToKeep[] | null;
}

function enrolledStudent(listed: ListedStudent, known: Student | null, personId: Student["personId"], { latitude, longitude, from }: Place, { school, campaignId }: Frame): Student {
  const { firstName, lastName, birthDate, className, addressLine, postcode, communeCode, communeName } = listed;
  const isApproximate = from !== "KNOWN" || known?.home.isApproximate === true;
  return {
    id: known?.id ?? newId("student"),
    personId, campaignId, schoolUai: school.uai, academy: school.academy, firstName, lastName, birthDate, className,
    home: { addressLine, postcode, communeCode, communeName, latitude, longitude, ...(isApproximate && { isApproximate }) },
  };
}

async function save(tx: Transaction, changed: readonly Enrolled[], now: Temporal.Instant): Promise<void> {
  const members = changed.flatMap(({ student, family }) =>
    (family ?? []).map((one, index) => ({ ...one, personId: one.known?.id ?? newId("person"), studentId: student.id, contactOrder: index + 1, maySign: one.known?.maySign ?? true })),
  );
  const studentPersons = changed.map(({ student: { personId: id, firstName, lastName } }) => ({ id, firstName, lastName, email: "", phone: null }));
  const memberPersons = members.map(({ personId: id, firstName, lastName, email, phone }) => ({ id, firstName, lastName, email, phone }));
  const families = changed.filter(({ family }) => family !== null).map(({ student }) => student.id);
  const affected = await saveEnrolments(tx, {
    // Someone who answers for two students of the batch stands once.
    persons: [...new Map([...studentPersons, ...memberPersons].map((person) => [person.id, person])).values()],
    students: changed.map(({ student: { firstName: _, lastName: __, ...row } }) => row),
    representatives: members.map(({ personId, studentId, relationship, contactOrder, maySign }) => ({ personId, studentId, relationship, contactOrder, maySign })),
    families,
  });
  const enrolled = changed.map(({ student }) => domainEvent("StudentEnrolled", student.id, { student: studentFact(student) }, now));
  const subjects = await findSubjects(tx, affected);
  // The other children of whoever is in these families are told too: a telephone may have changed.
  const siblings = await findStudentsOfRepresentatives(tx, memberPersons.map(({ id }) => id));
  await tell(tx, messaging, [...enrolled, ...subjects.map(({ id, subject }) => domainEvent("ActorChanged", id, { subject, about: id }, now))]);
  await tellRepresentatives(tx, [...new Set([...families, ...siblings])], now);
}

function studentFact({ id, firstName, lastName, birthDate, className, schoolUai, academy, campaignId, home: { latitude, longitude } }: Student) {
  return { id, firstName, lastName, birthDate: birthDate.toString(), className, schoolUai, academy, campaignId, home: { latitude, longitude } };
}
