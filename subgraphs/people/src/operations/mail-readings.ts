import type { Database } from "@stages/database/connection.ts";
import type { Reading } from "@stages/telemetry/measure.ts";
import { countMails } from "../persistence/mail-readings.ts";

/** What waits to leave, where mail leaves at all. */
export async function mailReadings(db: Database, sends: boolean, now: Temporal.Instant): Promise<readonly Reading[]> {
  if (!sends) return [];
  const { due, failing, since } = await countMails(db, now);
  return [
    { metric: "stages_mails_waiting", value: due },
    { metric: "stages_mails_oldest_seconds", value: since ? Math.max(0, now.since(since).total("seconds")) : 0 },
    { metric: "stages_mails_failing", value: failing },
  ];
}
