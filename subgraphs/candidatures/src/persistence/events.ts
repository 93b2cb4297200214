import { type AnswerAwaitedFact, type CandidatureFact, type DomainEvent, domainEvent } from "@stages/events/contracts.ts";
import { personOf } from "@stages/kernel/actor.ts";
import type { OfferId } from "@stages/kernel/ids.ts";
import type { Candidature } from "../domain/candidature.ts";
import { isEnd } from "../domain/lifecycle.ts";
import type { Step } from "./candidatures.ts";

/** What each step tells the other subgraphs; that a host has read is nobody else's concern. */
export function eventsOf(steps: readonly Step[], titles: ReadonlyMap<OfferId, string>): readonly DomainEvent[] {
  return steps.flatMap((step) => eventOf(step, titles.get(step.candidature.offerId)) ?? []);
}

function eventOf({ from, candidature, actor, at, reason }: Step, offerTitle: string | undefined): DomainEvent | readonly DomainEvent[] | null {
  const { id, status } = candidature;
  const fact = { ...factOf(candidature), ...(offerTitle === undefined ? {} : { offerTitle }), assignedTo: candidature.assignedTo };
  if (isEnd(status)) return domainEvent("CandidatureEnded", id, { ...fact, status, reason: reason ?? null, freedSeat: from === "ACCEPTED" || from === "CONFIRMED" }, at);
  switch (status) {
    case "SUBMITTED":
      return domainEvent("CandidatureSubmitted", id, fact, at);
    case "READ":
      return null;
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

function factOf({ id: candidatureId, offerId, hostId, studentId, schoolUai, academy, campaignId, period }: Candidature): CandidatureFact {
  return { candidatureId, offerId, hostId, studentId, schoolUai, academy, campaignId, period };
}
