import type { Handlers } from "@stages/events/consumer.ts";
import { followCampaign } from "./operations/follow-campaign.ts";
import { forgetStudent } from "./operations/forget-student.ts";
import { abandonConvention, confirmConvention, openConvention } from "./operations/follow-candidature.ts";
import { deleteHostManager, mirrorHostManager } from "./persistence/host-managers.ts";
import { holdStudent, mirrorExamDuties, mirrorHost, mirrorOffer, mirrorSchool, mirrorStaffMember, mirrorStudent, renameHost } from "./persistence/mirror.ts";
import { mirrorRepresentatives } from "./persistence/representatives.ts";

/** What this subgraph does on hearing the facts of the others. */
export const handlers: Handlers = {
  CandidatureAccepted: (tx, { payload, occurredAt }) => openConvention(tx, payload, occurredAt),
  CandidatureConfirmed: (tx, { payload, occurredAt }) => confirmConvention(tx, payload.candidatureId, occurredAt),
  CandidatureEnded: (tx, { payload, occurredAt }) => abandonConvention(tx, payload.candidatureId, payload.reason ?? payload.status, occurredAt),
  CampaignDefined: (tx, { payload, occurredAt }) => followCampaign(tx, payload.campaign, occurredAt),
  HostRegistered: (tx, { payload }) => mirrorHost(tx, payload.host),
  HostChanged: async (tx, { payload }) => {
    await mirrorHost(tx, payload.host);
    await renameHost(tx, payload.host, payload.offerIds);
  },
  // Its host with it: one that was registered before hosts were copied here is known by its next offer.
  OfferPublished: async (tx, { payload }) => {
    await mirrorHost(tx, payload.offer.host);
    await mirrorOffer(tx, payload.offer);
  },
  HostManagerNamed: (tx, { payload }) => mirrorHostManager(tx, payload),
  HostManagerRemoved: (tx, { payload: { hostId, personId } }) => deleteHostManager(tx, hostId, personId),
  SchoolRegistered: (tx, { payload }) => mirrorSchool(tx, payload.school),
  StudentEnrolled: (tx, { payload: { student } }) => {
    const { home: _, birthDate, ...kept } = student;
    return mirrorStudent(tx, { ...kept, birthDate: Temporal.PlainDate.from(birthDate) });
  },
  RepresentativesListed: async (tx, { payload: { studentId, representatives } }) => {
    // Of a student who was erased meanwhile nothing is written down again.
    if (await holdStudent(tx, studentId)) await mirrorRepresentatives(tx, studentId, representatives);
  },
  StudentErased: (tx, { payload, occurredAt }) => forgetStudent(tx, payload, occurredAt),
  ExamDutiesRecorded: (tx, { payload: { personId, days } }) => mirrorExamDuties(tx, personId, days),
  StaffMemberAppointed: (tx, { payload }) => mirrorStaffMember(tx, payload),
};
