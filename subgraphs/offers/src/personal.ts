import { NOTHING, type PersonalData } from "@stages/subgraph/audit.ts";

/** The market knows no student. */
export const personalData: PersonalData = {
  Campaign: NOTHING,
  CampaignWeek: NOTHING,
  AbsenceEscalationMinutes: NOTHING,
  PresenceRules: NOTHING,
  PresenceLimits: NOTHING,
  CampaignChange: NOTHING,
  CampaignFieldChange: NOTHING,
  Host: NOTHING,
  Intention: NOTHING,
  IntentionConnection: NOTHING,
  IntentionEdge: NOTHING,
  SeatsByPeriod: NOTHING,
  Recensement: NOTHING,
  RecensementLine: NOTHING,
  Sector: NOTHING,
  ProposedTexts: NOTHING,
  PostalAddress: NOTHING,
  Offer: NOTHING,
  OfferChange: NOTHING,
  // Whose flag it is is not told.
  OfferFlag: NOTHING,
  OfferPlace: NOTHING,
  OfferTutor: NOTHING,
  OfferConnection: NOTHING,
  OfferEdge: NOTHING,
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
