import type { Reader } from "@stages/database/connection.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { findCampaigns } from "./campaigns.ts";

/** How late a search may be on what the ministry changed through another process. */
const KEPT_MS = 5_000;

/** All campaigns, for searches: there is one a year, which hardly ever changes, and reading it costs as much as a page. */
export interface RememberedCampaigns {
  read(db: Reader): Promise<readonly Campaign[]>;
  /** Once one has changed here. */
  forget(): void;
}

export function rememberCampaigns(elapsed: () => number = () => performance.now(), find = findCampaigns): RememberedCampaigns {
  let known: { readonly campaigns: Promise<readonly Campaign[]>; readonly until: number } | null = null;
  return {
    read(db) {
      if (known && elapsed() < known.until) return known.campaigns;
      const asked = { campaigns: find(db), until: elapsed() + KEPT_MS };
      known = asked;
      // Only answers are remembered: a failure is this request's alone.
      asked.campaigns.catch(() => {
        if (known === asked) known = null;
      });
      return asked.campaigns;
    },
    forget() {
      known = null;
    },
  };
}
