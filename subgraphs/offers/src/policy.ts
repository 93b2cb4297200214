import { type ActorOf, actsForStudent, overseesPlace, ROLES } from "@stages/kernel/actor.ts";
import type { HostId, StudentId } from "@stages/kernel/ids.ts";
import { departmentOfCommune } from "@stages/kernel/territory.ts";
import { each, EVERYONE, eachWhen, INHERIT, type Policy, type Rule, SIGNED_IN, when } from "@stages/subgraph/policy.ts";
import { OF_ACADEMY, OF_COUNTRY, OF_DEPARTMENT } from "@stages/subgraph/territory-policy.ts";
import { THEMSELVES } from "@stages/subgraph/personal-data-entity.ts";
import type { OffersContext } from "./context.ts";
import { seesOffer } from "./domain/audience.ts";
import { isOpenToStudents } from "./domain/campaigns.ts";
import { type Host, manages } from "./domain/host.ts";
import type { Offer } from "./domain/offer.ts";
import { overseesOffer } from "./domain/territory.ts";

type Role = (typeof ROLES)[number];
type Someone = ActorOf<Role>;

const whoSeesIt = async (actor: Someone, offer: Offer, { loaders, today }: OffersContext) => {
  const [host, campaign] = await Promise.all([loaders.host.load(offer.hostId), loaders.searchedCampaign(offer.campaignId)]);
  return host !== null && campaign !== null && seesOffer(actor, offer, { host, openToStudents: isOpenToStudents(campaign, today) });
};

const whoManagesIts = when("responsable de la structure", async (actor: Someone, { hostId }: { readonly hostId: HostId }, { loaders }: OffersContext) => {
  const host = await loaders.host.load(hostId);
  return host !== null && manages(actor, host);
});

const THE_TERRITORY: Rule = {
  RECTORAT: when("dans son académie, ou son département", (actor: Someone, offer: Offer) => overseesOffer(actor, offer)),
  MINISTRY: "allow",
};

const whoActsForThem = when("son propre dossier, celui de son enfant", (actor: Someone, { id }: { readonly id: StudentId }) => actsForStudent(actor, id));

export const policy: Policy = {
  Campaign: EVERYONE,
  CampaignWeek: INHERIT,
  AbsenceEscalationMinutes: INHERIT,
  PresenceRules: INHERIT,
  PresenceLimits: INHERIT,
  "Campaign.changes": each(["MINISTRY"], "allow"),
  CampaignChange: INHERIT,
  CampaignFieldChange: INHERIT,
  AcademySeatsTarget: INHERIT,
  "Campaign.seatFigures": OF_COUNTRY,

  // The territories are of `people`; their figures hold no names.
  Academy: INHERIT,
  "Academy.seatFigures": OF_ACADEMY,
  Department: INHERIT,
  "Department.seatFigures": OF_DEPARTMENT,
  // Of which territory is said by its arguments, and judged by `territoryFor`.
  "Sector.seatFigures": each(["RECTORAT", "MINISTRY"], "allow"),
  SeatFigures: INHERIT,
  SeatFiguresOf: INHERIT,
  SeatSeries: INHERIT,

  Host: EVERYONE,
  "Host.offers": SIGNED_IN,
  "Host.intentions": {
    ...eachWhen({ HOST_MANAGER: "de sa structure" }, (actor: Someone, host: Host) => manages(actor, host)),
    ...eachWhen({ RECTORAT: "de son académie, de son département" }, (actor: Someone, { academy, address }: Host) =>
      overseesPlace(actor, { academy, department: departmentOfCommune(address.communeCode) })),
    MINISTRY: "allow",
  },
  // Reached through a host's own, an act of its manager's, or the census of a territory.
  Intention: INHERIT,
  IntentionConnection: INHERIT,
  IntentionEdge: INHERIT,
  SeatsByPeriod: INHERIT,
  Recensement: INHERIT,
  RecensementLine: INHERIT,
  Sector: EVERYONE,
  ProposedTexts: INHERIT,
  PostalAddress: INHERIT,

  Offer: eachWhen(
    {
      STUDENT: "publiée, à partir de l'ouverture",
      LEGAL_REPRESENTATIVE: "publiée, à partir de l'ouverture",
      HOST_MANAGER: "publiée, ou de sa structure",
      TUTOR: "publiée",
      SCHOOL_HEAD: "publiée",
      REFERENT_TEACHER: "publiée",
      EDUCATION_ADVISER: "publiée",
      RECTORAT: "toutes",
      MINISTRY: "toutes",
    },
    whoSeesIt,
  ),
  "Offer.history": { ...each(["HOST_MANAGER"], whoManagesIts), ...THE_TERRITORY },
  // The host never learns that someone flagged, still less who.
  "Offer.flags": THE_TERRITORY,
  OfferChange: INHERIT,
  OfferFlag: INHERIT,
  OfferPlace: INHERIT,
  OfferTutor: INHERIT,
  "OfferTutor.email": each(["HOST_MANAGER"], whoManagesIts),
  "OfferTutor.phone": each(["HOST_MANAGER"], whoManagesIts),
  OfferConnection: INHERIT,
  OfferEdge: INHERIT,
  OfferSearch: INHERIT,
  OfferFacets: INHERIT,
  SectorFacet: INHERIT,
  PeriodFacet: INHERIT,
  HostKindFacet: INHERIT,
  OfferModeFacet: INHERIT,
  DepartmentFacet: INHERIT,
  SearchLoosening: INHERIT,
  SearchSuggestion: INHERIT,
  PageInfo: INHERIT,
  PersonalData: THEMSELVES,

  OpenStatistics: INHERIT,
  OpenSeats: INHERIT,
  OpenSeatsOfAcademy: INHERIT,
  OpenSeatsOfSector: INHERIT,

  School: INHERIT,
  Student: INHERIT,
  // The home comes from `people`, which gives it to those who may know it and null to others.
  "Student.offersNearby": {
    ...each(["STUDENT", "LEGAL_REPRESENTATIVE"], whoActsForThem),
    ...each(["SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"], "allow"),
  },
  "Student.favourites": each(["STUDENT", "LEGAL_REPRESENTATIVE"], whoActsForThem),
  Home: INHERIT,

  Refusal: INHERIT,
  ViewerAction: INHERIT,

  "Query.campaign": EVERYONE,
  "Query.campaigns": EVERYONE,
  "Query.currentCampaign": EVERYONE,
  "Query.host": EVERYONE,
  "Query.offer": SIGNED_IN,
  "Query.offers": SIGNED_IN,
  "Query.recensement": each(["RECTORAT", "MINISTRY"], "allow"),
  "Mutation.defineCampaign": each(["MINISTRY"], "allow"),
  "Mutation.declareIntention": each(["HOST_MANAGER"], "allow"),
  "Mutation.changeIntention": each(["HOST_MANAGER"], "allow"),
  "Mutation.withdrawIntention": each(["HOST_MANAGER"], "allow"),
  "Query.offersToModerate": each(["RECTORAT", "MINISTRY"], "allow"),
  "Query.searchSuggestions": SIGNED_IN,
  "Mutation.registerHost": each(["HOST_MANAGER"], "allow"),
  "Mutation.editHost": each(["HOST_MANAGER"], "allow"),
  "Mutation.publishOffer": each(["HOST_MANAGER"], "allow"),
  "Mutation.unpublishOffer": each(["HOST_MANAGER"], "allow"),
  "Mutation.saveOfferDraft": each(["HOST_MANAGER"], "allow"),
  "Mutation.publishDraft": each(["HOST_MANAGER"], "allow"),
  "Mutation.republishOffer": each(["HOST_MANAGER"], "allow"),
  "Mutation.editOffer": each(["HOST_MANAGER"], "allow"),
  "Mutation.duplicateOffer": each(["HOST_MANAGER"], "allow"),
  "Mutation.removeOffer": each(["HOST_MANAGER"], "allow"),
  "Mutation.flagOffer": each(["STUDENT", "LEGAL_REPRESENTATIVE", "SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER"], "allow"),
  "Mutation.hideOffer": each(["RECTORAT", "MINISTRY"], "allow"),
  "Mutation.restoreOffer": each(["RECTORAT", "MINISTRY"], "allow"),
  "Mutation.dismissFlags": each(["RECTORAT", "MINISTRY"], "allow"),
  "Mutation.addFavourite": each(["STUDENT"], "allow"),
  "Mutation.removeFavourite": each(["STUDENT"], "allow"),
};
