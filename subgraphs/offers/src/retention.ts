import { idempotencyRetention } from "@stages/database/idempotency.ts";
import { kept, type Retention, withCampaign, withParent } from "@stages/database/retention.ts";
import { messagingRetention } from "@stages/events/retention.ts";
import { statisticsRetention } from "@stages/statistics/retention.ts";
import * as counting from "./persistence/statistics-tables.ts";
import * as tables from "./persistence/tables.ts";

/** How long each table's rows are kept, and why: applied by the purge, and told in `schema/retention.md`. */
export const retention: Retention = [
  kept(tables.campaigns, { what: "Campagnes : dates et réglages", why: "données de référence, sans personne ; les durées des autres lignes en dépendent" }),
  kept(tables.campaignChanges, { what: "Qui a changé quoi d'une campagne", why: "acte de l'administration, sans donnée d'un élève ; il explique les règles appliquées" }),
  withCampaign(tables.intentions, {
    what: "Intentions d'accueil des structures (recensement)",
    campaign: tables.intentions.campaignId,
    term: { years: 1 },
    why: "comparées aux offres de la campagne, gardées un an comme elles",
  }),
  kept(tables.hosts, { what: "Structures d'accueil", why: "tant que la structure est inscrite : elle propose des stages d'une année à l'autre" }),
  kept(tables.hostManagers, { what: "Qui gère quelle structure", why: "tant que la structure est inscrite" }),
  withCampaign(tables.offers, {
    what: "Offres de stage, et les coordonnées de leur tuteur",
    campaign: tables.offers.campaignId,
    term: { years: 1 },
    why: "la structure reprend ses offres pour la campagne suivante ; au-delà, les coordonnées du tuteur n'ont plus d'usage",
  }),
  withParent(tables.history, {
    what: "Vie de chaque offre : qui, quand, pourquoi",
    parent: tables.offers,
    by: tables.history.offerId,
    why: "elle ne dit rien sans l'offre",
  }),
  withParent(tables.flags, {
    what: "Signalements d'offres, avec leur auteur",
    parent: tables.offers,
    by: tables.flags.offerId,
    why: "le rectorat s'y reporte tant que l'offre existe ; celui d'un élève part avec lui quand il est effacé",
  }),
  withParent(tables.favourites, { what: "Offres mises de côté par un élève", parent: tables.offers, by: tables.favourites.offerId, why: "avec l'offre ; avec l'élève s'il est effacé" }),
  kept(tables.vocabulary, { what: "Mots des offres publiées", why: "proposés pendant la saisie d'une recherche ; sans lien avec une personne ni une offre" }),
  kept(tables.communeCoordinates, { what: "Coordonnées des communes", why: "données publiques" }),
  ...idempotencyRetention(tables.idempotencyKeys),
  ...statisticsRetention(counting),
  ...messagingRetention(tables.messaging),
];
