import { idempotencyRetention } from "@stages/database/idempotency.ts";
import { dated, kept, type Retention, withCampaign, withParent } from "@stages/database/retention.ts";
import { messagingRetention } from "@stages/events/retention.ts";
import { statisticsRetention } from "@stages/statistics/retention.ts";
import { lastExamDay } from "./persistence/mirror.ts";
import * as counting from "./persistence/statistics-tables.ts";
import * as tables from "./persistence/tables.ts";

const PRESCRIPTION = "Code civil, art. 2224";
const ofConvention = { parent: tables.conventions, source: PRESCRIPTION } as const;

/** How long each table's rows are kept, and why: applied by the purge, and told in `schema/retention.md`. */
export const retention: Retention = [
  withCampaign(tables.conventions, {
    what: "Conventions qui ont été validées, même annulées ensuite",
    only: { label: "validées un jour", namedBy: tables.documents.conventionId, isNamed: true },
    campaign: tables.conventions.campaignId,
    term: { years: 5 },
    why: "un contrat se prouve tant qu'une action en justice peut en naître",
    source: PRESCRIPTION,
  }),
  withCampaign(tables.conventions, {
    what: "Conventions restées à l'état de projet",
    only: { label: "jamais validées", namedBy: tables.documents.conventionId, isNamed: false },
    campaign: tables.conventions.campaignId,
    term: { years: 1 },
    why: "elles n'engagent personne",
  }),
  withParent(tables.documents, { ...ofConvention, what: "Texte figé, et le fichier que l'on signe", by: tables.documents.conventionId, why: "c'est le contrat" }),
  withParent(tables.sealedDocuments, { ...ofConvention, what: "Document signé par tous, avec ses preuves, sous le cachet de la plateforme", by: tables.sealedDocuments.conventionId, why: "c'est l'exemplaire qui fait foi" }),
  withParent(tables.evidence, { ...ofConvention, what: "Preuves : qui a signé ou refusé, en quelle qualité, quand, d'où, empreintes", by: tables.evidence.conventionId, why: "ce sont les preuves du contrat" }),
  dated(tables.files, {
    what: "Fichiers déposés dont rien n'a été fait, ou qui ont été remplacés",
    only: { label: "sans usage", column: tables.files.usedAt, isNull: true },
    from: { label: "le dépôt", at: tables.files.uploadedAt },
    term: { days: 1 },
    why: "le temps de finir ce qui a été commencé",
  }),
  // Before the attestations themselves, by which they are known.
  withCampaign(tables.files, {
    what: "Attestations d'assurance déposées",
    only: { label: "attestations d'assurance", namedBy: tables.insurances.fileId, isNamed: true },
    campaign: tables.files.campaignId,
    term: { years: 1 },
    why: "elles ne servent qu'avant et pendant le stage",
  }),
  withParent(tables.files, { ...ofConvention, what: "Conventions signées sur papier, numérisées", by: tables.files.conventionId, why: "c'est l'exemplaire qui a été signé" }),
  withCampaign(tables.insurances, {
    what: "Attestations d'assurance : remises, vérifiées ou refusées, par qui et quand",
    campaign: tables.insurances.campaignId,
    term: { years: 1 },
    why: "elles ne servent qu'avant et pendant le stage",
  }),
  withParent(tables.paperCopies, { ...ofConvention, what: "Conventions signées sur papier : date, qui l'a enregistré, empreinte de la numérisation", by: tables.paperCopies.conventionId, why: "elles disent comment le contrat a été signé" }),
  dated(tables.uploadLinks, { what: "Autorisations de déposer un fichier", from: { label: "leur échéance", at: tables.uploadLinks.expiresAt }, term: { days: 1 }, why: "elles valent dix minutes" }),
  withParent(tables.uploadLinks, { what: "Autorisations de dépôt d'une convention qui s'efface avant", parent: tables.conventions, by: tables.uploadLinks.conventionId, why: "elles ne servent plus" }),
  dated(tables.downloadLinks, { what: "Liens de téléchargement d'un document", from: { label: "leur échéance", at: tables.downloadLinks.expiresAt }, term: { days: 1 }, why: "ils valent deux minutes, ou sept jours pour l'exemplaire d'un signataire" }),
  withParent(tables.downloadLinks, { what: "Liens de téléchargement d'une convention qui s'efface avant", parent: tables.conventions, by: tables.downloadLinks.conventionId, why: "ils ne mènent plus à rien" }),
  withParent(tables.history, { ...ofConvention, what: "Histoire de chaque convention : qui, quand, pourquoi", by: tables.history.conventionId, why: "elle établit comment le contrat s'est formé, ou a pris fin" }),
  withParent(tables.schoolReminders, { what: "Relances de l'établissement par la structure : qui, quel jour", parent: tables.conventions, by: tables.schoolReminders.conventionId, why: "elles ne disent rien sans la convention" }),
  withParent(tables.evidenceChains, { ...ofConvention, what: "État de chaque chaîne de preuves, sous la clé de la plateforme", by: tables.evidenceChains.conventionId, why: "il dit qu'aucune preuve ne manque" }),
  dated(tables.signatureCodes, {
    what: "Codes de signature envoyés, sans le code lui-même",
    from: { label: "l'envoi", at: tables.signatureCodes.issuedAt },
    term: { days: 1 },
    why: "un code vaut dix minutes ; la preuve garde ce qu'il a signé",
  }),
  dated(tables.delegations, {
    what: "Délégations de signature : de qui, à qui, jusqu'à quand",
    from: { label: "leur dernier jour", at: tables.delegations.until },
    term: { years: 6 },
    why: "elles prouvent le droit de qui a signé, aussi longtemps que les conventions",
    source: PRESCRIPTION,
  }),
  withParent(tables.amendments, { ...ofConvention, what: "Avenants : ce qu'ils changent, pourquoi, qui les a proposés", by: tables.amendments.conventionId, why: "signés, ils font partie du contrat" }),
  withParent(tables.attestations, { ...ofConvention, what: "Attestations : jours et heures faits", by: tables.attestations.conventionId, why: "l'élève s'en sert tant qu'il peut prouver son stage" }),
  withParent(tables.feedback, { what: "Retours d'expérience des élèves", parent: tables.conventions, by: tables.feedback.conventionId, why: "ils ne disent rien sans la convention" }),
  kept(tables.feedbackBatches, { what: "Sommes des retours sur une structure, par cinq", why: "elles ne sont de personne" }),
  dated(tables.feedbackWords, {
    what: "Commentaires publiés sur une structure, par cinq, sans nom ni date",
    from: { label: "leur publication", at: tables.feedbackWords.closedOn },
    term: { years: 1 },
    why: "ils aident la structure à préparer la campagne suivante",
  }),
  dated(tables.absences, {
    what: "Absences signalées pendant les stages",
    from: { label: "le jour de l'absence", at: tables.absences.day },
    term: { years: 1 },
    why: "le suivi de l'élève se fait dans l'année ; certaines touchent à sa santé",
  }),
  withParent(tables.absences, {
    what: "Absences d'une convention qui s'efface avant",
    parent: tables.conventions,
    by: tables.absences.conventionId,
    why: "elles ne disent rien sans la convention",
  }),
  withParent(tables.absenceSteps, { what: "Étapes du suivi d'une absence, et leurs notes", parent: tables.absences, by: tables.absenceSteps.absenceId, why: "elles ne disent rien sans l'absence" }),
  withParent(tables.absenceEscalations, { what: "Étapes d'une absence qui ont tardé, et qui en a été alerté", parent: tables.absences, by: tables.absenceEscalations.absenceId, why: "elles ne disent rien sans l'absence" }),
  withParent(tables.presences, { ...ofConvention, what: "Présences notées jour par jour par la structure", by: tables.presences.conventionId, why: "elles établissent les heures que l'attestation certifie" }),
  dated(tables.followUps, {
    what: "Journal de suivi : visites, appels, notes",
    from: { label: "la visite ou l'appel", at: tables.followUps.at },
    term: { years: 1 },
    why: "le suivi de l'élève se fait dans l'année",
  }),
  withParent(tables.followUps, { what: "Journal de suivi d'une convention qui s'efface avant", parent: tables.conventions, by: tables.followUps.conventionId, why: "il ne dit rien sans la convention" }),
  kept(tables.campaigns, { what: "Copie des campagnes", why: "données de référence, sans personne" }),
  withCampaign(tables.offers, {
    what: "Copie des offres, avec les coordonnées de leur tuteur",
    campaign: tables.offers.campaignId,
    term: { years: 1 },
    why: "elles servent à remplir les conventions ; le texte validé a gardé ce qu'il lui fallait",
  }),
  withCampaign(tables.students, {
    what: "Copie des élèves : nom, date de naissance, classe",
    campaign: tables.students.campaignId,
    term: { years: 1 },
    why: "ils servent à remplir et à signer les conventions ; le texte validé a gardé ce qu'il lui fallait",
  }),
  withParent(tables.representatives, { what: "Copie des représentants légaux de chaque élève : nom, téléphone, s'ils signent", parent: tables.students, by: tables.representatives.studentId, why: "ils ne sont là que pour l'élève" }),
  kept(tables.hosts, { what: "Copie des structures : SIRET, nom, adresse", why: "données publiques" }),
  kept(tables.hostManagers, { what: "Copie des responsables des structures : nom, téléphone", why: "tant que la personne gère la structure : elle signe pour elle" }),
  kept(tables.schools, { what: "Copie des établissements", why: "données publiques" }),
  kept(tables.staff, { what: "Copie du personnel des établissements : nom et coordonnées professionnelles", why: "tant que la personne est en poste, comme l'annuaire d'où elle vient" }),
  dated(tables.examDuties, {
    what: "Jours où un professeur est convoqué au baccalauréat",
    from: { label: "le dernier de ces jours", at: { day: lastExamDay } },
    term: { days: 90 },
    why: "ils ne servent qu'à choisir qui suit un stage ces jours-là",
  }),
  ...idempotencyRetention(tables.idempotencyKeys),
  ...statisticsRetention(counting),
  ...messagingRetention(tables.messaging),
];
