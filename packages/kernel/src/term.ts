/** How long something is kept, in civil time: a year after 29 February ends on 28 February. */
export interface Term {
  readonly years?: number;
  readonly days?: number;
}

/** Kept through the last day of its term, gone from the next. */
export function isPast(day: Temporal.PlainDate, term: Term, today: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(day.add(term), today) < 0;
}

/** The latest day whose term is past: whatever is of that day or before may go. */
export function lastDayPast(term: Term, today: Temporal.PlainDate): Temporal.PlainDate {
  // Not `today.subtract(term)` alone: 28 and 29 February of a leap year both end on 28 February of the next.
  let day = today.subtract(term).add({ days: 1 });
  while (!isPast(day, term, today)) day = day.subtract({ days: 1 });
  return day;
}

export function inFrenchTerm({ years = 0, days = 0 }: Term): string {
  const parts = [years > 0 ? `${years} ${years > 1 ? "ans" : "an"}` : "", days > 0 ? `${days} ${days > 1 ? "jours" : "jour"}` : ""];
  return parts.filter(Boolean).join(" et ");
}
