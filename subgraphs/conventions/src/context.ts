import type { Act } from "@stages/database/act.ts";
import type { Database, Write } from "@stages/database/connection.ts";
import type { Bus } from "@stages/events/bus.ts";
import type { LiveFeed } from "@stages/events/live-feed.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import type { HostId, StudentId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { figuresOfCaller, type FigureSource } from "@stages/subgraph/figures.ts";
import { type RequestContext, requestContext } from "@stages/subgraph/context.ts";
import type { Resources } from "@stages/subgraph/create-subgraph.ts";
import { byKey, manyByKey } from "@stages/subgraph/loaders.ts";
import type { RememberedCampaigns } from "@stages/subgraph/remembered-campaigns.ts";
import type { Caller } from "@stages/transport/transport.ts";
import { findAbsencesByConventions, findAbsencesByIds } from "./persistence/absences.ts";
import { findSchoolReminders } from "./persistence/awaited.ts";
import { findAmendments } from "./persistence/amendments.ts";
import { findAttestations } from "./persistence/attestations.ts";
import { findAttested } from "./persistence/attested.ts";
import { findByCandidatures, findByIds, findByStudents, findHistory } from "./persistence/conventions.ts";
import type { Publishing } from "./operations/open-statistics.ts";
import type { SigningAct } from "./operations/signing-act.ts";
import { findDelegations } from "./persistence/delegations.ts";
import { findDocuments, findSealed } from "./persistence/documents.ts";
import { findEvidence } from "./persistence/evidence.ts";
import { findFeedback, findHostSums, findHostWords } from "./persistence/feedback.ts";
import { findFollowUps } from "./persistence/follow-ups.ts";
import { findInsurances } from "./persistence/insurances.ts";
import { currentAmong, findStaffOf, findStudents } from "./persistence/mirror.ts";
import { MEASURES } from "./persistence/measures.ts";
import { findPaperCopies } from "./persistence/paper-copies.ts";
import { findPresences } from "./persistence/presences.ts";
import { findRepresentativesOf } from "./persistence/representatives.ts";

const figuresOf = figuresOfCaller(MEASURES);

const isUai = (key: Uai | HostId): key is Uai => !key.startsWith("host_");

/** One query for all the keys of a request, whatever the number of objects that ask. */
function loaders(db: Database, campaigns: () => Promise<readonly Campaign[]>) {
  return {
    convention: byKey((ids: Parameters<typeof findByIds>[1]) => findByIds(db, ids), ({ id }) => id),
    conventionOfCandidature: byKey((ids: Parameters<typeof findByCandidatures>[1]) => findByCandidatures(db, ids), ({ candidatureId }) => candidatureId!),
    conventionsOfStudent: manyByKey((ids: Parameters<typeof findByStudents>[1]) => findByStudents(db, ids), ({ studentId }) => studentId),
    evidence: manyByKey((ids: Parameters<typeof findEvidence>[1]) => findEvidence(db, ids), ({ conventionId }) => conventionId),
    sealed: byKey((ids: Parameters<typeof findSealed>[1]) => findSealed(db, ids), ({ documentId }) => documentId),
    representatives: byKey(async (ids: readonly StudentId[]) => [...(await findRepresentativesOf(db, ids))].map(([studentId, family]) => ({ studentId, family })), ({ studentId }) => studentId),
    /** Of schools and hosts, who are asked for together. */
    delegations: manyByKey(
      (of: readonly (Uai | HostId)[]) => findDelegations(db, { schools: of.filter(isUai), hosts: of.filter((key): key is HostId => !isUai(key)) }),
      ({ schoolUai, hostId }): Uai | HostId => schoolUai ?? hostId,
    ),
    history: manyByKey((ids: Parameters<typeof findHistory>[1]) => findHistory(db, ids), ({ conventionId }) => conventionId),
    paperCopy: byKey((ids: Parameters<typeof findPaperCopies>[1]) => findPaperCopies(db, ids), ({ conventionId }) => conventionId),
    insurancesOfStudent: manyByKey((ids: Parameters<typeof findInsurances>[1]) => findInsurances(db, ids), ({ studentId }) => studentId),
    schoolReminders: manyByKey((ids: Parameters<typeof findSchoolReminders>[1]) => findSchoolReminders(db, ids), ({ conventionId }) => conventionId),
    absence: byKey((ids: Parameters<typeof findAbsencesByIds>[1]) => findAbsencesByIds(db, ids), ({ id }) => id),
    absencesOfConvention: manyByKey((ids: Parameters<typeof findAbsencesByConventions>[1]) => findAbsencesByConventions(db, ids), ({ conventionId }) => conventionId),
    presences: manyByKey((ids: Parameters<typeof findPresences>[1]) => findPresences(db, ids), ({ conventionId }) => conventionId),
    followUps: manyByKey((ids: Parameters<typeof findFollowUps>[1]) => findFollowUps(db, ids), ({ conventionId }) => conventionId),
    attested: byKey((ids: Parameters<typeof findAttested>[1]) => findAttested(db, ids), ({ conventionId }) => conventionId),
    amendments: manyByKey((ids: Parameters<typeof findAmendments>[1]) => findAmendments(db, ids), ({ conventionId }) => conventionId),
    attestation: byKey((ids: Parameters<typeof findAttestations>[1]) => findAttestations(db, ids), ({ conventionId }) => conventionId),
    feedback: byKey((ids: Parameters<typeof findFeedback>[1]) => findFeedback(db, ids), ({ conventionId }) => conventionId),
    document: byKey((ids: Parameters<typeof findDocuments>[1]) => findDocuments(db, ids), ({ id }) => id),
    staffNames: manyByKey((schools: readonly Uai[]) => findStaffOf(db, schools), ({ schoolUai }) => schoolUai),
    hostSums: manyByKey((ids: Parameters<typeof findHostSums>[1]) => findHostSums(db, ids), ({ hostId }) => hostId),
    hostWords: manyByKey((ids: Parameters<typeof findHostWords>[1]) => findHostWords(db, ids), ({ hostId }) => hostId),
    student: byKey((ids: Parameters<typeof findStudents>[1]) => findStudents(db, ids), ({ id }) => id),
    /** As they are remembered: one a year, which hardly ever changes. */
    campaign: byKey(async (ids: readonly string[]) => (await campaigns()).filter(({ id }) => ids.includes(id)), ({ id }) => id),
  };
}

export interface ConventionsContext extends RequestContext {
  readonly db: Database;
  readonly act: Act;
  /** For the acts that decide as their actor, and whose effects reach beyond: `Resources.platform`. */
  readonly takeOver: Resources["platform"]["takeOver"];
  /** What signing and freezing need besides. */
  readonly signing: SigningAct;
  readonly live: () => LiveFeed;
  /** The log itself, for news that are told beside any transaction. */
  readonly bus: () => Bus;
  /** Past the row policies: see Resources. */
  readonly platform: Write;
  readonly loaders: ReturnType<typeof loaders>;
  /** What is published of all, by the platform. */
  readonly publishing: Publishing;
  readonly figures: FigureSource<typeof MEASURES>;
  /** The one under way, or the next; null as long as there is none. */
  readonly currentCampaign: () => Promise<Campaign | null>;
  /** All of them, as figures remember them. */
  readonly campaigns: () => Promise<readonly Campaign[]>;
}

export function conventionsContext({ db, write, live, bus, platform }: Resources, caller: Caller, { published, remembered, ...means }: Pick<SigningAct, "papers" | "offersSms"> & Pick<Publishing, "published"> & { readonly remembered: RememberedCampaigns }, subscription?: { readonly resumeFrom: string | undefined }): ConventionsContext {
  const request = requestContext(caller, subscription);
  const campaigns = () => remembered.read(db);
  const act = { actor: request.actor, now: request.now, write };
  return { ...request, db, live, bus, platform: platform.write, act, takeOver: platform.takeOver, signing: { ...act, address: caller.address ?? null, ...means, platform }, loaders: loaders(db, campaigns), figures: figuresOf(caller, db), campaigns, currentCampaign: async () => currentAmong(await campaigns(), civilDateOf(request.now)), publishing: { db, platform: platform.write, published, now: request.now } };
}
