import { inFrench } from "@stages/kernel/civil-time.ts";
import { changedTerms, type Term } from "./amended-terms.ts";
import type { Contact, Terms } from "./convention.ts";
import type { Day, Timetable } from "./presence.ts";

/** A change as people read it, in French. */
export interface ToldChange {
  readonly field: Term;
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

export interface TellingFrame {
  /** The name of a teacher, by id. */
  readonly nameOfTeacher: (personId: string) => string;
  /** False for those to whom the number of the student's insurance is not shown. */
  readonly showsPolicyNumber: boolean;
}

const LABELS: Readonly<Record<Term, string>> = {
  timetable: "Horaires de présence",
  place: "Lieu du stage",
  activities: "Activités",
  objectives: "Objectifs",
  tutor: "Tuteur de stage",
  lunch: "Repas",
  transport: "Transport",
  lodging: "Hébergement",
  referentTeacherId: "Professeur référent",
  liabilityInsurance: "Assurance de responsabilité civile",
};

/** Every term that differs, before and after. */
export function toldChanges(before: Terms, after: Terms, frame: TellingFrame): readonly ToldChange[] {
  return changedTerms(before, after).map((field) => {
    const [was, becomes] = field === "timetable" ? toldTimetables(before.hostPart.timetable, after.hostPart.timetable) : [toldTerm(field, before, frame), toldTerm(field, after, frame)];
    return { field, label: LABELS[field], before: was, after: becomes };
  });
}

function toldTerm(field: Exclude<Term, "timetable">, { hostPart, schoolPart }: Terms, { nameOfTeacher, showsPolicyNumber }: TellingFrame): string {
  switch (field) {
    case "tutor":
      return toldContact(hostPart.tutor);
    case "referentTeacherId":
      return nameOfTeacher(schoolPart.referentTeacherId);
    case "liabilityInsurance": {
      const { insurer, policyNumber } = schoolPart.liabilityInsurance;
      return showsPolicyNumber ? `${insurer}, contrat n° ${policyNumber}` : insurer;
    }
    default:
      return hostPart[field] ?? "Rien n'est prévu.";
  }
}

const toldContact = ({ name, function: held, email, phone }: Contact) => [`${name}, ${held}`, email, ...(phone === null ? [] : [phone])].join("\n");

/** The days that differ, and no other. */
function toldTimetables(before: Timetable, after: Timetable): readonly [string, string] {
  const dates = [...new Map([...before, ...after].map(({ date }) => [date.toString(), date])).values()].toSorted(Temporal.PlainDate.compare);
  const lines = dates.map((date) => [toldDay(date, before), toldDay(date, after)] as const).filter(([was, becomes]) => was !== becomes);
  return [lines.map(([was]) => was).join("\n"), lines.map(([, becomes]) => becomes).join("\n")];
}

function toldDay(date: Temporal.PlainDate, timetable: Timetable): string {
  const day = timetable.find((one) => one.date.equals(date));
  return `${inFrench(date)} : ${day ? toldSlots(day) : "pas de présence"}`;
}

const toldSlots = ({ slots }: Day) => slots.map(({ from, to }) => `${clock(from)} – ${clock(to)}`).join(", ");
const clock = ({ hour, minute }: Temporal.PlainTime) => (minute === 0 ? `${hour} h` : `${hour} h ${String(minute).padStart(2, "0")}`);
