import type { Transaction } from "@stages/database/connection.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { tell } from "@stages/events/outbox.ts";
import { postalAddressOf, type School } from "../domain/school.ts";
import { upsertSchools } from "../persistence/schools.ts";
import { messaging } from "../persistence/tables.ts";

export interface RegisteredSchools {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** Enters schools, each once, in the directory or brings them up to date; only what changed is told. */
export async function registerSchools(tx: Transaction, schools: readonly School[], now: Temporal.Instant): Promise<RegisteredSchools> {
  const written = new Map((await upsertSchools(tx, schools)).map(({ uai, isNew }) => [uai, isNew]));
  const changed = schools.filter(({ uai }) => written.has(uai));
  await tell(
    tx,
    messaging,
    changed.map((school) => {
      const { uai, name, academy } = school;
      return domainEvent("SchoolRegistered", uai, { school: { uai, name, address: postalAddressOf(school), academy } }, now);
    }),
  );
  const created = [...written.values()].filter((isNew) => isNew).length;
  return { created, updated: written.size - created, unchanged: schools.length - written.size };
}
