import type { Handlers } from "@stages/events/consumer.ts";
import { abandonCandidature } from "./operations/follow-convention.ts";
import { followStageElsewhere } from "./operations/follow-stage-elsewhere.ts";
import { releaseCandidatures } from "./operations/transfer-candidature.ts";
import { forgetStudent } from "./operations/forget-student.ts";
import { appointManager } from "./persistence/managers.ts";
import { boundSeats } from "./persistence/ledger.ts";
import { closeOffer, mirrorCampaign, mirrorOffer, mirrorStudent } from "./persistence/mirror.ts";

/** What this subgraph does on hearing the facts of the others. */
export const handlers: Handlers = {
  CampaignDefined: (tx, { payload }) => mirrorCampaign(tx, payload.campaign),
  HostRegistered: (tx, { payload: { host, managerPersonId: personId } }) => appointManager(tx, { hostId: host.id, personId }),
  HostChanged: async (tx, { payload: { offerIds, maxSeats } }) => {
    if (maxSeats !== undefined) await boundSeats(tx, offerIds, maxSeats);
  },
  HostManagerAdded: (tx, { payload }) => appointManager(tx, payload),
  HostManagerRemoved: (tx, { payload, occurredAt }) => releaseCandidatures(tx, payload, occurredAt),
  OfferPublished: (tx, { payload }) => mirrorOffer(tx, payload.offer),
  OfferClosed: (tx, { payload }) => closeOffer(tx, payload.offerId, payload.status),
  StudentEnrolled: (tx, { payload }) => mirrorStudent(tx, payload.student),
  StudentErased: (tx, { payload, occurredAt }) => forgetStudent(tx, payload, occurredAt),
  ConventionStatusChanged: async (tx, { payload, occurredAt }) => {
    if (!payload.candidatureId) await followStageElsewhere(tx, payload, occurredAt);
    else if (payload.to === "CANCELLED") await abandonCandidature(tx, payload.candidatureId, payload, occurredAt);
  },
};
