import type { Act } from "@stages/database/act.ts";
import type { Role } from "@stages/kernel/actor.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { exportFileName } from "@stages/kernel/export-figure.ts";
import { type ExportedFigure, isUsable, refusalsToExport } from "../domain/figure-export.ts";
import { findActorOf } from "../persistence/actors.ts";
import { lockExport, spendExport } from "../persistence/figure-exports.ts";
import { knownTerritory, linesOf, placeNamed } from "./exported-territory.ts";

/** What the gateway is to ask the graph, as whom, and how the answer is called. */
export interface RedeemedExport extends Omit<ExportedFigure, "on"> {
  /** As ISO 8601, as a document has it. */
  readonly on: string | null;
  readonly subject: string;
  readonly role: Role;
  readonly fileName: string;
  readonly rows: number | null;
}

/**
 * The platform, for whoever holds a token. Whether the one who asked for it may have the figure is judged again, of who they
 * are now; null for what is unknown, over, used up or not theirs any more, which are not told apart.
 */
export function redeemExport({ write, now }: Act, tokenHash: string): Promise<RedeemedExport | null> {
  return write(async (tx) => {
    const link = await lockExport(tx, tokenHash);
    if (!link || !isUsable(link, now)) return null;
    const bearer = await findActorOf(tx, link.personId, link.role);
    if (!bearer || refusalsToExport(link.figure, link, await knownTerritory(tx, link), bearer.actor).length > 0) return null;
    await spendExport(tx, tokenHash);
    const { figure, campaignId, academy, department, schoolUai, by, on, role } = link;
    return {
      figure, campaignId, academy, department, schoolUai, by, role,
      on: on?.toString() ?? null,
      subject: bearer.subject,
      fileName: exportFileName(figure, await placeNamed(tx, link), on ?? civilDateOf(now)),
      rows: await linesOf(tx, figure, link),
    };
  });
}
