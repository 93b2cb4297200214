import type { Act } from "@stages/database/act.ts";
import type { Transaction } from "@stages/database/connection.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { type CandidatureId, type OfferId, parseId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse, refused } from "@stages/kernel/refusal.ts";
import { accept, refusalsOfReason, refusalsToAccept, refusalsToRefuse } from "../domain/answer.ts";
import { isConcerned } from "../domain/audience.ts";
import { type Candidature, end, type WaitingCandidature } from "../domain/candidature.ts";
import { lockCandidatures, saveSteps, type Step } from "../persistence/candidatures.ts";
import { type LedgerLine, lockLedger } from "../persistence/ledger.ts";
import { findCampaigns } from "../persistence/mirror.ts";
import { readFirst } from "./read-first.ts";

export interface Answer {
  readonly candidatureId: string;
  readonly answer: "ACCEPT" | "REFUSE";
  /** Of no use to who accepts. */
  readonly reason: string | null;
}

export interface Answered {
  /** As it was given. */
  readonly candidatureId: string;
  /** As it is now; null where there is none that the actor may see. */
  readonly candidature: Candidature | null;
  /** Empty where the answer was taken. */
  readonly refusals: readonly Refusal[];
}

export const MOST_ANSWERS = 100;

/**
 * The host answers many at once, each decided as if alone, in the order given: a refusal undoes nothing of the others, and a
 * seat that one takes is not left for the next. One transaction for all, so that a lost connection leaves all or nothing of
 * it; its locks are taken in the order of everyone's (load.ts): the candidatures by id, then the offers' lines by id.
 */
export function answerCandidatures({ write, actor, now }: Act, { answers }: { readonly answers: readonly Answer[] }): Promise<readonly Answered[]> {
  if (answers.length > MOST_ANSWERS) throw refused("TOO_MANY_ITEMS", { max: MOST_ANSWERS }, "answers");
  return write(async (tx) => {
    const desk = await openDesk(tx, answers, (candidature) => isConcerned(actor, candidature), now);
    const steps: Step[] = [];
    const answered = answers.map((given, index): Answered => {
      const { candidatureId } = given;
      const id = parseId("candidature", candidatureId);
      const waiting = id && desk.candidatures.get(id);
      if (!waiting) return { candidatureId, candidature: null, refusals: [refuse("NOT_FOUND", { what: "Candidature" }, `answers.${index}.candidatureId`)] };
      const { refusals, taken } = decide(desk, waiting, given, `answers.${index}.reason`, { actor, at: now });
      if (taken.length === 0) return { candidatureId, candidature: waiting, refusals };
      steps.push(...taken);
      const { candidature } = taken.at(-1)!;
      desk.candidatures.set(candidature.id, candidature);
      return { candidatureId, candidature, refusals };
    });
    await saveSteps(tx, steps);
    return answered;
  });
}

/** All that the answers are decided on, locked, and as the answers before leave it. */
interface Desk {
  readonly candidatures: Map<CandidatureId, Candidature>;
  readonly ledger: Map<OfferId, LedgerLine>;
  readonly campaigns: ReadonlyMap<string, Campaign>;
}

async function openDesk(tx: Transaction, answers: readonly Answer[], isSeen: (candidature: Candidature) => boolean, now: Temporal.Instant): Promise<Desk> {
  const ids = new Set(answers.flatMap(({ candidatureId }) => parseId("candidature", candidatureId) ?? []));
  const seen = (await lockCandidatures(tx, [...ids])).filter(isSeen);
  const accepted = new Set(answers.filter(({ answer }) => answer === "ACCEPT").map(({ candidatureId }) => candidatureId));
  const offerIds = new Set(seen.filter(({ id }) => accepted.has(id)).map(({ offerId }) => offerId));
  const [campaigns, lines] = await Promise.all([findCampaigns(tx, [...new Set(seen.map(({ campaignId }) => campaignId))]), lockLedger(tx, [...offerIds], now)]);
  return {
    candidatures: new Map(seen.map((candidature) => [candidature.id, candidature])),
    ledger: new Map(lines.map((line) => [line.offerId, line])),
    campaigns: new Map(campaigns.map((campaign) => [campaign.id, campaign])),
  };
}

interface Decided {
  readonly refusals: readonly Refusal[];
  readonly taken: readonly Step[];
}

const NO = (refusals: readonly Refusal[]): Decided => ({ refusals, taken: [] });

function decide({ ledger, campaigns }: Desk, waiting: Candidature, { answer, reason }: Answer, reasonField: string, by: Pick<Step, "actor" | "at">): Decided {
  const { actor, at } = by;
  if (answer === "REFUSE") {
    const refusals = refusalsToRefuse(waiting, actor, at);
    const ofReason = refusals.length > 0 ? [] : refusalsOfReason(reason ?? "", reasonField);
    if (refusals.length + ofReason.length > 0) return NO([...refusals, ...ofReason]);
    const { steps, candidature: read } = readFirst(waiting as WaitingCandidature, by);
    return { refusals, taken: [...steps, { from: read.status, candidature: end(read, "REFUSED"), ...by, reason }] };
  }
  const line = ledger.get(waiting.offerId);
  const campaign = campaigns.get(waiting.campaignId);
  if (!line || !campaign) return NO([refuse("TRY_AGAIN")]);
  const refusals = refusalsToAccept(waiting, actor, at, line);
  if (refusals.length > 0) return NO(refusals);
  ledger.set(waiting.offerId, { ...line, taken: line.taken + 1 });
  const { steps, candidature: read } = readFirst(waiting as WaitingCandidature, by);
  return { refusals, taken: [...steps, { from: read.status, candidature: accept(read, campaign, at), ...by }] };
}
