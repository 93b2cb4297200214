import type { Transaction } from "@stages/database/connection.ts";
import type { Handlers } from "@stages/events/consumer.ts";
import { forgetHeard } from "@stages/events/forget.ts";
import type { Clock } from "@stages/kernel/civil-time.ts";
import type { StudentId } from "@stages/kernel/ids.ts";
import { followConvention } from "./operations/follow-convention.ts";
import { grantRole } from "./operations/grant-role.ts";
import { awaitAnswer } from "./operations/await-answer.ts";
import { awaitConvention } from "./operations/await-convention.ts";
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

/** What this subgraph does on hearing the facts of the others: who may act for a host, who may know which student, whom a link is sent to. */
export const handlers = (desk: LinkDesk, clock: Clock): Handlers => ({
  CampaignDefined: (tx, { payload }) => mirrorCampaign(tx, payload.campaign),
  HostRegistered: async (tx, { payload: { host, managerPersonId }, occurredAt }) => {
    await mirrorHost(tx, host);
    await grantRole(tx, managerPersonId, { role: "HOST_MANAGER", hostId: host.id }, occurredAt);
    await tellManager(tx, host.id, managerPersonId, occurredAt);
  },
  HostChanged: (tx, { payload }) => mirrorHost(tx, payload.host),
  CandidatureSubmitted: (tx, { payload: { studentId, hostId } }) => ofSomeoneHere(tx, studentId, () => tieHost(tx, studentId, hostId)),
  CandidatureAccepted: async (tx, { payload: { candidatureId, studentId, hostId } }) => {
    await forgetAwaited(tx, candidatureId);
    await ofSomeoneHere(tx, studentId, () => discloseToHost(tx, studentId, hostId));
  },
  CandidatureEnded: (tx, { payload }) => forgetAwaited(tx, payload.candidatureId),
  AnswerAwaited: (tx, { payload }) => ofSomeoneHere(tx, payload.studentId, () => awaitAnswer(tx, payload)),
  ConventionStatusChanged: (tx, { payload, occurredAt }) => ofSomeoneHere(tx, payload.studentId, () => followConvention(tx, desk, payload, laterOf(occurredAt, clock()))),
  HostRepresentativeNamed: (tx, { payload, occurredAt }) => ofSomeoneHere(tx, payload.studentId, () => nameHostRepresentative(tx, desk, payload, laterOf(occurredAt, clock()))),
  ConventionAwaited: (tx, { payload }) => ofSomeoneHere(tx, payload.studentId, () => awaitConvention(tx, payload)),
  DocumentToSign: (tx, { payload, occurredAt }) => ofSomeoneHere(tx, payload.studentId, () => sendToSign(tx, desk, payload, laterOf(occurredAt, clock()))),
  DocumentSealed: (tx, { payload, occurredAt }) => ofSomeoneHere(tx, payload.studentId, () => sendCopies(tx, desk, payload, occurredAt, laterOf(occurredAt, clock()))),
  SignatureCodeIssued: (tx, { payload, occurredAt }) => ofSomeoneHere(tx, payload.studentId, () => sendCode(tx, payload, laterOf(occurredAt, clock()))),
  StudentsRead: async (tx, { id, payload, occurredAt }) => {
    await recordAccess(tx, payload, occurredAt);
    await forgetHeard(tx, id);
  },
});
