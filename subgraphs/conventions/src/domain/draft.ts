import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { lengthOf } from "@stages/kernel/text.ts";
import type { Convention, HostPart, LegalRepresentative, PartsDraft, SchoolPart } from "./convention.ts";
import type { Timetable } from "./presence.ts";
import { type FieldRule, fieldName, FIELDS, type Part } from "./who-edits.ts";

/** Values of a part by their paths; null where someone took out what was written. */
export type Written = Readonly<Record<string, unknown>>;

export const EMPTY: PartsDraft = { host: {}, school: {} };

/** What an object says of a part's fields, however deep; what it leaves out is left as it was. */
export function writtenIn(part: Part, given: object | null | undefined): Written {
  const written: Record<string, unknown> = {};
  for (const { path } of FIELDS.filter((rule) => rule.part === part)) {
    const value = path.split(".").reduce<unknown>((within, name) => (within === null || within === undefined ? within : (within as Record<string, unknown>)[name]), given ?? undefined);
    if (value !== undefined) written[path] = value;
  }
  return written;
}

/** What was given, without what is empty: a field left blank in a form does not take out what was drafted. */
export const filled = (written: Written): Written => Object.fromEntries(Object.entries(written).filter(([, value]) => value !== null));

export const rulesOf = (part: Part, written: Written): readonly FieldRule[] => FIELDS.filter((rule) => rule.part === part && rule.path in written);

/** Drafts are held to their lengths alone: the rest is checked when a part is completed. */
export function refusalsOfLengths(part: Part, written: Written): readonly Refusal[] {
  return rulesOf(part, written).flatMap((rule) => {
    const value = written[rule.path];
    const length = typeof value === "string" ? lengthOf(value) : Array.isArray(value) ? value.length : 0;
    if (length <= rule.max) return [];
    return [Array.isArray(value) ? refuse("TOO_MANY_ITEMS", { max: rule.max }, fieldName(rule)) : refuse("TEXT_TOO_LONG", { max: rule.max, length }, fieldName(rule))];
  });
}

/** Field by field, so that two who write different ones lose nothing of each other. */
export function addToDraft(convention: Convention, host: Written, school: Written): Convention {
  const draft = convention.draft ?? EMPTY;
  return { ...convention, draft: { host: { ...draft.host, ...host }, school: { ...draft.school, ...school } } };
}

/** The draft without what has become the part itself. */
export function withoutDraftOf(part: Part, draft: PartsDraft | null): PartsDraft | null {
  const left = { ...EMPTY, ...draft, [part]: {} };
  return Object.keys(left.host).length + Object.keys(left.school).length === 0 ? null : left;
}

const text = (written: Written, path: string) => (written[path] as string | null | undefined) ?? "";
const textOrNull = (written: Written, path: string) => (written[path] as string | null | undefined) || null;

/** What is written so far of the host's part: what came back to it, then what was drafted. */
export const hostFieldsOf = ({ hostPart, draft }: Convention): Written => ({ ...writtenIn("host", hostPart), ...draft?.host });

/** Where nothing is written, an empty text, which the rules refuse where one is required. */
export function hostPartFrom(written: Written): HostPart {
  return {
    representative: { name: text(written, "representative.name"), function: text(written, "representative.function") },
    tutor: { name: text(written, "tutor.name"), function: text(written, "tutor.function"), email: text(written, "tutor.email"), phone: textOrNull(written, "tutor.phone") },
    timetable: (written["timetable"] as Timetable | null | undefined) ?? [],
    activities: text(written, "activities"),
    objectives: textOrNull(written, "objectives"),
    place: text(written, "place"),
    lunch: textOrNull(written, "lunch"),
    transport: textOrNull(written, "transport"),
    lodging: textOrNull(written, "lodging"),
  };
}

/** The same of the school's part; the teacher's id is still a text of the client's. */
export type WrittenSchoolPart = Omit<SchoolPart, "referentTeacherId"> & { readonly referentTeacherId: string };

export function schoolPartFrom(written: Written, representatives: readonly LegalRepresentative[]): WrittenSchoolPart {
  return {
    referentTeacherId: text(written, "referentTeacherId"),
    liabilityInsurance: { insurer: text(written, "liabilityInsurance.insurer"), policyNumber: text(written, "liabilityInsurance.policyNumber") },
    adjustments: textOrNull(written, "adjustments"),
    legalRepresentatives: (written["legalRepresentatives"] as readonly LegalRepresentative[] | null | undefined) ?? representatives,
  };
}
