import { entity } from "@stages/subgraph/entity.ts";

/** What another subgraph owns; this one points at it, and adds who manages it. */
export const HostEntity = entity("Host", { isExtended: true });

export const CampaignEntity = entity("Campaign", { isExtended: true });

/** What a notification leads to, and others own. */
export const AbsenceEntity = entity("Absence", { isExtended: false });
export const CandidatureEntity = entity("Candidature", { isExtended: false });
export const ConventionEntity = entity("Convention", { isExtended: false });
export const OfferEntity = entity("Offer", { isExtended: false });
