import type { Reader } from "@stages/database/connection.ts";
import type { Handlers } from "@stages/events/consumer.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";

/** All campaigns, for searches and figures: there is one a year, which hardly ever changes, and reading it costs as much as a page. */
export interface RememberedCampaigns {
  read(db: Reader): Promise<readonly Campaign[]>;
  /** As they are at this moment, remembered from then on. */
  readAnew(db: Reader): Promise<readonly Campaign[]>;
  /** Once one has changed here. */
  forget(): void;
}

/** Figures are of the current campaign, or of one that is named: all they ask of it are its dates. */
export const FIGURES_KEEP_MS = 1_000;

/** `keptMs` is how late its readers may be on what the ministry changed through another process, or another subgraph. */
export function rememberCampaigns(find: (db: Reader) => Promise<readonly Campaign[]>, keptMs: number, elapsed: () => number = () => performance.now()): RememberedCampaigns {
  let known: { readonly campaigns: Promise<readonly Campaign[]>; readonly until: number } | null = null;
  const readAnew = (db: Reader) => {
    const asked = { campaigns: find(db), until: elapsed() + keptMs };
    known = asked;
    // Only answers are remembered: a failure is this request's alone.
    asked.campaigns.catch(() => {
      if (known === asked) known = null;
    });
    return asked.campaigns;
  };
  return {
    read: (db) => (known && elapsed() < known.until ? known.campaigns : readAnew(db)),
    readAnew,
    forget() {
      known = null;
    },
  };
}

/** What is told of a campaign is seen here at once, and not only when what is remembered is too old. */
export const forgettingCampaigns = (remembered: RememberedCampaigns, handlers: Handlers): Handlers => ({
  ...handlers,
  CampaignDefined: async (tx, event) => {
    await handlers.CampaignDefined?.(tx, event);
    remembered.forget();
  },
});
