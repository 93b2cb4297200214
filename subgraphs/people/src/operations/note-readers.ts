import type { Write } from "@stages/database/connection.ts";
import { parseId } from "@stages/kernel/ids.ts";
import { noteSharedReading } from "../persistence/shared-readings.ts";

/** Several colleagues are handed the answer to one request: each is recorded as its reader. Told again, it changes nothing. */
export async function noteReaders(write: Write, input: { readonly requestId: string; readonly readerIds: readonly string[] }, now: Temporal.Instant): Promise<void> {
  const readerIds = [...new Set(input.readerIds.flatMap((id) => parseId("person", id) ?? []))];
  if (readerIds.length > 0) await write((tx) => noteSharedReading(tx, input.requestId, readerIds, now));
}
