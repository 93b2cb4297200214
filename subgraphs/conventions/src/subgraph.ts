import { atMidnight } from "@stages/jobs/recurring.ts";
import { idFromUuid } from "@stages/kernel/ids.ts";
import { createSubgraph, type Subgraph, type SubgraphOptions } from "@stages/subgraph/create-subgraph.ts";
import type { PersonalData } from "@stages/subgraph/audit.ts";
import { federate } from "@stages/subgraph/federate.ts";
import type { Policy } from "@stages/subgraph/policy.ts";
import { FIGURES_KEEP_MS, forgettingCampaigns, rememberCampaigns } from "@stages/subgraph/remembered-campaigns.ts";
import { publications } from "@stages/statistics/publications.ts";
import { absenceNet } from "./absence-net.ts";
import { type ConventionsContext, conventionsContext } from "./context.ts";
import { AbsencesResolver, AbsenceStepResolver } from "./graphql/absences-resolver.ts";
import {
  CandidatureContribution,
  HostContribution,
  SchoolContribution,
  StudentContribution,
} from "./graphql/contributions.ts";
import { ConventionsResolver, FrozenDocumentResolver, SchoolPartResolver, SignatureResolver } from "./graphql/conventions-resolver.ts";
import { CoverageChangedResolver } from "./graphql/coverage-changed-resolver.ts";
import { AcademyEntity, CampaignEntity, DepartmentEntity, SectorEntity } from "./graphql/entities.ts";
import { AcademyFigures, CampaignFigures, DepartmentFigures, SchoolFigures, SectorFigures } from "./graphql/figure-contributions.ts";
import { ConventionFiguresResolver, CoverageResolver } from "./graphql/figures-resolver.ts";
import { OpenStatisticsResolver } from "./graphql/open-statistics-resolver.ts";
import { FilesResolver } from "./graphql/files-resolver.ts";
import { ConventionInsuranceResolver, InsuranceResolver, StudentInsuranceContribution } from "./graphql/insurance-resolver.ts";
import { FillingResolver } from "./graphql/filling-resolver.ts";
import { ConventionFollowUpsResolver, FollowUpsResolver } from "./graphql/follow-ups.ts";
import { AmendmentsOfConvention, AmendmentsResolver } from "./graphql/amendments-resolver.ts";
import { AttestationOfConvention, AttestationsResolver } from "./graphql/attestations-resolver.ts";
import { FeedbackOfConvention, FeedbackOfHost, FeedbackResolver } from "./graphql/feedback-resolver.ts";
import { MutationsResolver } from "./graphql/mutations-resolver.ts";
import { PaperResolver } from "./graphql/paper-resolver.ts";
import { PresenceResolver } from "./graphql/presence-resolver.ts";
import { PersonalDataContribution, PersonalDataEntity } from "./graphql/personal-data-contribution.ts";
import { references } from "./graphql/references.ts";
import { StagesToFollowResolver } from "./graphql/stages-to-follow.ts";
import { AbsenceAlertsResolver, ConventionStatusChangedResolver } from "./graphql/subscriptions-resolver.ts";
import { UncoveredStudentResolver, UncoveredStudentsContribution, UncoveredTotalResolver } from "./graphql/uncovered-resolver.ts";
import { ValidationProgressResolver } from "./graphql/validation-progress-resolver.ts";
import { certificateSweep } from "./certificate-sweep.ts";
import { handlers } from "./handlers.ts";
import { lateWorkReadings } from "./operations/late-work-readings.ts";
import { completeStages } from "./operations/complete-stages.ts";
import { escalateAbsence } from "./operations/escalate-absences.ts";
import { remindOfConventions } from "./operations/remind-of-conventions.ts";
import { SigningResolver } from "./graphql/signing-resolver.ts";
import type { OpenStatistics } from "./operations/open-statistics.ts";
import { loadDemonstration } from "./operations/load-demonstration.ts";
import { sealWhatWaits } from "./operations/seal-document.ts";
import { developmentPapers, type Papers } from "./papers.ts";
import { WAKE_ABSENCES } from "./persistence/absences.ts";
import { tellCoverage } from "./operations/tell-coverage.ts";
import { MEASURES } from "./persistence/measures.ts";
import { findAllCampaigns } from "./persistence/mirror.ts";
import { allTables } from "./persistence/all-tables.ts";
import { personalData } from "./personal.ts";
import { policy } from "./policy.ts";
import { retention } from "./retention.ts";
import { costs } from "./costs.ts";
import { sharing } from "./sharing.ts";

/** The same graph under any table of cells, and any classification: what tests the tests of access and of the record of reads. */
export const federatedUnder = (policy: Policy, classified: PersonalData = personalData) =>
  federate<ConventionsContext>({
    resolvers: [
      ConventionsResolver,
      SchoolPartResolver,
      MutationsResolver,
      FillingResolver,
      ValidationProgressResolver,
      FrozenDocumentResolver,
      SignatureResolver,
      SigningResolver,
      AbsencesResolver,
      FilesResolver,
      PaperResolver,
      InsuranceResolver,
      ConventionInsuranceResolver,
      StudentInsuranceContribution,
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
      AcademyFigures,
      DepartmentFigures,
      SchoolFigures,
      CampaignFigures,
      SectorFigures,
      CoverageResolver,
      OpenStatisticsResolver,
      ConventionFiguresResolver,
      UncoveredStudentsContribution,
      UncoveredTotalResolver,
      UncoveredStudentResolver,
      CoverageChangedResolver,
      ConventionStatusChangedResolver,
      AbsenceAlertsResolver,
    ],
    orphanedTypes: [AcademyEntity, DepartmentEntity, CampaignEntity, SectorEntity, PersonalDataEntity],
    references,
    policy,
    personalData: classified,
    costs,
    sharing,
  });

export const federated = federatedUnder(policy);

export interface ConventionsOptions extends SubgraphOptions {
  /** What documents are made with; without, an authority of this process alone, that nobody else believes. */
  readonly papers?: Papers;
  /** Whether codes leave by SMS; left out, what the launcher's environment says, and in development they are held to be read. */
  readonly offersSms?: boolean;
}

/** Seconds between a list that was signed at once and its seals, and before a seal that failed is tried again. */
const SEALING_EVERY_MS = 10_000;

const saysSms = ({ STAGES_OFFERS_SMS: said, NODE_ENV: mode }: NodeJS.ProcessEnv): boolean => (said ? said === "1" : mode !== "production");

/** Owns conventions, their signatures and the absence chain. */
export function createConventionsSubgraph({ papers: given, offersSms = saysSms(process.env), ...options }: ConventionsOptions): Subgraph {
  const papers = () => given ?? developmentPapers();
  const published = publications<OpenStatistics>();
  const remembered = rememberCampaigns(findAllCampaigns, FIGURES_KEEP_MS);
  return createSubgraph(
    {
      name: "conventions",
      federated,
      migrations: new URL("./persistence/migrations", import.meta.url),
      tables: allTables.messaging,
      allTables,
      retention,
      counting: { measures: MEASURES, tellChanged: tellCoverage },
      handlers: forgettingCampaigns(remembered, handlers),
      streams: ["ConventionStatusChanged", "SignatureRefused", "AbsenceStepReached", "AbsenceEscalated", "ConventionsValidationProgressed", "CoverageChanged"],
      sweeps: [
        absenceNet(options.onFailure),
        { everyMs: 60_000, run: ({ write }, now) => completeStages(write, now) },
        { everyMs: SEALING_EVERY_MS, run: ({ platform }, now) => sealWhatWaits(platform.write, papers(), now) },
        certificateSweep(papers, options.onFailure),
      ],
      jobs: {
        wakes: [WAKE_ABSENCES],
        tasks: [{ name: WAKE_ABSENCES.task, run: ({ write }, id, now) => escalateAbsence(write, idFromUuid("absence", id), now) }],
        recurring: [{ name: "remind-of-conventions", recurrence: atMidnight, run: ({ write }, now) => remindOfConventions(write, now) }],
      },
      contextOf: (resources, caller, subscription) => conventionsContext(resources, caller, { papers: papers(), offersSms, published, remembered }, subscription),
      loadDemonstration: (tx, world) => loadDemonstration(tx, world, papers()),
      readings: lateWorkReadings,
    },
    options,
  );
}
