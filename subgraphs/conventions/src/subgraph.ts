import { createSubgraph, type Subgraph, type SubgraphOptions } from "@stages/subgraph/create-subgraph.ts";
import type { PersonalData } from "@stages/subgraph/audit.ts";
import { federate } from "@stages/subgraph/federate.ts";
import type { Policy } from "@stages/subgraph/policy.ts";
import { type ConventionsContext, conventionsContext } from "./context.ts";
import { AbsencesResolver, AbsenceStepResolver } from "./graphql/absences-resolver.ts";
import {
  AcademyContribution,
  CandidatureContribution,
  CoverageResolver,
  HostContribution,
  SchoolContribution,
  StudentContribution,
} from "./graphql/contributions.ts";
import { ConventionsResolver, SchoolPartResolver } from "./graphql/conventions-resolver.ts";
import { AcademyEntity } from "./graphql/entities.ts";
import { ConventionFollowUpsResolver, FollowUpsResolver } from "./graphql/follow-ups.ts";
import { AmendmentsOfConvention, AmendmentsResolver } from "./graphql/amendments-resolver.ts";
import { AttestationOfConvention, AttestationsResolver } from "./graphql/attestations-resolver.ts";
import { FeedbackOfConvention, FeedbackOfHost, FeedbackResolver } from "./graphql/feedback-resolver.ts";
import { MutationsResolver } from "./graphql/mutations-resolver.ts";
import { PresenceResolver } from "./graphql/presence-resolver.ts";
import { PersonalDataContribution, PersonalDataEntity } from "./graphql/personal-data-contribution.ts";
import { references } from "./graphql/references.ts";
import { StagesToFollowResolver } from "./graphql/stages-to-follow.ts";
import { AbsenceAlertsResolver, ConventionStatusChangedResolver } from "./graphql/subscriptions-resolver.ts";
import { handlers } from "./handlers.ts";
import { completeStages } from "./operations/complete-stages.ts";
import { escalateAbsences } from "./operations/escalate-absences.ts";
import { loadDemonstration } from "./persistence/demonstration.ts";
import * as allTables from "./persistence/tables.ts";
import { personalData } from "./personal.ts";
import { policy } from "./policy.ts";
import { retention } from "./retention.ts";

/** The same graph under any table of cells, and any classification: what tests the tests of access and of the record of reads. */
export const federatedUnder = (policy: Policy, classified: PersonalData = personalData) =>
  federate<ConventionsContext>({
    resolvers: [
      ConventionsResolver,
      SchoolPartResolver,
      MutationsResolver,
      AbsencesResolver,
      AbsenceStepResolver,
      PresenceResolver,
      FollowUpsResolver,
      ConventionFollowUpsResolver,
      StagesToFollowResolver,
      AmendmentsResolver,
      AmendmentsOfConvention,
      AttestationsResolver,
      AttestationOfConvention,
      FeedbackResolver,
      FeedbackOfConvention,
      FeedbackOfHost,
      StudentContribution,
      CandidatureContribution,
      SchoolContribution,
      HostContribution,
      PersonalDataContribution,
      AcademyContribution,
      CoverageResolver,
      ConventionStatusChangedResolver,
      AbsenceAlertsResolver,
    ],
    orphanedTypes: [AcademyEntity, PersonalDataEntity],
    references,
    policy,
    personalData: classified,
  });

export const federated = federatedUnder(policy);

/** Owns conventions, their signatures and the absence chain. */
export const createConventionsSubgraph = (options: SubgraphOptions): Subgraph =>
  createSubgraph(
    {
      name: "conventions",
      federated,
      migrations: new URL("./persistence/migrations", import.meta.url),
      tables: allTables.messaging,
      allTables,
      retention,
      handlers,
      streams: ["ConventionStatusChanged", "AbsenceStepReached", "AbsenceEscalated"],
      sweeps: [
        { everyMs: 1_000, run: ({ write }, now) => escalateAbsences(write, now) },
        { everyMs: 60_000, run: ({ write }, now) => completeStages(write, now) },
      ],
      contextOf: conventionsContext,
      loadDemonstration,
    },
    options,
  );
