import type { Period } from "@stages/kernel/period.ts";
import type { AmendmentContent, AttestationContent, ConventionContent, DocumentContent, EvidencePage, HostParty, SchoolParty, StudentParty, TimetableDay } from "./content.ts";
import { evidenceView } from "./evidence-view.ts";
import { codeInGroups, countryInFrench, dateInFrench, dayInFrench, durationInFrench, instantInFrench, phoneInFrench, siretInFrench, slotInFrench } from "./french.ts";

export interface RenderOptions {
  /** The page that checks a code; the code is put behind it as a fragment, which no server writes in its log. */
  readonly verifyUrl: string;
  /** Says on every page that the document is worth nothing. A development authority's evidence does so too. */
  readonly isDemonstration?: boolean;
}

/** What a template reads: every value already in the words of a reader, so that a template holds sentences and layout alone. */
export function viewOf(content: DocumentContent, evidence: EvidencePage | null, { verifyUrl, isDemonstration = false }: RenderOptions) {
  return {
    kind: content.kind,
    // A template writes it as the date of the file: never the clock's, or the same document would have other bytes.
    date: fileDate(evidence?.sealedAt ?? frozenAt(content)),
    frozenAt: instantInFrench(frozenAt(content)),
    conventionId: content.conventionId,
    documentId: content.documentId,
    code: codeInGroups(content.code),
    verifyUrl: verifyUrl.replace(/^https?:\/\//, ""),
    isDemonstration: isDemonstration || (evidence?.authority.isDevelopment ?? false),
    student: studentView(content.student),
    school: schoolView(content.school),
    host: hostView(content.host),
    firstDay: dayInFrench(content.firstDay),
    lastDay: dayInFrench(content.lastDay),
    evidence: evidence && evidenceView(evidence),
    ...ownView(content),
  };
}

/** Where the QR code and the link lead, and what is said of them to who does not see: read by programs, letter for letter. */
export function verificationOf({ code }: DocumentContent, { verifyUrl }: RenderOptions) {
  return {
    href: `${verifyUrl}#${encodeURIComponent(code)}`,
    alt: `Code QR qui mène à la page de vérification de ce document, ${verifyUrl}, avec le code ${codeInGroups(code)}`,
  };
}

export type DocumentView = ReturnType<typeof viewOf> & { readonly verification: ReturnType<typeof verificationOf> };

function ownView(content: DocumentContent) {
  if (content.kind === "CONVENTION") return conventionView(content);
  return content.kind === "AMENDMENT" ? amendmentView(content) : attestationView(content);
}

export function frozenAt(content: DocumentContent): string {
  if (content.kind === "CONVENTION") return content.validatedAt;
  return content.kind === "AMENDMENT" ? content.agreedAt : content.issuedAt;
}

const PERIODS: Record<Period, string> = { BOTH_WEEKS: "deux semaines", WEEK_1: "première semaine", WEEK_2: "seconde semaine" };

function conventionView(content: ConventionContent) {
  const weeks = weeksOf(content.timetable);
  return {
    campaign: content.campaign.label,
    period: PERIODS[content.period],
    offerTitle: content.offerTitle,
    legalRepresentatives: content.legalRepresentatives.map(({ name, phone }) => ({ name, phone: phoneOf(phone) })),
    tutor: { ...content.tutor, phone: phoneOf(content.tutor.phone) },
    referentTeacher: { ...content.referentTeacher, phone: phoneOf(content.referentTeacher.phone) },
    place: content.place,
    weeks,
    total: durationInFrench(content.timetable.flatMap(({ slots }) => slots).reduce((sum, slot) => sum + minutesOf(slot), 0)),
    totalDays: content.timetable.length,
    activities: content.activities,
    objectives: content.objectives,
    lunch: content.lunch,
    transport: content.transport,
    lodging: content.lodging,
    insurance: content.insurance,
    adjustments: content.adjustments,
    presenceRules: content.presenceRules,
  };
}

function amendmentView({ rank, amends, reason, changes }: AmendmentContent) {
  return {
    rank,
    amends: { documentId: amends.documentId, sha256: amends.sha256, frozenAt: instantInFrench(amends.frozenAt) },
    reason,
    changes: changes.map(({ label, before, after }) => ({ label, before, after })),
  };
}

function attestationView({ tutor, days, totalDays, totalMinutes, activities, issuedAt }: AttestationContent) {
  return {
    tutor,
    days: days.map(({ date, minutes, note }) => ({ date: dayInFrench(date), duration: durationInFrench(minutes), note })),
    totalDays,
    total: durationInFrench(totalMinutes),
    activities,
    issuedOn: instantInFrench(issuedAt),
  };
}

function studentView({ firstName, lastName, birthDate, className }: StudentParty) {
  return { name: `${firstName} ${lastName}`, birthDate: dateInFrench(birthDate), className };
}

function schoolView({ uai, name, address, head }: SchoolParty) {
  return { uai, name, address, head: head.name };
}

function hostView({ legalName, siret, country, address, representative }: HostParty) {
  const isAbroad = country !== null && country !== "FR" && country.toLowerCase() !== "france";
  return { legalName, siret: siret && siretInFrench(siret), country: isAbroad ? countryInFrench(country) : null, isAbroad, address, representative };
}

const phoneOf = (phone: string | null) => phone && phoneInFrench(phone);

function minutesOf({ from, to }: { readonly from: string; readonly to: string }): number {
  return Temporal.PlainTime.from(from).until(Temporal.PlainTime.from(to)).total("minutes");
}

/** The days in order, by weeks that begin on a Monday, each with its hours. */
function weeksOf(timetable: readonly TimetableDay[]) {
  const ordered = [...timetable].sort((a, b) => (a.date < b.date ? -1 : 1));
  const weeks = Map.groupBy(ordered, ({ date }) => {
    const day = Temporal.PlainDate.from(date);
    return day.subtract({ days: day.dayOfWeek - 1 }).toString();
  });
  return [...weeks.values()].map((days) => {
    const view = days.map(({ date, slots }) => {
      const minutes = slots.reduce((sum, slot) => sum + minutesOf(slot), 0);
      return { date: dayInFrench(date), slots: slots.map(slotInFrench), minutes };
    });
    return {
      days: view.map(({ date, slots, minutes }) => ({ date, slots, duration: durationInFrench(minutes) })),
      total: durationInFrench(view.reduce((sum, { minutes }) => sum + minutes, 0)),
    };
  });
}

/** In UTC, which a PDF file takes for it. */
function fileDate(isoInstant: string) {
  const { year, month, day, hour, minute, second } = Temporal.Instant.from(isoInstant).toZonedDateTimeISO("UTC");
  return { year, month, day, hour, minute, second };
}
