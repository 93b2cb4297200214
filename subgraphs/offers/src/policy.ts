import { type ActorOf, actsForStudent, ROLES } from "@stages/kernel/actor.ts";
import type { HostId, StudentId } from "@stages/kernel/ids.ts";
import { each, EVERYONE, eachWhen, INHERIT, type Policy, SIGNED_IN, when } from "@stages/subgraph/policy.ts";
import { THEMSELVES } from "@stages/subgraph/personal-data-entity.ts";
import type { OffersContext } from "./context.ts";
import { seesOffer } from "./domain/audience.ts";
import { isOpenToStudents } from "./domain/campaigns.ts";
import { manages } from "./domain/host.ts";
import type { Offer } from "./domain/offer.ts";

type Role = (typeof ROLES)[number];
type Someone = ActorOf<Role>;

const whoSeesIt = async (actor: Someone, offer: Offer, { loaders, today }: OffersContext) => {
  const [host, campaign] = await Promise.all([loaders.host.load(offer.hostId), loaders.campaign(offer.campaignId)]);
  return host !== null && campaign !== null && seesOffer(actor, offer, { host, openToStudents: isOpenToStudents(campaign, today) });
};

const whoManagesIts = when("responsable de la structure", async (actor: Someone, { hostId }: { readonly hostId: HostId }, { loaders }: OffersContext) => {
  const host = await loaders.host.load(hostId);
  return host !== null && manages(actor, host);
});

const whoActsForThem = when("son propre dossier, celui de son enfant", (actor: Someone, { id }: { readonly id: StudentId }) => actsForStudent(actor, id));

export const policy: Policy = {
  Campaign: EVERYONE,
  CampaignWeek: INHERIT,
  AbsenceEscalationMinutes: INHERIT,

  Host: EVERYONE,
  "Host.offers": SIGNED_IN,
  Sector: INHERIT,
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
  "Query.searchSuggestions": SIGNED_IN,
  "Mutation.registerHost": each(["HOST_MANAGER"], "allow"),
  "Mutation.publishOffer": each(["HOST_MANAGER"], "allow"),
  "Mutation.unpublishOffer": each(["HOST_MANAGER"], "allow"),
  "Mutation.addFavourite": each(["STUDENT"], "allow"),
  "Mutation.removeFavourite": each(["STUDENT"], "allow"),
};
