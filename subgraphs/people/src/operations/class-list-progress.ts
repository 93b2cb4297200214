import type { Bus } from "@stages/events/bus.ts";
import { domainEvent, type Events } from "@stages/events/contracts.ts";
import { refused } from "@stages/kernel/refusal.ts";
import type { Uai } from "@stages/kernel/uai.ts";

export type ClassListState = Events["ClassListImportProgressed"]["state"];

export interface ClassListProgress {
  readonly state: ClassListState;
  /** Lines of the file that were read. */
  readonly read: number;
  /** Students of the list whose enrolment is done with. */
  readonly enrolled: number;
  /** Students to enrol; null while the file is being read. */
  readonly total: number | null;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function parseImportId(text: string): string {
  if (!UUID.test(text)) throw refused("INVALID_IMPORT_ID", "importId");
  return text.toLowerCase();
}

/** The school stands in it: a client's id says nothing of who may hear of it. */
export const progressKey = (schoolUai: Uai, importId: string) => `${schoolUai} ${importId}`;

/**
 * Tells on the bus how far an import is, beside its one transaction, which nobody can look into. One telling at a time and
 * in order; what comes meanwhile waits, and only the newest of it. The import never waits for it nor fails by it.
 */
export function progressTeller(bus: () => Bus, importId: string, now: Temporal.Instant): (schoolUai: Uai, progress: ClassListProgress) => void {
  let waiting: (() => Promise<void>) | null = null;
  let telling = false;

  async function tellAll(): Promise<void> {
    telling = true;
    for (let next = waiting; next; next = waiting) {
      waiting = null;
      // The answer to the import says in the end all that was to be said.
      await next().catch(() => {});
    }
    telling = false;
  }

  return (schoolUai, progress) => {
    waiting = async () => bus().publish([domainEvent("ClassListImportProgressed", progressKey(schoolUai, importId), { importId, schoolUai, ...progress }, now)]);
    if (!telling) void tellAll();
  };
}
