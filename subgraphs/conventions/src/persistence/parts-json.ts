import type { AmendedTerms } from "../domain/amended-terms.ts";
import type { AttestedDay } from "../domain/attestation.ts";
import type { HostPart, Terms } from "../domain/convention.ts";
import type { Timetable } from "../domain/presence.ts";

export type TimetableJson = readonly { readonly date: string; readonly slots: readonly { readonly from: string; readonly to: string }[] }[];

/** The host's part as it is sealed: Temporal values in their ISO form. */
export type HostPartJson = Omit<HostPart, "timetable"> & { readonly timetable: TimetableJson };
export type TermsJson = Omit<Terms, "hostPart"> & { readonly hostPart: HostPartJson };
export type AmendedTermsJson = Omit<AmendedTerms, "timetable"> & { readonly timetable?: TimetableJson };
export type AttestedDayJson = Omit<AttestedDay, "date"> & { readonly date: string };

const timetableJson = (timetable: Timetable): TimetableJson =>
  timetable.map(({ date, slots }) => ({
    date: date.toString(),
    slots: slots.map(({ from, to }) => ({ from: from.toString(), to: to.toString() })),
  }));

const timetableOf = (json: TimetableJson): Timetable =>
  json.map(({ date, slots }) => ({
    date: Temporal.PlainDate.from(date),
    slots: slots.map(({ from, to }) => ({ from: Temporal.PlainTime.from(from), to: Temporal.PlainTime.from(to) })),
  }));

export const hostPartJson = (part: HostPart): HostPartJson => ({ ...part, timetable: timetableJson(part.timetable) });
export const hostPartOf = (json: HostPartJson): HostPart => ({ ...json, timetable: timetableOf(json.timetable) });

export const termsJson = ({ hostPart, schoolPart }: Terms): TermsJson => ({ hostPart: hostPartJson(hostPart), schoolPart });
export const termsOf = ({ hostPart, schoolPart }: TermsJson): Terms => ({ hostPart: hostPartOf(hostPart), schoolPart });

export const amendedTermsJson = ({ timetable, ...changes }: AmendedTerms): AmendedTermsJson => ({ ...changes, ...(timetable && { timetable: timetableJson(timetable) }) });
export const amendedTermsOf = ({ timetable, ...changes }: AmendedTermsJson): AmendedTerms => ({ ...changes, ...(timetable && { timetable: timetableOf(timetable) }) });

export const attestedDayJson = (day: AttestedDay): AttestedDayJson => ({ ...day, date: day.date.toString() });
export const attestedDayOf = (json: AttestedDayJson): AttestedDay => ({ ...json, date: Temporal.PlainDate.from(json.date) });
