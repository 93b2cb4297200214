import type { Reader } from "@stages/database/connection.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { academyByCode, academyOfDepartment, hasSchoolNumbers } from "@stages/reference/academies.ts";
import { type AskedTerritory, type Line, refusalsOfTerritory, type Territory, territoryOf } from "../domain/recensement.ts";
import { findRecensement } from "../persistence/recensement.ts";
import { campaignAmong } from "./load.ts";

export interface Recensement {
  readonly campaignId: string;
  readonly territory: Territory;
  readonly lines: readonly Line[];
}

interface Asking {
  readonly db: Reader;
  readonly actor: Actor;
  readonly today: Temporal.PlainDate;
  readonly campaigns: () => Promise<readonly Campaign[]>;
}

/** What the hosts of a territory have promised, published and filled, as whoever has charge of it may know. */
export async function readRecensement({ db, actor, today, campaigns }: Asking, { campaignId, ...asked }: AskedTerritory & { campaignId: string | null }): Promise<Recensement> {
  const { academy, department } = asked;
  const known = {
    academyExists: academy !== null && academyByCode(academy) !== null,
    academyOfDepartment: department !== null && hasSchoolNumbers(department) ? (academyOfDepartment(department)?.code ?? null) : null,
  };
  insist(refusalsOfTerritory(asked, known, actor));
  const campaign = campaignAmong(await campaigns(), campaignId, today);
  const territory = territoryOf(asked, actor);
  return { campaignId: campaign.id, territory, lines: await findRecensement(db, campaign.id, territory) };
}
