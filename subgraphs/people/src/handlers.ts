import type { Transaction } from "@stages/database/connection.ts";
import type { Handlers } from "@stages/events/consumer.ts";
import { forgetHeard } from "@stages/events/forget.ts";
import type { StudentId } from "@stages/kernel/ids.ts";
import { grantRole } from "./operations/grant-role.ts";
import { recordAccess } from "./persistence/access-records.ts";
import { mirrorCampaign } from "./persistence/campaigns.ts";
import { holdStudent, mirrorConvention } from "./persistence/erased-students.ts";
import { discloseToHost, tieHost, tieTutor } from "./persistence/students.ts";

/** Of a student who was erased meanwhile nothing is written down again. */
async function ofSomeoneHere(tx: Transaction, studentId: StudentId, effect: () => Promise<void>): Promise<void> {
  if (await holdStudent(tx, studentId)) await effect();
}

/** What this subgraph does on hearing the facts of the others: who may act for a host, and who may know which student. */
export const handlers: Handlers = {
  CampaignDefined: (tx, { payload }) => mirrorCampaign(tx, payload.campaign),
  HostRegistered: (tx, { payload: { host, managerPersonId }, occurredAt }) => grantRole(tx, managerPersonId, { role: "HOST_MANAGER", hostId: host.id }, occurredAt),
  CandidatureSubmitted: (tx, { payload: { studentId, hostId } }) => ofSomeoneHere(tx, studentId, () => tieHost(tx, studentId, hostId)),
  CandidatureAccepted: (tx, { payload: { studentId, hostId } }) => ofSomeoneHere(tx, studentId, () => discloseToHost(tx, studentId, hostId)),
  ConventionStatusChanged: (tx, { payload: { conventionId, studentId, schoolUai, tutorEmail, to } }) =>
    ofSomeoneHere(tx, studentId, async () => {
      await mirrorConvention(tx, { id: conventionId, studentId, schoolUai, status: to });
      if (tutorEmail) await tieTutor(tx, studentId, tutorEmail);
    }),
  StudentsRead: async (tx, { id, payload, occurredAt }) => {
    await recordAccess(tx, payload, occurredAt);
    await forgetHeard(tx, id);
  },
};
