import type { Handlers } from "@stages/events/consumer.ts";
import { grantRole } from "./operations/grant-role.ts";
import { recordAccess } from "./persistence/access-records.ts";
import { mirrorCampaign } from "./persistence/campaigns.ts";
import { discloseToHost, tieHost, tieTutor } from "./persistence/students.ts";

/** What this subgraph does on hearing the facts of the others: who may act for a host, and who may know which student. */
export const handlers: Handlers = {
  CampaignDefined: (tx, { payload }) => mirrorCampaign(tx, payload.campaign),
  HostRegistered: (tx, { payload: { host, managerPersonId }, occurredAt }) => grantRole(tx, managerPersonId, { role: "HOST_MANAGER", hostId: host.id }, occurredAt),
  CandidatureSubmitted: (tx, { payload: { studentId, hostId } }) => tieHost(tx, studentId, hostId),
  CandidatureAccepted: (tx, { payload: { studentId, hostId } }) => discloseToHost(tx, studentId, hostId),
  ConventionStatusChanged: async (tx, { payload: { studentId, tutorEmail } }) => {
    if (tutorEmail) await tieTutor(tx, studentId, tutorEmail);
  },
  StudentsRead: (tx, { payload, occurredAt }) => recordAccess(tx, payload, occurredAt),
};
