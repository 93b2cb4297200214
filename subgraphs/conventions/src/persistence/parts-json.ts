import type { HostPart, PartsDraft, SchoolPart, Terms } from "../domain/convention.ts";
import type { Timetable } from "../domain/presence.ts";
import type { AmendedTerms } from "../domain/amended-terms.ts";
import type { AttestedDay } from "../domain/attestation.ts";

export type TimetableJson = readonly { readonly date: string; readonly slots: readonly { readonly from: string; readonly to: string }[] }[];

/** The host's part as it is sealed: Temporal values in their ISO form; without what was not asked for when it was written. */
export type HostPartJson = Omit<HostPart, "timetable" | "objectives" | "lodging"> & { readonly objectives?: string | null; readonly lodging?: string | null; readonly timetable: TimetableJson };

export type SchoolPartJson = Omit<SchoolPart, "legalRepresentatives"> & Partial<Pick<SchoolPart, "legalRepresentatives">>;
export type TermsJson = Omit<Terms, "hostPart"> & { readonly hostPart: HostPartJson };
export type AmendedTermsJson = Omit<AmendedTerms, "timetable"> & { readonly timetable?: TimetableJson };
export type AttestedDayJson = Omit<AttestedDay, "date"> & { readonly date: string };

const timetableJson = (timetable: Timetable): TimetableJson =>
  timetable.map(({ date, slots }) => ({
    date: date.toString(),
    slots: slots.map(({ from, to }) => ({ from: from.toString(), to: to.toString() })),
  }));

export const hostPartJson = (part: HostPart): HostPartJson => ({ ...part, timetable: timetableJson(part.timetable) });

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

export const termsJson = ({ hostPart, schoolPart }: Terms): TermsJson => ({ hostPart: hostPartJson(hostPart), schoolPart });
export const termsOf = ({ hostPart, schoolPart }: TermsJson): Terms => ({ hostPart: hostPartOf(hostPart), schoolPart });

export const amendedTermsJson = ({ timetable, ...changes }: AmendedTerms): AmendedTermsJson => ({ ...changes, ...(timetable && { timetable: timetableJson(timetable) }) });
export const amendedTermsOf = ({ timetable, ...changes }: AmendedTermsJson): AmendedTerms => ({ ...changes, ...(timetable && { timetable: timetableOf(timetable) }) });

export const attestedDayJson = (day: AttestedDay): AttestedDayJson => ({ ...day, date: day.date.toString() });
export const attestedDayOf = (json: AttestedDayJson): AttestedDay => ({ ...json, date: Temporal.PlainDate.from(json.date) });
