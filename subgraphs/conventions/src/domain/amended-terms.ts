import { civilDateOf, inFrench } from "@stages/kernel/civil-time.ts";
import { canonicalJson } from "@stages/kernel/digest.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import type { Amendment } from "./amendment.ts";
import { refusalsOfHostPart } from "./complete.ts";
import type { FrozenConvention, HostPart, SchoolPart, Terms } from "./convention.ts";
import type { Day, PresenceFrame, Timetable } from "./presence.ts";

/** What an amendment can change, as data: of the host's part, and of the school's. */
export const HOST_TERMS = ["timetable", "place", "activities", "objectives", "tutor", "lunch", "transport", "lodging"] as const satisfies readonly (keyof HostPart)[];
export const SCHOOL_TERMS = ["referentTeacherId", "liabilityInsurance"] as const satisfies readonly (keyof SchoolPart)[];

type HostTerm = (typeof HOST_TERMS)[number];
type SchoolTerm = (typeof SCHOOL_TERMS)[number];
export type Term = HostTerm | SchoolTerm;

/** What is left out stays; null says that nothing is said any more. */
export type AmendedTerms = { readonly [T in HostTerm]?: HostPart[T] } & { readonly [T in SchoolTerm]?: SchoolPart[T] };

const isSaid = (changes: AmendedTerms, term: Term) => changes[term] !== undefined;
const same = (a: unknown, b: unknown) => canonicalJson({ a }) === canonicalJson({ a: b });

const picked = <T extends Term>(changes: AmendedTerms, terms: readonly T[]) => Object.fromEntries(terms.filter((term) => isSaid(changes, term)).map((term) => [term, changes[term]]));

export const apply = ({ hostPart, schoolPart }: Terms, changes: AmendedTerms): Terms => ({
  hostPart: { ...hostPart, ...picked(changes, HOST_TERMS) },
  schoolPart: { ...schoolPart, ...picked(changes, SCHOOL_TERMS) },
});

const valueOf = ({ hostPart, schoolPart }: Terms, term: Term): unknown => ({ ...hostPart, ...schoolPart })[term];

/** The terms that differ, in the order in which the convention says them. */
export const changedTerms = (before: Terms, after: Terms): readonly Term[] => [...HOST_TERMS, ...SCHOOL_TERMS].filter((term) => !same(valueOf(before, term), valueOf(after, term)));

/** As it was validated, with what every signed amendment changed, in their order; those that rank above `through` left out. */
export function inForce({ hostPart, schoolPart }: Pick<FrozenConvention, "hostPart" | "schoolPart">, amendments: readonly Amendment[], through = Infinity): Terms {
  return amendments
    .filter(({ status, rank }) => status === "SIGNED" && rank! <= through)
    .toSorted((a, b) => a.rank! - b.rank!)
    .reduce<Terms>((terms, { changes }) => apply(terms, changes), { hostPart, schoolPart });
}

/** Who proposes what, before any look at what it says. */
export function refusalsOfFields(changes: AmendedTerms, actor: Actor): readonly Refusal[] {
  if (actor.role === "SCHOOL_HEAD") return [];
  return SCHOOL_TERMS.filter((term) => isSaid(changes, term)).map((term) => refuse("AMENDMENT_FIELD_OF_SCHOOL", `changes.${term}`));
}

/** The rules of the parts, on what would be agreed; those of the school's part need its staff, and are the operation's. */
export function refusalsOfChanges(before: Terms, changes: AmendedTerms, presence: PresenceFrame, now: Temporal.Instant): readonly Refusal[] {
  const after = apply(before, changes);
  if (changedTerms(before, after).length === 0) return [refuse("AMENDMENT_CHANGES_NOTHING", "changes")];
  const past = changes.timetable === undefined ? [] : refusalsOfPast(before.hostPart.timetable, changes.timetable, now);
  const ofHost = refusalsOfHostPart(after.hostPart, presence).map((refusal) => ({ ...refusal, field: refusal.field && `changes.${refusal.field}` }));
  return [...past, ...ofHost];
}

/** A day that has passed was done under what was agreed then: it stays, with its hours, and none is added to it afterwards. */
function refusalsOfPast(before: Timetable, after: Timetable, now: Temporal.Instant): readonly Refusal[] {
  const today = civilDateOf(now);
  const passed = (days: Timetable) => days.filter(({ date }) => Temporal.PlainDate.compare(date, today) < 0);
  const dates = new Map([...passed(before), ...passed(after)].map(({ date }) => [date.toString(), date]));
  const on = (days: Timetable, date: Temporal.PlainDate): Day | undefined => days.find((day) => day.date.equals(date));
  return [...dates.values()]
    .toSorted(Temporal.PlainDate.compare)
    .filter((date) => !same(on(before, date), on(after, date)))
    .map((date) => refuse("AMENDMENT_PAST_DAY", { day: inFrench(date) }, "changes.timetable"));
}
