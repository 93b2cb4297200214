import { createCandidaturesSubgraph } from "@stages/candidatures/subgraph.ts";
import type { Papers } from "@stages/conventions/papers.ts";
import { createConventionsSubgraph } from "@stages/conventions/subgraph.ts";
import type { Clock } from "@stages/kernel/civil-time.ts";
import { offersSms } from "@stages/mail/offers-sms.ts";
import { createOffersSubgraph } from "@stages/offers/subgraph.ts";
import { createPeopleSubgraph } from "@stages/people/subgraph.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { logFailure } from "@stages/telemetry/house-log.ts";
import type { SubgraphName } from "@stages/transport/transport.ts";

export type Subgraphs = Readonly<Record<SubgraphName, Subgraph>>;

export interface SubgraphsOptions {
  readonly databaseUrl: string;
  readonly requestsUrl?: string | null;
  readonly readsUrl?: string | null;
  readonly natsUrl?: string | null;
  readonly clock: Clock;
  readonly isDemonstration?: boolean;
  readonly papers?: Papers | undefined;
}

/** In the order in which the demonstration is told: who there is, what is offered, who applies, what is signed. */
export function createSubgraphs({ papers, ...options }: SubgraphsOptions): Subgraphs {
  const all = { ...options, onFailure: logFailure };
  return {
    people: createPeopleSubgraph(all),
    offers: createOffersSubgraph(all),
    candidatures: createCandidaturesSubgraph(all),
    conventions: createConventionsSubgraph({ ...all, ...(papers && { papers }), offersSms: offersSms(process.env) }),
  };
}
