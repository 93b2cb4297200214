import { parseId } from "@stages/kernel/ids.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { decodeCursor, encodeCursor, pageOf, pageSize } from "@stages/subgraph/connection.ts";
import type { CandidaturesContext } from "../context.ts";
import type { Status } from "../domain/lifecycle.ts";
import { findVisible, type ListArguments } from "../persistence/candidatures.ts";

const LIST = "candidatures";

/** The arguments of every list of candidatures. */
export const FIRST = { defaultValue: 20, description: "1 to 100. Error: INVALID_PAGE_SIZE." } as const;
export const AFTER = { nullable: true, description: "`endCursor` of the page before. Error: INVALID_CURSOR." } as const;
export const STATUS = { nullable: true, description: "Only those in this status, as of now." } as const;

/** A page of the candidatures this viewer may see, narrowed to an offer or a host. */
export async function pageOfCandidatures(
  { db, actor, now }: CandidaturesContext,
  page: { first: number; after: string | null; status: Status | null } & Pick<ListArguments, "offerId" | "hostId">,
) {
  const { first, after, ...narrowed } = page;
  const size = pageSize(first);
  const rows = await findVisible(db, actor, { ...narrowed, now, after: after === null ? null : positionOf(after), limit: size + 1 });
  return pageOf(rows, size, ({ id }) => encodeCursor(LIST, [id]));
}

function positionOf(after: string) {
  const id = parseId("candidature", String(decodeCursor(LIST, after, 1)[0]));
  if (!id) throw refused("INVALID_CURSOR", "after");
  return id;
}
