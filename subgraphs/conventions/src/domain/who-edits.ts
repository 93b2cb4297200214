import type { Actor, Role } from "@stages/kernel/actor.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { isConcerned, concernedBy } from "./audience.ts";
import type { Convention } from "./convention.ts";
import { FROZEN, type Status } from "./lifecycle.ts";
import { isHostUnknown } from "./party.ts";

export type Part = "host" | "school";

/** One field of a part: who writes it, and in which statuses. */
export interface FieldRule {
  readonly part: Part;
  /** Within its part, such as `tutor.email`. */
  readonly path: string;
  readonly by: readonly Role[];
  /** Those who write it as well where the host is unknown to the platform. */
  readonly inPlaceOfHost: readonly Role[];
  readonly in: readonly Status[];
  /** In characters; of a list, in items. */
  readonly max: number;
}

const STAFF: readonly Role[] = ["SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"];
/** What a PAI says of a student's health is not every teacher's. */
const CARE: readonly Role[] = ["SCHOOL_HEAD", "EDUCATION_ADVISER"];

/** The host writes until it hands over, and again what comes back to it. */
const ofHost = (path: string, max: number): FieldRule => ({ part: "host", path, by: ["HOST_MANAGER"], inPlaceOfHost: ["SCHOOL_HEAD", "REFERENT_TEACHER"], in: ["DRAFT", "RETURNED"], max });
/** The school's staff prepares while the host still writes; its head alone validates. */
const ofSchool = (path: string, max: number, by: readonly Role[] = STAFF): FieldRule => ({ part: "school", path, by, inPlaceOfHost: [], in: ["DRAFT", "RETURNED", "HOST_COMPLETED"], max });

export const FIELDS: readonly FieldRule[] = [
  ofHost("representative.name", 150),
  ofHost("representative.function", 150),
  ofHost("tutor.name", 150),
  ofHost("tutor.function", 150),
  ofHost("tutor.email", 254),
  ofHost("tutor.phone", 30),
  ofHost("timetable", 14),
  ofHost("activities", 500),
  ofHost("objectives", 500),
  ofHost("place", 300),
  ofHost("lunch", 300),
  ofHost("transport", 300),
  ofHost("lodging", 300),
  ofSchool("referentTeacherId", 64),
  ofSchool("liabilityInsurance.insurer", 150),
  ofSchool("liabilityInsurance.policyNumber", 60),
  ofSchool("adjustments", 1_000, CARE),
  ofSchool("legalRepresentatives", 4),
];

export const fieldName = ({ part, path }: Pick<FieldRule, "part" | "path">): string => `${part}.${path}`;

/** Whether the field is ever this actor's in this convention. */
function isTheirs({ by, inPlaceOfHost }: FieldRule, convention: Convention, actor: Actor): boolean {
  if (!isConcerned(actor, concernedBy(convention))) return false;
  return by.includes(actor.role) || (isHostUnknown(convention) && inPlaceOfHost.includes(actor.role));
}

export const mayEdit = (rule: FieldRule, convention: Convention, actor: Actor): boolean => rule.in.includes(convention.status) && isTheirs(rule, convention, actor);

/** What the actor writes in this convention now, as paths of the input of `saveConventionDraft`. */
export const editableFields = (convention: Convention, actor: Actor): readonly string[] => FIELDS.filter((rule) => mayEdit(rule, convention, actor)).map(fieldName);

export const hasFields = (part: Part, convention: Convention, actor: Actor): boolean => FIELDS.some((rule) => rule.part === part && isTheirs(rule, convention, actor));

/** Why the actor may not write these fields now, all at once, each with its path. */
export function refusalsToEdit(rules: readonly FieldRule[], convention: Convention, actor: Actor): readonly Refusal[] {
  const foreign = rules.filter((rule) => !isTheirs(rule, convention, actor));
  if (foreign.length > 0) return foreign.map((rule) => refuse("FIELD_NOT_YOURS", fieldName(rule)));
  if (FROZEN.includes(convention.status)) return [refuse("CONVENTION_FROZEN")];
  return rules.filter((rule) => !rule.in.includes(convention.status)).map((rule) => refuse("WRONG_STATE", { what: "Convention", status: convention.status }, fieldName(rule)));
}

/** Whether there is anything that the actor may write now. */
export function refusalsToSaveDraft(convention: Convention, actor: Actor): readonly Refusal[] {
  const theirs = FIELDS.filter((rule) => isTheirs(rule, convention, actor));
  if (theirs.length === 0) return [refuse("FORBIDDEN")];
  if (theirs.some((rule) => rule.in.includes(convention.status))) return [];
  return [FROZEN.includes(convention.status) ? refuse("CONVENTION_FROZEN") : refuse("WRONG_STATE", { what: "Convention", status: convention.status })];
}
