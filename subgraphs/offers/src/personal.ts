import { NOTHING, type PersonalData } from "@stages/subgraph/audit.ts";

/** Of students the market knows their favourites, which they and their family alone read: those reads are not recorded. */
export const personalData: PersonalData = {
  Campaign: NOTHING,
  CampaignWeek: NOTHING,
  AbsenceEscalationMinutes: NOTHING,
  Host: NOTHING,
  Sector: NOTHING,
  PostalAddress: NOTHING,
  Offer: NOTHING,
  OfferPlace: NOTHING,
  OfferTutor: NOTHING,
  OfferConnection: NOTHING,
  OfferEdge: NOTHING,
  OfferSearch: NOTHING,
  OfferFacets: NOTHING,
  SectorFacet: NOTHING,
  PeriodFacet: NOTHING,
  HostKindFacet: NOTHING,
  OfferModeFacet: NOTHING,
  DepartmentFacet: NOTHING,
  SearchLoosening: NOTHING,
  SearchSuggestion: NOTHING,
  PageInfo: NOTHING,
  // To oneself and one's family, whose reads are not recorded; to staff, their own acts by ids and dates.
  PersonalData: NOTHING,
  School: NOTHING,
  // Offers near a home that the gateway brings: `people` noted the home when it gave it.
  Student: NOTHING,
  Home: NOTHING,
  Refusal: NOTHING,
  ViewerAction: NOTHING,
};
