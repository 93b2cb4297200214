import { parseId } from "@stages/kernel/ids.ts";
import type { ReferenceResolver } from "@stages/subgraph/federate.ts";
import { personalDataReference } from "@stages/subgraph/personal-data-entity.ts";
import type { ConventionsContext } from "../context.ts";
import { openStatisticsOf } from "./open-statistics-resolver.ts";

type ById = { readonly id: string };
type ByCode = { readonly code: string };

/** How the gateway's references become objects: batched for those owned here, passed on for those owned elsewhere. */
export const references: Record<string, ReferenceResolver<ConventionsContext>> = {
  Convention: ({ id }: ById, { loaders }) => {
    const parsed = parseId("convention", id);
    return parsed && loaders.convention.load(parsed);
  },
  Absence: ({ id }: ById, { loaders }) => {
    const parsed = parseId("absence", id);
    return parsed && loaders.absence.load(parsed);
  },
  Student: (reference: ById) => reference,
  Host: (reference: ById) => reference,
  Candidature: (reference: ById) => reference,
  School: (reference: { readonly uai: string }) => reference,
  Academy: (reference: ByCode) => reference,
  Department: (reference: ByCode) => reference,
  Campaign: (reference: ById) => reference,
  Sector: (reference: ByCode) => reference,
  OpenStatistics: ({ campaignId }: { readonly campaignId: string }, context) => openStatisticsOf(campaignId, context),
  PersonalData: personalDataReference,
};
