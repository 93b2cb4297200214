import { idempotencyRetention } from "@stages/database/idempotency.ts";
import { companion, dated, kept, type Retention, withCampaign, withParent } from "@stages/database/retention.ts";
import { messagingRetention } from "@stages/events/retention.ts";
import { statisticsRetention } from "@stages/statistics/retention.ts";
import { personsWithStudents } from "./persistence/erasure.ts";
import { figureExports } from "./persistence/export-tables.ts";
import { deliveries, notificationPreferences, notifications, pushSubscriptions } from "./persistence/notification-tables.ts";
import { sharedReadings } from "./persistence/shared-reading-tables.ts";
import * as counting from "./persistence/statistics-tables.ts";
import * as tables from "./persistence/tables.ts";
import { webhookDeliveries, webhooks } from "./persistence/webhook-tables.ts";

const ofStudent = { parent: tables.students } as const;

/** How long each table's rows are kept, and why: applied by the purge, and told in `schema/retention.md`. */
export const retention: Retention = [
  withCampaign(tables.students, {
    what: "Élèves : date de naissance, classe, établissement, domicile",
    campaign: tables.students.campaignId,
    term: { years: 1 },
    companions: personsWithStudents,
    why: "l'année de première, où l'élève et l'établissement s'y reportent encore ; au-delà, le stage n'a plus besoin d'eux",
  }),
  companion(tables.persons, {
    what: "Personnes : nom, adresse électronique, téléphone",
    until: "jusqu'au départ du dernier élève qu'elles sont ou dont elles répondent, sauf si elles sont en poste ou ont un autre rôle",
    why: "personne n'est gardé sans raison de l'être",
  }),
  withParent(tables.grants, { ...ofStudent, what: "Rôles ; ceux qui tiennent à un élève", by: tables.grants.studentId, why: "être élève, ou en répondre, prend fin avec lui" }),
  kept(tables.grants, { what: "Rôles ; les autres : personnels, structures, académies, ministère", why: "tant que la personne exerce ce rôle" }),
  withParent(tables.legalRepresentatives, { ...ofStudent, what: "Représentants légaux de chaque élève", by: tables.legalRepresentatives.studentId, why: "ils ne sont là que pour l'élève" }),
  companion(tables.nationalIdentifiers, {
    what: "Empreinte de l'INE, jamais l'INE lui-même",
    until: "aussi longtemps que la personne de l'élève",
    why: "elle ne sert qu'à reconnaître l'élève d'une liste de classe à l'autre",
  }),
  withParent(tables.referentTeachers, { ...ofStudent, what: "Professeur référent de chaque élève", by: tables.referentTeachers.studentId, why: "il ne suit l'élève que pendant le stage" }),
  withParent(tables.studentHosts, { ...ofStudent, what: "Structures auxquelles un élève a candidaté", by: tables.studentHosts.studentId, why: "elles disent qui peut voir l'élève" }),
  withParent(tables.studentTutors, { ...ofStudent, what: "Tuteurs nommés dans les conventions d'un élève", by: tables.studentTutors.studentId, why: "ils disent qui peut voir l'élève" }),
  withParent(tables.conventions, { ...ofStudent, what: "Copie des conventions d'un élève : état, structure, adresse du tuteur, et de qui répond d'une structure inconnue de la plateforme", by: tables.conventions.studentId, why: "elle dit à qui un lien personnel peut être envoyé, et si un stage convenu empêche d'effacer l'élève" }),
  withParent(tables.awaitedAnswers, { ...ofStudent, what: "Candidatures dont un responsable de structure est à relancer, jusqu'au courriel du matin", by: tables.awaitedAnswers.studentId, why: "elles ne servent qu'à écrire ce courriel" }),
  withParent(tables.awaitedConventions, { ...ofStudent, what: "Qui une convention attend (remplir, valider, signer, assurance), jusqu'au courriel du matin", by: tables.awaitedConventions.studentId, why: "ces lignes ne servent qu'à écrire ce courriel" }),
  withParent(tables.personalLinks, { ...ofStudent, what: "Liens personnels : à qui, pour quoi, quand ils ont servi ; l'empreinte du secret, jamais le secret", by: tables.personalLinks.studentId, why: "dire, tant que l'élève est connu, qui a pu agir pour lui" }),
  dated(tables.outgoingMails, {
    what: "Courriels et SMS : quand ils sont partis ; leur contenu s'efface au départ, ou quand leurs liens n'ouvrent plus rien",
    from: { label: "l'écriture", at: tables.outgoingMails.writtenAt },
    term: { days: 30 },
    why: "répondre, dans le mois, à qui dit n'avoir rien reçu",
  }),
  dated(tables.linkRequests, {
    what: "Demandes de nouveaux liens : l'adresse donnée",
    from: { label: "la demande", at: tables.linkRequests.requestedAt },
    term: { days: 1 },
    why: "n'envoyer qu'un courriel en cinq minutes ; répondues, elles s'effacent aussitôt après",
  }),
  dated(tables.correctedEmails, {
    what: "Adresses corrigées de représentants : l'ancienne, la nouvelle, par qui",
    from: { label: "la correction", at: tables.correctedEmails.at },
    term: { years: 1 },
    why: "une liste de classe de la même année peut encore porter l'ancienne adresse",
  }),
  withParent(tables.correctedEmails, { ...ofStudent, what: "Adresses corrigées, quand l'élève s'efface avant", by: tables.correctedEmails.studentId, why: "elles ne servent que pour lui" }),
  kept(tables.erasedStudents, { what: "Effacements d'élèves : identifiant, quand, par qui, motif scellé", why: "dire qu'un effacement a eu lieu, et le refaire si une sauvegarde est restaurée" }),
  dated(tables.invitations, {
    what: "Invitations de personnels restées sans réponse",
    only: { label: "sans réponse", column: tables.invitations.claimedAt, isNull: true },
    from: { label: "l'invitation", at: tables.invitations.invitedAt },
    term: { days: 90 },
    why: "qui n'a pas répondu en un trimestre est à inviter de nouveau",
  }),
  dated(tables.invitations, {
    what: "Invitations acceptées",
    only: { label: "acceptées", column: tables.invitations.claimedAt, isNull: false },
    from: { label: "l'acceptation", at: tables.invitations.claimedAt },
    term: { years: 1 },
    why: "dire, dans l'année, d'où vient un droit",
  }),
  dated(tables.territoryInvitations, {
    what: "Invitations de l'État restées sans réponse",
    only: { label: "sans réponse", column: tables.territoryInvitations.claimedAt, isNull: true },
    from: { label: "l'invitation", at: tables.territoryInvitations.invitedAt },
    term: { days: 90 },
    why: "qui n'a pas répondu en un trimestre est à inviter de nouveau",
  }),
  dated(tables.territoryInvitations, {
    what: "Invitations de l'État acceptées",
    only: { label: "acceptées", column: tables.territoryInvitations.claimedAt, isNull: false },
    from: { label: "l'acceptation", at: tables.territoryInvitations.claimedAt },
    term: { years: 1 },
    why: "dire, dans l'année, d'où vient un droit",
  }),
  dated(tables.hostInvitations, {
    what: "Invitations à gérer une structure restées sans réponse",
    only: { label: "sans réponse", column: tables.hostInvitations.claimedAt, isNull: true },
    from: { label: "l'invitation", at: tables.hostInvitations.invitedAt },
    term: { days: 90 },
    why: "qui n'a pas répondu en un trimestre est à inviter de nouveau",
  }),
  dated(tables.hostInvitations, {
    what: "Invitations à gérer une structure acceptées",
    only: { label: "acceptées", column: tables.hostInvitations.claimedAt, isNull: false },
    from: { label: "l'acceptation", at: tables.hostInvitations.claimedAt },
    term: { years: 1 },
    why: "dire, dans l'année, d'où vient un droit",
  }),
  dated(tables.signIns, {
    what: "Rattachements de comptes : qui, par quel fournisseur d'identité, sur quel indice",
    from: { label: "le rattachement", at: tables.signIns.at },
    term: { years: 1 },
    why: "pouvoir dire, dans l'année, pourquoi un compte a ouvert un dossier",
  }),
  dated(tables.accessRecords, {
    what: "Lectures de données d'élèves par des personnels : qui, quand, de qui, quoi",
    from: { label: "la lecture", at: tables.accessRecords.at },
    term: { years: 1 },
    why: "un chef d'établissement, une famille ou la CNIL doit pouvoir demander des comptes dans l'année",
  }),
  dated(figureExports, {
    what: "Liens vers un fichier de chiffres : qui l'a demandé, en quelle qualité, lequel ; l'empreinte du lien, jamais le lien",
    from: { label: "leur échéance", at: figureExports.expiresAt },
    term: { days: 1 },
    why: "ils valent cinq minutes",
  }),
  dated(sharedReadings, {
    what: "Qui a reçu la même réponse en direct qu'un collègue : qui, quand, jamais de qui",
    from: { label: "la réponse", at: sharedReadings.notedAt },
    term: { days: 7 },
    why: "aussi longtemps que ce qu'elle montrait peut encore être en chemin ; la lecture elle-même est ensuite parmi les lectures",
  }),
  dated(tables.examDuties, {
    what: "Jours où un professeur est convoqué au baccalauréat",
    from: { label: "ce jour", at: tables.examDuties.day },
    term: { days: 90 },
    why: "ils ne servent qu'à choisir qui suit un stage ces jours-là",
  }),
  kept(tables.schools, { what: "Établissements", why: "données publiques, de l'annuaire officiel" }),
  kept(tables.staff, { what: "Personnel de chaque établissement", why: "tant que la personne est en poste" }),
  kept(tables.hosts, { what: "Copie des structures d'accueil : leur nom", why: "donnée publique, tant que la structure est inscrite" }),
  kept(tables.catchUps, { what: "Jusqu'où une nouvelle version a dit ce qui existait avant elle", why: "une ligne par reprise, sans personne" }),
  kept(tables.campaigns, { what: "Copie des campagnes", why: "données de référence, sans personne" }),
  ...idempotencyRetention(tables.idempotencyKeys),
  ...statisticsRetention(counting),
  ...messagingRetention(tables.messaging),
  dated(notifications, {
    what: "Boîte de réception de chacun : de quoi il a été averti, et s'il l'a lu",
    from: { label: "l'avertissement", at: notifications.createdAt },
    term: { years: 1 },
    why: "retrouver, jusqu'à la campagne suivante, ce que l'on a su et quand",
  }),
  withParent(notifications, { ...ofStudent, what: "Avertissements au sujet d'un élève, quand il s'efface avant", by: notifications.studentId, why: "ils ne parlent que de lui" }),
  withParent(deliveries, { parent: notifications, what: "Par quelle voie chaque avertissement est parti, et quand", by: deliveries.notificationId, why: "répondre à qui dit n'avoir rien reçu" }),
  companion(notificationPreferences, { what: "Par quelles voies chacun veut être averti", until: "aussi longtemps que la personne", why: "tant que la personne est connue, c'est elle qui choisit" }),
  companion(pushSubscriptions, {
    what: "Navigateurs auxquels une personne permet de l'avertir : leur adresse et leurs clés, scellées",
    until: "jusqu'à ce qu'elle le retire ou que le navigateur ne réponde plus, au plus aussi longtemps que la personne",
    why: "ils ne servent qu'à l'avertir",
  }),
  kept(webhooks, { what: "Logiciels des établissements avertis par la plateforme : adresse, secret scellé", why: "jusqu'à ce que l'établissement les retire" }),
  dated(webhookDeliveries, {
    what: "Messages aux logiciels des établissements : des identifiants et des états, jamais un nom",
    from: { label: "le message", at: webhookDeliveries.createdAt },
    term: { days: 30 },
    why: "renvoyer, dans le mois, ce qui n'a pas été reçu",
  }),
  withParent(webhookDeliveries, { ...ofStudent, what: "Messages au sujet d'un élève, quand il s'efface avant", by: webhookDeliveries.studentId, why: "ils ne parlent que de lui" }),
];
