import { openFrom, sealFor } from "@stages/database/sealed.ts";
import type { Student } from "../domain/apply.ts";
import type { Candidature } from "../domain/candidature.ts";
import { candidatures, history, students } from "./tables.ts";

/** Where what persons wrote, and where they live, is sealed on its way in and opened on its way out: nowhere else. */

export function candidatureRow({ motivation, distanceKm, ...kept }: Candidature): typeof candidatures.$inferInsert {
  return {
    ...kept,
    motivation: sealFor(candidatures.motivation, kept, motivation),
    distanceKm: sealFor(candidatures.distanceKm, kept, distanceKm),
  };
}

/** Without what is only counted by. */
export function candidatureOf({ motivation, distanceKm, sector: _sector, hostKind: _kind, ...row }: typeof candidatures.$inferSelect): Candidature {
  return {
    ...row,
    motivation: openFrom(candidatures.motivation, row, motivation),
    distanceKm: openFrom(candidatures.distanceKm, row, distanceKm),
  } as Candidature;
}

type HistoryRow = Omit<typeof history.$inferSelect, "id">;
export type RecordedChange = Omit<HistoryRow, "reason"> & { readonly reason: string | null };

/** PostgreSQL keeps microseconds: the reason is bound to the instant that comes back. */
export function historyRow({ reason, ...change }: RecordedChange): HistoryRow {
  const row = { ...change, at: change.at.round("microsecond") };
  return { ...row, reason: reason === null ? null : sealFor(history.reason, row, reason) };
}

export function changeOf({ reason, ...row }: typeof history.$inferSelect) {
  return { ...row, reason: reason && openFrom(history.reason, row, reason) };
}

export function studentRow({ latitude, longitude, ...kept }: Student): typeof students.$inferInsert {
  return { ...kept, home: sealFor(students.home, kept, { latitude, longitude }) };
}

export function studentOf({ home, department: _, ...row }: typeof students.$inferSelect): Student {
  return { ...row, ...openFrom(students.home, row, home) };
}
