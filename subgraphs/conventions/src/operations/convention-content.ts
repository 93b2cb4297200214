import type { ConventionContent, HostParty as NamedHost, SchoolParty, StudentParty, TimetableDay } from "@stages/documents/content.ts";
import { type Campaign, firstDayOf, lastDayOf } from "@stages/kernel/campaign.ts";
import type { DocumentId } from "@stages/kernel/ids.ts";
import type { Convention, HostPart, HostParty, SchoolPart } from "../domain/convention.ts";
import type { School, StaffMember, Student } from "../domain/people.ts";

/** What the convention says of each party, as known on the day it is frozen. */
export interface ContentSources {
  readonly documentId: DocumentId;
  readonly code: string;
  readonly campaign: Campaign;
  readonly student: Student;
  readonly school: School;
  readonly headName: string;
  readonly referentTeacher: StaffMember;
  readonly host: HostParty;
  readonly offerTitle: string | null;
  readonly now: Temporal.Instant;
}

/** The convention in words: everything that it binds, ready to be drawn. */
export function conventionContent(convention: Pick<Convention, "id" | "period">, hostPart: HostPart, schoolPart: SchoolPart, sources: ContentSources): ConventionContent {
  const { documentId, code, campaign, student, school, headName, referentTeacher, host, offerTitle, now } = sources;
  const { tutor, place, timetable, activities, objectives, lunch, transport, lodging } = hostPart;
  return {
    kind: "CONVENTION",
    template: 1,
    documentId,
    conventionId: convention.id,
    code,
    ...partiesOf({ student, school, headName, host, representative: hostPart.representative }),
    campaign: { id: campaign.id, label: campaign.label },
    period: convention.period,
    firstDay: firstDayOf(campaign, convention.period).toString(),
    lastDay: lastDayOf(campaign, convention.period).toString(),
    legalRepresentatives: schoolPart.legalRepresentatives,
    tutor,
    referentTeacher: { name: referentTeacher.name, email: referentTeacher.email, phone: referentTeacher.phone },
    place,
    timetable: timetableOf(timetable),
    activities,
    objectives,
    lunch,
    transport,
    lodging,
    insurance: schoolPart.liabilityInsurance,
    adjustments: schoolPart.adjustments,
    presenceRules: { version: campaign.presenceRules.version, source: campaign.presenceRules.source },
    offerTitle,
    validatedAt: now.toString(),
  };
}

export interface Parties {
  readonly student: Student;
  readonly school: School;
  readonly headName: string;
  readonly host: HostParty;
  readonly representative: HostPart["representative"];
}

/** The same at the head of every document of a stage. */
export function partiesOf({ student, school, headName, host, representative }: Parties): { readonly student: StudentParty; readonly school: SchoolParty; readonly host: NamedHost } {
  return {
    student: { firstName: student.firstName, lastName: student.lastName, birthDate: student.birthDate.toString(), className: student.className },
    school: { uai: school.uai, name: school.name, address: school.address, head: { name: headName } },
    host: { ...host, representative },
  };
}

export const timetableOf = (timetable: HostPart["timetable"]): readonly TimetableDay[] =>
  timetable.map(({ date, slots }) => ({
    date: date.toString(),
    slots: slots.map(({ from, to }) => ({ from: from.toString({ smallestUnit: "minute" }), to: to.toString({ smallestUnit: "minute" }) })),
  }));
