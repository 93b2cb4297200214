import type { Reader, Write } from "@stages/database/connection.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { type PublicCoverageOfCountry, publicCoverage } from "@stages/statistics/public-coverage.ts";
import { publicationDay } from "@stages/statistics/publication-day.ts";
import type { Publications } from "@stages/statistics/publications.ts";
import { findCoverageByDepartment } from "../persistence/coverage-by-department.ts";
import { findCampaign, findCurrentCampaign } from "../persistence/mirror.ts";

export interface OpenStatistics {
  readonly campaignId: string;
  readonly day: Temporal.PlainDate;
  readonly coverage: PublicCoverageOfCountry;
}

export interface Publishing {
  readonly db: Reader;
  /** Visitors see no row of the rollups: what leaves here is what may be published of all of them. */
  readonly platform: Write;
  readonly published: Publications<OpenStatistics>;
  readonly now: Temporal.Instant;
}

/** Of the current campaign unless another is named; null of one that is not known. */
export async function openStatistics({ db, platform, published, now }: Publishing, asked: string | null): Promise<OpenStatistics | null> {
  const campaign = asked === null ? await findCurrentCampaign(db, civilDateOf(now)) : await findCampaign(db, asked);
  if (!campaign) return null;
  const day = publicationDay(now);
  return published(campaign.id, day, async () => {
    const coverage = publicCoverage(await platform((tx) => findCoverageByDepartment(tx, campaign.id, day)));
    return { campaignId: campaign.id, day, coverage };
  });
}
