import type { HostPart } from "../domain/convention.ts";

/** The host's part as it is sealed: Temporal values in their ISO form. */
export type HostPartJson = Omit<HostPart, "timetable"> & {
  readonly timetable: readonly { readonly date: string; readonly slots: readonly { readonly from: string; readonly to: string }[] }[];
};

export function hostPartJson(part: HostPart): HostPartJson {
  return {
    ...part,
    timetable: part.timetable.map(({ date, slots }) => ({
      date: date.toString(),
      slots: slots.map(({ from, to }) => ({ from: from.toString(), to: to.toString() })),
    })),
  };
}

export function hostPartOf(json: HostPartJson): HostPart {
  return {
    ...json,
    timetable: json.timetable.map(({ date, slots }) => ({
      date: Temporal.PlainDate.from(date),
      slots: slots.map(({ from, to }) => ({ from: Temporal.PlainTime.from(from), to: Temporal.PlainTime.from(to) })),
    })),
  };
}
