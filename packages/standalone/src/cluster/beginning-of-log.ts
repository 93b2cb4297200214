import { cursorOf } from "@stages/events/cursor.ts";
import { openNatsStream } from "@stages/events/nats-stream.ts";
import type { Cluster } from "./start-cluster.ts";

/** The cursor before all events: in NATS it has the log's name, which no client knows before its first event. */
export async function beginningOfLog({ databaseUrl, natsUrl }: Pick<Cluster, "databaseUrl" | "natsUrl">): Promise<string> {
  const stream = await openNatsStream({ databaseUrl, natsUrl, label: "stages cluster" });
  try {
    return cursorOf(stream.log(), 0);
  } finally {
    await stream.close();
  }
}
