import type { HostPart, PartsDraft, SchoolPart } from "../domain/convention.ts";
import type { Timetable } from "../domain/presence.ts";

type TimetableJson = readonly { readonly date: string; readonly slots: readonly { readonly from: string; readonly to: string }[] }[];

/** The host's part as it is sealed: Temporal values in their ISO form; without what was not asked for when it was written. */
export type HostPartJson = Omit<HostPart, "timetable" | "objectives" | "lodging"> & { readonly objectives?: string | null; readonly lodging?: string | null; readonly timetable: TimetableJson };

export type SchoolPartJson = Omit<SchoolPart, "legalRepresentatives"> & Partial<Pick<SchoolPart, "legalRepresentatives">>;

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
  return { objectives: null, lodging: null, ...json, timetable: timetableOf(json.timetable) };
}

export const schoolPartOf = (json: SchoolPartJson): SchoolPart => ({ legalRepresentatives: [], ...json });

/** Temporal values write themselves in their ISO form; the timetable alone has some. */
export function draftOf({ host, school }: PartsDraft): PartsDraft {
  const timetable = host["timetable"] as TimetableJson | null | undefined;
  return { host: timetable ? { ...host, timetable: timetableOf(timetable) } : host, school };
}

const timetableOf = (json: TimetableJson): Timetable =>
  json.map(({ date, slots }) => ({
    date: Temporal.PlainDate.from(date),
    slots: slots.map(({ from, to }) => ({ from: Temporal.PlainTime.from(from), to: Temporal.PlainTime.from(to) })),
  }));
