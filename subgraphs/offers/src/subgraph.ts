import { createSubgraph, type Subgraph, type SubgraphOptions } from "@stages/subgraph/create-subgraph.ts";
import type { PersonalData } from "@stages/subgraph/audit.ts";
import { federate } from "@stages/subgraph/federate.ts";
import type { Policy } from "@stages/subgraph/policy.ts";
import { publications } from "@stages/statistics/publications.ts";
import { type OffersContext, offersContext } from "./context.ts";
import { AcademySeatsTargetsResolver, CampaignsResolver } from "./graphql/campaigns-resolver.ts";
import { StudentContribution } from "./graphql/contributions.ts";
import { AcademyEntity, DepartmentEntity, StudentEntity } from "./graphql/entities.ts";
import { FavouritesResolver } from "./graphql/favourites-resolver.ts";
import { HostsResolver } from "./graphql/hosts-resolver.ts";
import { HostIntentionsResolver, IntentionsResolver } from "./graphql/intentions-resolver.ts";
import { ModerationResolver } from "./graphql/moderation-resolver.ts";
import { MutationsResolver } from "./graphql/mutations-resolver.ts";
import { OfferLifeResolver } from "./graphql/offer-life-resolver.ts";
import { OfferRecordsResolver } from "./graphql/offer-records-resolver.ts";
import { OfferEdgeResolver, OffersResolver } from "./graphql/offers-resolver.ts";
import { OpenStatisticsEntity } from "./graphql/open-seats-type.ts";
import { OpenStatisticsContribution } from "./graphql/open-statistics-contribution.ts";
import { PersonalDataContribution, PersonalDataEntity } from "./graphql/personal-data-contribution.ts";
import { RecensementResolver } from "./graphql/recensement-resolver.ts";
import { references } from "./graphql/references.ts";
import { SearchResolver } from "./graphql/search-resolver.ts";
import { AcademySeats, CampaignSeats, DepartmentSeats, SeatFiguresResolver, SectorSeats } from "./graphql/seat-figures-resolver.ts";
import { handlers } from "./handlers.ts";
import { closePastOffers } from "./operations/close-past-offers.ts";
import type { OpenSeats } from "./operations/open-seats.ts";
import { findCampaigns } from "./persistence/campaigns.ts";
import { loadDemonstration } from "./persistence/demonstration.ts";
import { rememberCampaigns } from "@stages/subgraph/remembered-campaigns.ts";
import { MEASURES } from "./persistence/measures.ts";
import { allTables } from "./persistence/all-tables.ts";
import { personalData } from "./personal.ts";
import { policy } from "./policy.ts";
import { retention } from "./retention.ts";
import { costs } from "./costs.ts";
import { sharing } from "./sharing.ts";

/** How late a search may be on what the ministry changed through another process. */
const SEARCHES_KEEP_MS = 5_000;

/** The same graph under any table of cells, and any classification: what tests the tests of access and of the record of reads. */
export const federatedUnder = (policy: Policy, classified: PersonalData = personalData) =>
  federate<OffersContext>({
    resolvers: [
      CampaignsResolver, HostsResolver, OffersResolver, OfferEdgeResolver, SearchResolver, FavouritesResolver, IntentionsResolver, HostIntentionsResolver, RecensementResolver,
      MutationsResolver, OfferLifeResolver, ModerationResolver, OfferRecordsResolver, StudentContribution, PersonalDataContribution, OpenStatisticsContribution,
      AcademySeatsTargetsResolver, SeatFiguresResolver, AcademySeats, DepartmentSeats, CampaignSeats, SectorSeats,
    ],
    orphanedTypes: [StudentEntity, PersonalDataEntity, AcademyEntity, DepartmentEntity, OpenStatisticsEntity],
    references,
    policy,
    personalData: classified,
    costs,
    sharing,
  });

export const federated = federatedUnder(policy);

/** Owns campaigns, hosts, offers and the catalogue. */
export function createOffersSubgraph(options: SubgraphOptions): Subgraph {
  const campaigns = rememberCampaigns(findCampaigns, SEARCHES_KEEP_MS);
  const published = publications<OpenSeats>();
  return createSubgraph(
    {
      name: "offers",
      federated,
      migrations: new URL("./persistence/migrations", import.meta.url),
      tables: allTables.messaging,
      allTables,
      retention,
      counting: { measures: MEASURES },
      handlers,
      streams: [],
      // By the hour, so that a replica that was away at midnight catches up; what has not begun costs nothing.
      sweeps: [{ everyMs: 3_600_000, run: closePastOffers }],
      contextOf: (resources, caller) => offersContext(resources, caller, campaigns, published),
      loadDemonstration,
    },
    options,
  );
}
