import type { Act } from "@stages/database/act.ts";
import { personOf } from "@stages/kernel/actor.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import type { ExportFigure, SeriesStep } from "@stages/kernel/export-figure.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { parseUai } from "@stages/kernel/uai.ts";
import { dayToExport, EXPORT, type ExportedTerritory, refusalsToExport, territoryFor } from "../domain/figure-export.ts";
import { findCampaigns } from "../persistence/campaigns.ts";
import { hashOfToken, insertExport, newToken } from "../persistence/figure-exports.ts";
import { knownTerritory, linesOf } from "./exported-territory.ts";
import { loadCurrentCampaign } from "./load.ts";

export interface RequestExport {
  readonly figure: ExportFigure;
  readonly campaignId: string | null;
  readonly academy: string | null;
  readonly department: string | null;
  readonly schoolUai: string | null;
  readonly by: SeriesStep;
  readonly on: Temporal.PlainDate | null;
}

export interface ExportLink {
  readonly url: string;
  readonly expiresAt: Temporal.Instant;
  readonly rows: number | null;
}

/** A way to the file, which is made when it is fetched, of the figures as they are then. */
export function requestExport({ write, actor, now }: Act, input: RequestExport): Promise<ExportLink> {
  return write(async (tx) => {
    const asked: ExportedTerritory = { academy: input.academy, department: input.department, schoolUai: schoolOf(input.schoolUai) };
    const territory = territoryFor(asked, actor);
    if (!territory) throw refused("TERRITORY_REQUIRED");
    insist(refusalsToExport(input.figure, territory, await knownTerritory(tx, territory), actor));
    const campaign = input.campaignId === null ? await loadCurrentCampaign(tx, now) : (await findCampaigns(tx)).find(({ id }) => id === input.campaignId);
    if (!campaign) throw refused("CAMPAIGN_UNKNOWN", "campaignId");
    const token = newToken();
    const expiresAt = now.add(EXPORT.life);
    await insertExport(tx, {
      ...territory, figure: input.figure, campaignId: campaign.id, by: input.by, on: dayToExport(input.figure, input.on, civilDateOf(now)),
      tokenHash: hashOfToken(token), personId: personOf(actor)!, role: actor.role, askedAt: now, expiresAt, usesLeft: EXPORT.uses,
    });
    return { url: `/exports/${token}`, expiresAt, rows: await linesOf(tx, input.figure, territory) };
  });
}

function schoolOf(text: string | null) {
  const uai = text === null ? null : parseUai(text);
  if (text !== null && !uai) throw refused("INVALID_UAI", { value: text.slice(0, 20) }, "schoolUai");
  return uai;
}
