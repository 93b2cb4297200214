import type { TimetableJson } from "@stages/conventions/persistence/parts-json.ts";

/** As it is sealed, "08:30:00"; the graph says "08:30". */
export const timetableOf = (timetable: TimetableJson) =>
  timetable.map(({ date, slots }) => ({ date, slots: slots.map(({ from, to }) => ({ from: from.slice(0, 5), to: to.slice(0, 5) })) }));
