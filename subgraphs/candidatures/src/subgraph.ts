import { atMidnight } from "@stages/jobs/recurring.ts";
import { createSubgraph, type Subgraph, type SubgraphOptions } from "@stages/subgraph/create-subgraph.ts";
import type { PersonalData } from "@stages/subgraph/audit.ts";
import { federate } from "@stages/subgraph/federate.ts";
import type { Policy } from "@stages/subgraph/policy.ts";
import { FIGURES_KEEP_MS, forgettingCampaigns, rememberCampaigns } from "@stages/subgraph/remembered-campaigns.ts";
import { type CandidaturesContext, candidaturesContext } from "./context.ts";
import { AnswersResolver } from "./graphql/answers-resolver.ts";
import { BookingsResolver, OfferBookings } from "./graphql/bookings-resolver.ts";
import { CANDIDATURE_NEWS, CandidatureStreamResolver } from "./graphql/candidature-stream-resolver.ts";
import { AcademyCandidatures, CampaignCandidatures, CandidatureFiguresResolver, DepartmentCandidatures, SchoolCandidatures, SectorCandidatures } from "./graphql/candidature-figures-resolver.ts";
import { CandidaturesResolver } from "./graphql/candidatures-resolver.ts";
import { HostContribution, OfferContribution, StudentContribution } from "./graphql/contributions.ts";
import { AcademyEntity, CampaignEntity, DepartmentEntity, SectorEntity } from "./graphql/entities.ts";
import { MutationsResolver } from "./graphql/mutations-resolver.ts";
import { PersonalDataContribution, PersonalDataEntity } from "./graphql/personal-data-contribution.ts";
import { SEATS_NEWS, SeatsStreamResolver } from "./graphql/seats-stream-resolver.ts";
import { references } from "./graphql/references.ts";
import { handlers } from "./handlers.ts";
import { endOverdueCandidatures } from "./operations/end-overdue-candidatures.ts";
import { remindHosts } from "./operations/remind-hosts.ts";
import { remindStudents } from "./operations/remind-students.ts";
import { loadDemonstration } from "./persistence/demonstration.ts";
import { findEveryCampaign } from "./persistence/mirror.ts";
import { MEASURES } from "./persistence/measures.ts";
import { allTables } from "./persistence/all-tables.ts";
import { personalData } from "./personal.ts";
import { policy } from "./policy.ts";
import { retention } from "./retention.ts";
import { costs } from "./costs.ts";
import { sharing } from "./sharing.ts";

/** The same graph under any table of cells, and any classification: what tests the tests of access and of the record of reads. */
export const federatedUnder = (policy: Policy, classified: PersonalData = personalData) =>
  federate<CandidaturesContext>({
    resolvers: [
      CandidaturesResolver, BookingsResolver, MutationsResolver, AnswersResolver, OfferContribution, OfferBookings, StudentContribution, HostContribution,
      PersonalDataContribution, CandidatureStreamResolver, SeatsStreamResolver,
      CandidatureFiguresResolver, AcademyCandidatures, DepartmentCandidatures, SchoolCandidatures, CampaignCandidatures, SectorCandidatures,
    ],
    orphanedTypes: [PersonalDataEntity, AcademyEntity, DepartmentEntity, CampaignEntity, SectorEntity],
    references,
    policy,
    personalData: classified,
    costs,
    sharing,
  });

export const federated = federatedUnder(policy);

/** Owns candidatures and the seat ledger. */
export function createCandidaturesSubgraph(options: SubgraphOptions): Subgraph {
  const remembered = rememberCampaigns(findEveryCampaign, FIGURES_KEEP_MS);
  return createSubgraph(
    {
      name: "candidatures",
      federated,
      migrations: new URL("./persistence/migrations", import.meta.url),
      tables: allTables.messaging,
      allTables,
      retention,
      counting: { measures: MEASURES },
      handlers: forgettingCampaigns(remembered, handlers),
      streams: [...new Set([...CANDIDATURE_NEWS, ...SEATS_NEWS])],
      sweeps: [{ everyMs: 60_000, run: ({ write }, now) => endOverdueCandidatures(write, now) }],
      jobs: {
        recurring: [
          { name: "remind-of-answers", recurrence: atMidnight, run: ({ write }, now) => remindHosts(write, now) },
          { name: "remind-of-confirmations", recurrence: atMidnight, run: ({ write }, now) => remindStudents(write, now) },
        ],
      },
      contextOf: (...request) => candidaturesContext(remembered, ...request),
      loadDemonstration,
    },
    options,
  );
}
