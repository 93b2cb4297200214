import type { DomainEvent, Events, EventType } from "@stages/events/contracts.ts";
import type { StudentId } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { TEST_TOPIC, TOPICS, type Topic } from "../domain/webhook.ts";

/** Ids and words of state. Who they are, the software asks of the graph, as someone who may know. */
type Said = Readonly<Record<string, string | number | null>>;
type Told = readonly [Topic, Said];
type Concerned = { readonly studentId: StudentId; readonly schoolUai: Uai };
/** The facts that are about a student of one school. */
type AboutStudent = { [T in EventType]: Events[T] extends Concerned ? T : never }[EventType];

const ofCandidature = ({ candidatureId, offerId, hostId, campaignId, period }: Events["CandidatureSubmitted"]): Said => ({ candidatureId, offerId, hostId, campaignId, period });

const TELLERS: { readonly [T in AboutStudent]?: (payload: Events[T]) => Told } = {
  CandidatureSubmitted: (fact) => ["CANDIDATURE_SUBMITTED", ofCandidature(fact)],
  CandidatureAccepted: (fact) => ["CANDIDATURE_ACCEPTED", ofCandidature(fact)],
  CandidatureConfirmed: (fact) => ["CANDIDATURE_CONFIRMED", ofCandidature(fact)],
  CandidatureEnded: (fact) => ["CANDIDATURE_ENDED", { ...ofCandidature(fact), status: fact.status }],
  ConventionStatusChanged: ({ conventionId, candidatureId, hostId, from, to }) => ["CONVENTION_STATUS_CHANGED", { conventionId, candidatureId, hostId, from, to }],
  SignatureRefused: ({ conventionId, documentId, kind, capacity, hostId }) => ["SIGNATURE_REFUSED", { conventionId, documentId, kind, capacity, hostId }],
  AbsenceStepReached: ({ absenceId, conventionId, step, hostId }) => ["ABSENCE_STEP_REACHED", { absenceId, conventionId, hostId, step }],
  AbsenceEscalated: ({ absenceId, conventionId, step, level, hostId }) => ["ABSENCE_ESCALATED", { absenceId, conventionId, hostId, step, level }],
};

/** The facts to be heard for it. */
export const TOLD_EVENTS = Object.keys(TELLERS) as readonly AboutStudent[];

export interface Message extends Concerned {
  readonly topic: Topic;
  /** JSON, as Standard Webhooks shapes it: type, timestamp, data. */
  readonly body: string;
}

/** What a fact tells schools' software; null when nothing. */
export function messageOf(event: DomainEvent): Message | null {
  const teller = TELLERS[event.type as AboutStudent] as ((payload: object) => Told) | undefined;
  if (!teller) return null;
  const { studentId, schoolUai } = event.payload as Concerned;
  const [topic, said] = teller(event.payload);
  return { topic, studentId, schoolUai, body: bodyOf(TOPICS[topic], event.occurredAt, { ...said, studentId, schoolUai }) };
}

export const testBody = (schoolUai: Uai, at: Temporal.Instant): string => bodyOf(TEST_TOPIC, at, { schoolUai });

const bodyOf = (type: string, at: Temporal.Instant, data: Said): string => JSON.stringify({ type, timestamp: at.toString(), data });
