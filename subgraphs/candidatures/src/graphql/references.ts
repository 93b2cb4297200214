import { type IdPrefix, parseId } from "@stages/kernel/ids.ts";
import { parseUai } from "@stages/kernel/uai.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import type { ReferenceResolver } from "@stages/subgraph/federate.ts";
import { personalDataReference } from "@stages/subgraph/personal-data-entity.ts";
import type { CandidaturesContext } from "../context.ts";

type ById = { readonly id: string };
type ByCode = { readonly code: string };

/** Owned elsewhere: passed on, unless it is no id of that kind. */
const passOn = (prefix: IdPrefix) => (reference: ById) => parseId(prefix, reference.id) && reference;

/** How the gateway's references become objects: batched for those owned here, passed on for those owned elsewhere. */
export const references: Record<string, ReferenceResolver<CandidaturesContext>> = {
  Candidature: ({ id }: ById, { loaders }) => {
    const parsed = parseId("candidature", id);
    return parsed && loaders.candidature.load(parsed);
  },
  Booking: ({ id }: ById, { loaders }) => {
    const parsed = parseId("booking", id);
    return parsed && loaders.booking.load(parsed);
  },
  Offer: passOn("offer"),
  Student: passOn("student"),
  Host: passOn("host"),
  School: ({ uai: text }: { readonly uai: string }) => {
    const uai = parseUai(text);
    return uai && { uai };
  },
  Campaign: (reference: ById) => reference,
  Academy: (reference: ByCode) => reference,
  Department: (reference: ByCode) => reference,
  Sector: ({ code }: ByCode) => sectorByCode(code),
  PersonalData: personalDataReference,
};
