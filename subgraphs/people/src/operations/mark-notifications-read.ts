import type { Act } from "@stages/database/act.ts";
import { parseId } from "@stages/kernel/ids.ts";
import { insist, refuse } from "@stages/kernel/refusal.ts";
import { markRead, ownedBy } from "../persistence/notifications.ts";

export interface MarkRead {
  readonly ids: readonly string[] | null;
  readonly until: Temporal.Instant | null;
}

const MOST = 100;

/** These, or all those told up to an instant. Another's is told apart from nobody's by nothing: neither counts. */
export async function markNotificationsRead({ write, actor, now }: Act, { ids, until }: MarkRead): Promise<{ readonly marked: number }> {
  if ((ids === null) === (until === null)) insist([refuse("IDS_OR_UNTIL", "ids")]);
  if (ids && ids.length > MOST) insist([refuse("TOO_MANY_ITEMS", { max: MOST }, "ids")]);
  const owned = ownedBy(actor);
  const known = ids?.flatMap((text) => parseId("notification", text) ?? []) ?? [];
  if (!owned || (ids && known.length === 0)) return { marked: 0 };
  return write(async (tx) => ({ marked: await markRead(tx, owned, until ? { until } : { ids: known }, now) }));
}
