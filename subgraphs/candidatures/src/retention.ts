import { idempotencyRetention } from "@stages/database/idempotency.ts";
import { kept, type Retention, withCampaign, withParent } from "@stages/database/retention.ts";
import { messagingRetention } from "@stages/events/retention.ts";
import { statisticsRetention } from "@stages/statistics/retention.ts";
import * as counting from "./persistence/statistics-tables.ts";
import * as tables from "./persistence/tables.ts";

/** How long each table's rows are kept, and why: applied by the purge, and told in `schema/retention.md`. */
export const retention: Retention = [
  withCampaign(tables.candidatures, {
    what: "Candidatures des élèves, avec leur motivation",
    campaign: tables.candidatures.campaignId,
    term: { years: 1 },
    why: "l'élève et son établissement s'y reportent pendant l'année de première ; au-delà, elles n'ont plus d'usage",
  }),
  withParent(tables.history, {
    what: "Histoire de chaque candidature : qui, quand, pourquoi",
    parent: tables.candidatures,
    by: tables.history.candidatureId,
    why: "elle ne dit rien sans la candidature",
  }),
  withParent(tables.transfers, {
    what: "Transferts de chaque candidature entre responsables de la structure : qui, à qui, quand",
    parent: tables.candidatures,
    by: tables.transfers.candidatureId,
    why: "ils ne disent rien sans la candidature",
  }),
  withCampaign(tables.bookings, {
    what: "Réservations des établissements : quelle offre, qui, quand",
    campaign: tables.bookings.campaignId,
    term: { years: 1 },
    why: "aussi longtemps que les candidatures qu'elles ont faites",
  }),
  withCampaign(tables.offers, {
    what: "Copie des offres : places et lieu",
    campaign: tables.offers.campaignId,
    term: { years: 1 },
    why: "aussi longtemps que les candidatures qu'elles ont reçues",
  }),
  withCampaign(tables.students, {
    what: "Copie des élèves : établissement et position du domicile",
    campaign: tables.students.campaignId,
    term: { years: 1 },
    why: "aussi longtemps que leurs candidatures",
  }),
  withCampaign(tables.stagesElsewhere, {
    what: "Semaines déjà prises par un stage trouvé hors de la plateforme",
    campaign: tables.stagesElsewhere.campaignId,
    term: { years: 1 },
    why: "aussi longtemps que les candidatures de l'élève",
  }),
  kept(tables.hostManagers, { what: "Copie des responsables de chaque structure, par identifiant", why: "tant que la personne est responsable de la structure" }),
  kept(tables.campaigns, { what: "Copie des campagnes", why: "données de référence, sans personne" }),
  ...idempotencyRetention(tables.idempotencyKeys),
  ...statisticsRetention(counting),
  ...messagingRetention(tables.messaging),
];
