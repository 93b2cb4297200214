import type { Database } from "@stages/database/connection.ts";
import type { Reading } from "@stages/telemetry/measure.ts";
import { countLateAlerts, countUnsealed } from "../persistence/late-work.ts";

/** A job comes within seconds of its instant. */
const LATE = { minutes: 1 };

/** What should have been done, for whoever measures it. */
export async function lateWorkReadings(db: Database, now: Temporal.Instant): Promise<readonly Reading[]> {
  const [unsealed, late] = await Promise.all([countUnsealed(db), countLateAlerts(db, now.subtract(LATE))]);
  return [
    { metric: "stages_documents_to_seal", value: unsealed },
    { metric: "stages_absence_alerts_late", value: late },
  ];
}
