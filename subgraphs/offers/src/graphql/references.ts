import { parseId } from "@stages/kernel/ids.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import type { ReferenceResolver } from "@stages/subgraph/federate.ts";
import { personalDataReference } from "@stages/subgraph/personal-data-entity.ts";
import type { OffersContext } from "../context.ts";

type ById = { readonly id: string };
type ByCode = { readonly code: string };

/** How the gateway's references become objects: batched for those owned here, passed on for those owned elsewhere. */
export const references: Record<string, ReferenceResolver<OffersContext>> = {
  Campaign: ({ id }: ById, { loaders }) => loaders.campaign(id),
  Host: ({ id }: ById, { loaders }) => {
    const parsed = parseId("host", id);
    return parsed && loaders.host.load(parsed);
  },
  Offer: ({ id }: ById, { loaders }) => {
    const parsed = parseId("offer", id);
    return parsed && loaders.offer.load(parsed);
  },
  Academy: (reference: ByCode) => reference,
  Department: (reference: ByCode) => reference,
  Sector: ({ code }: ByCode) => sectorByCode(code),
  Student: (reference: ById) => reference,
  OpenStatistics: (reference: { readonly campaignId: string }) => reference,
  PersonalData: personalDataReference,
};
