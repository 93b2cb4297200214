import type { Transaction } from "@stages/database/connection.ts";
import { sideBySide } from "@stages/database/side-by-side.ts";
import type { Handlers } from "@stages/events/consumer.ts";
import type { DomainEvent, EventType, Events } from "@stages/events/contracts.ts";
import { forgetHeard } from "@stages/events/forget.ts";
import type { Clock } from "@stages/kernel/civil-time.ts";
import type { StudentId } from "@stages/kernel/ids.ts";
import { followConvention } from "./operations/follow-convention.ts";
import { notify, settleAndFind, tellConcerned } from "./operations/notify.ts";
import { grantRole } from "./operations/grant-role.ts";
import { awaitAnswer } from "./operations/await-answer.ts";
import { awaitConvention, stopAwaitingInsurance } from "./operations/await-convention.ts";
import { nameHostRepresentative } from "./operations/name-host-representative.ts";
import type { LinkDesk } from "./operations/link-desk.ts";
import { sendToSign } from "./operations/send-to-sign.ts";
import { tellManager } from "./operations/tell-manager.ts";
import { sendCopies } from "./operations/send-copies.ts";
import { sendCode } from "./operations/send-code.ts";
import { forgetAwaited } from "./persistence/awaited-answers.ts";
import { recordAccess } from "./persistence/access-records.ts";
import { mirrorCampaign } from "./persistence/campaigns.ts";
import { holdStudent } from "./persistence/erased-students.ts";
import { mirrorHost } from "./persistence/host-managers.ts";
import { discloseToHost, tieHost } from "./persistence/students.ts";

/** Of a student who was erased meanwhile nothing is written down again. */
async function ofSomeoneHere(tx: Transaction, studentId: StudentId, effect: () => Promise<void>): Promise<void> {
  if (await holdStudent(tx, studentId)) await effect();
}

/** Of an event that waited, as while this subgraph was down: what it gives lives from now on, not from then. */
const laterOf = (a: Temporal.Instant, b: Temporal.Instant) => (Temporal.Instant.compare(a, b) > 0 ? a : b);

type AboutStudent = { [T in EventType]: Events[T] extends { readonly studentId: StudentId } ? T : never }[EventType];
type Effect<T extends EventType> = (tx: Transaction, event: DomainEvent<T>, now: Temporal.Instant) => Promise<void>;
type Handler<T extends EventType> = (tx: Transaction, event: DomainEvent<T>) => Promise<void>;

/** Its effect here, then whom it is news to. */
const told = <T extends AboutStudent>(clock: Clock, effect?: Effect<T>): Handler<T> => async (tx, event) => {
  const now = laterOf(event.occurredAt, clock());
  await ofSomeoneHere(tx, (event.payload as { readonly studentId: StudentId }).studentId, async () => {
    await effect?.(tx, event, now);
    await notify(tx, event, now);
  });
};

type OfCandidature = { [T in EventType]: Events[T] extends Pick<Events["CandidatureRead"], "candidatureId" | "studentId" | "hostId"> ? T : never }[EventType];

/** The same, where nothing of the effect says whom it is news to: what does not need the answer of the one before leaves with it. */
const toldBeside = <T extends AboutStudent & OfCandidature>(clock: Clock, { first, effect }: { readonly first?: (tx: Transaction, event: DomainEvent<T>) => Promise<void>; readonly effect?: (tx: Transaction, event: DomainEvent<T>) => Promise<void> }): Handler<T> => async (tx, event) => {
  const now = laterOf(event.occurredAt, clock());
  const { studentId } = event.payload as { readonly studentId: StudentId };
  const [, isHere, found] = await sideBySide(first?.(tx, event), holdStudent(tx, studentId), settleAndFind(tx, event, now));
  if (isHere) await sideBySide(effect?.(tx, event), tellConcerned(tx, event, found, now));
};

/** They say something of one candidature, which is their key, and let its host know its student: of two candidatures neither is said anything by the other's. */
export const SIDE_BY_SIDE = ["CandidatureSubmitted", "CandidatureAccepted", "CandidatureConfirmed", "CandidatureEnded", "AnswerAwaited", "ConfirmationAwaited"] as const satisfies readonly EventType[];

/** What this subgraph does on hearing the facts of the others: who may act for a host, who may know which student, whom a link is sent to. */
export const handlers = (desk: LinkDesk, clock: Clock): Handlers => ({
  CampaignDefined: (tx, { payload }) => mirrorCampaign(tx, payload.campaign),
  HostRegistered: async (tx, { payload: { host, managerPersonId }, occurredAt }) => {
    await mirrorHost(tx, host);
    await grantRole(tx, managerPersonId, { role: "HOST_MANAGER", hostId: host.id }, occurredAt);
    await tellManager(tx, host.id, managerPersonId, occurredAt);
  },
  HostChanged: (tx, { payload }) => mirrorHost(tx, payload.host),
  CandidatureSubmitted: toldBeside(clock, { effect: (tx, { payload: { studentId, hostId } }) => tieHost(tx, studentId, hostId) }),
  CandidatureAccepted: toldBeside(clock, {
    first: (tx, { payload: { candidatureId } }) => forgetAwaited(tx, candidatureId),
    effect: (tx, { payload: { studentId, hostId } }) => discloseToHost(tx, studentId, hostId),
  }),
  CandidatureConfirmed: toldBeside(clock, {}),
  CandidatureEnded: toldBeside(clock, { first: (tx, { payload: { candidatureId } }) => forgetAwaited(tx, candidatureId) }),
  AnswerAwaited: toldBeside(clock, { effect: (tx, { payload }) => awaitAnswer(tx, payload) }),
  ConfirmationAwaited: toldBeside(clock, {}),
  ConventionStatusChanged: told(clock, (tx, { payload }, now) => followConvention(tx, desk, payload, now)),
  HostRepresentativeNamed: (tx, { payload, occurredAt }) => ofSomeoneHere(tx, payload.studentId, () => nameHostRepresentative(tx, desk, payload, laterOf(occurredAt, clock()))),
  ConventionAwaited: told(clock, (tx, { payload }) => awaitConvention(tx, payload)),
  InsuranceGiven: told(clock, (tx, { payload }) => stopAwaitingInsurance(tx, payload)),
  SignatureRefused: told(clock),
  DocumentToSign: told(clock, (tx, { payload }, now) => sendToSign(tx, desk, payload, now)),
  DocumentSealed: told(clock, (tx, { payload, occurredAt }, now) => sendCopies(tx, desk, payload, occurredAt, now)),
  AttestationAwaited: told(clock, (tx, { payload: { conventionId, studentId } }, now) => sendToSign(tx, desk, { documentId: null, conventionId, studentId, kind: "ATTESTATION", capacities: ["HOST_MANAGER"] }, now)),
  FeedbackOpened: told(clock),
  FeedbackGiven: told(clock),
  AbsenceStepReached: told(clock),
  AbsenceEscalated: told(clock),
  SignatureCodeIssued: (tx, { payload, occurredAt }) => ofSomeoneHere(tx, payload.studentId, () => sendCode(tx, payload, laterOf(occurredAt, clock()))),
  StudentsRead: async (tx, { id, payload, occurredAt }) => {
    await recordAccess(tx, payload, occurredAt);
    await forgetHeard(tx, id);
  },
});
