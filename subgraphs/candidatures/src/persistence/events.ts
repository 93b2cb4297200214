import { type AnswerAwaitedFact, type CandidatureFact, type ConfirmationAwaitedFact, type DomainEvent, domainEvent } from "@stages/events/contracts.ts";
import { personOf } from "@stages/kernel/actor.ts";
import type { OfferId } from "@stages/kernel/ids.ts";
import type { Candidature, SeatedCandidature } from "../domain/candidature.ts";
import { isEnd } from "../domain/lifecycle.ts";
import type { Step } from "./candidatures.ts";

/** What each step tells: the other subgraphs, and whoever follows the candidature. */
export function eventsOf(steps: readonly Step[], titles: ReadonlyMap<OfferId, string>): readonly DomainEvent[] {
  return steps.flatMap((step) => eventOf(step, titles.get(step.candidature.offerId)));
}

function eventOf({ from, candidature, actor, at, reason }: Step, offerTitle: string | undefined): DomainEvent | readonly DomainEvent[] {
  const { id, status } = candidature;
  const fact = { ...factOf(candidature), from, ...(offerTitle === undefined ? {} : { offerTitle }), assignedTo: candidature.assignedTo };
  if (isEnd(status)) return domainEvent("CandidatureEnded", id, { ...fact, status, reason: reason ?? null, freedSeat: from === "ACCEPTED" || from === "CONFIRMED" }, at);
  switch (status) {
    case "SUBMITTED":
      return domainEvent("CandidatureSubmitted", id, fact, at);
    case "READ":
      return domainEvent("CandidatureRead", id, fact, at);
    case "ACCEPTED":
      return domainEvent("CandidatureAccepted", id, { ...fact, acceptedByPersonId: personOf(actor)! }, at);
    case "CONFIRMED":
      // Booked by a school: what others do on an acceptance they do here too, in the same order.
      if (from === null) return [domainEvent("CandidatureAccepted", id, { ...fact, acceptedByPersonId: null }, at), domainEvent("CandidatureConfirmed", id, fact, at)];
      return domainEvent("CandidatureConfirmed", id, fact, at);
  }
}

export function answerAwaited(candidature: Candidature, offerTitle: string): AnswerAwaitedFact {
  const { assignedTo, lastDayToAnswer } = candidature;
  return { ...factOf(candidature), offerTitle, lastDayToAnswer: lastDayToAnswer.toString(), assignedTo };
}

export function confirmationAwaited(candidature: SeatedCandidature, offerTitle: string): ConfirmationAwaitedFact {
  return { ...factOf(candidature), offerTitle, lastDayToConfirm: candidature.lastDayToConfirm.toString() };
}

function factOf({ id: candidatureId, offerId, hostId, studentId, schoolUai, academy, campaignId, period }: Candidature): CandidatureFact {
  return { candidatureId, offerId, hostId, studentId, schoolUai, academy, campaignId, period };
}
