import { define } from "./define.ts";

export const CAMPAIGNS_REFUSALS = {
  CAMPAIGN_ID_MISMATCH: define<{ year: number }>(
    "A campaign's id is the year of its stages.",
    ({ year }) => `L'identifiant d'une campagne est l'année de ses stages : ici ${year}.`,
  ),
  CAMPAIGN_DATE_REQUIRED: define(
    "A new campaign says all of its dates; one that exists keeps those that are not said.",
    () => "Indiquez cette date : une campagne nouvelle a besoin de toutes ses dates.",
  ),
  CAMPAIGN_DATE_PAST: define<{ today: string }>(
    "A date that is set is today's or a later one: nothing opened or took place in the past because it is written now.",
    ({ today }) => `Choisissez une date à partir d'aujourd'hui, ${today}.`,
  ),
  CAMPAIGN_DATES_UNORDERED: define(
    "Hosts publish first, or on the day on which students enter; students enter before the first week.",
    () => "L'ordre des dates est : ouverture aux structures, ouverture aux élèves, première semaine de stage.",
  ),
  CAMPAIGN_WEEK_INVALID: define(
    "A week of stage goes from a Monday to the Friday after it.",
    () => "Une semaine de stage va du lundi au vendredi de la même semaine.",
  ),
  CAMPAIGN_WEEKS_NOT_CONSECUTIVE: define(
    "The second week follows the first.",
    () => "La seconde semaine de stage suit immédiatement la première.",
  ),
  CAMPAIGN_ALREADY_OPEN: define<{ since: string }>(
    "What has opened stays open since its day: its date does not change any more.",
    ({ since }) => `Cette ouverture a eu lieu le ${since} : sa date ne peut plus changer.`,
  ),
  CAMPAIGN_WEEKS_PROMISED: define<{ offers: number }>(
    "Offers were published for these weeks: they do not move.",
    ({ offers }) => `Les semaines ne peuvent plus être déplacées : ${offers === 1 ? "une offre a déjà été publiée" : `${offers} offres ont déjà été publiées`} pour ces dates.`,
  ),
  CAMPAIGN_SETTING_PROMISED: define<{ since: string }>(
    "Students and families count on this setting since the opening: it does not change any more, or not in that direction.",
    ({ since }) => `Les élèves et les familles comptent sur ce réglage depuis l'ouverture, le ${since} : il ne peut plus changer ainsi.`,
  ),
  CAMPAIGN_ACADEMY_UNKNOWN: define<{ value: string }>(
    "No académie, nor overseas territory in its place, has this code in the ministry's files.",
    ({ value }) => `Aucune académie ne porte le code « ${value} » : indiquez ses deux chiffres.`,
  ),
  CAMPAIGN_ACADEMY_TWICE: define<{ academy: string }>(
    "Each académie has one target.",
    ({ academy }) => `L'académie ${academy} figure déjà dans la liste : gardez un seul objectif pour elle.`,
  ),
  CAMPAIGN_OVER: define(
    "The campaign's weeks are over: it is read, and not changed.",
    () => "Cette campagne est terminée : elle reste consultable et ne change plus.",
  ),
  PRESENCE_RULES_VERSION_REUSED: define<{ version: string }>(
    "Other rules already bear this version: a convention must be able to say by which it was checked.",
    ({ version }) => `La version « ${version} » désigne déjà d'autres règles de présence. Donnez à celles-ci une nouvelle version.`,
  ),
  PRESENCE_RULES_AGES_UNORDERED: define(
    "The rules begin at the age of 0, and each following line at a greater age.",
    () => "Les règles de présence commencent à l'âge de 0 an, puis chaque ligne à un âge plus élevé que la précédente.",
  ),
  CAMPAIGN_REMINDERS_UNORDERED: define(
    "The days of reminder ascend, none twice.",
    () => "Les jours de relance se suivent dans l'ordre croissant, sans répétition.",
  ),
  CAMPAIGN_TIMES_UNORDERED: define(
    "The latest hour of presence is after the earliest.",
    () => "L'heure la plus tardive doit suivre l'heure la plus matinale.",
  ),
  INTENTION_ALREADY_DECLARED: define(
    "The host has declared its intention for this campaign: change it, or withdraw it.",
    () => "Cette structure a déjà déclaré ses intentions pour cette campagne. Modifiez la déclaration existante.",
  ),
  INTENTION_WITHOUT_SEATS: define(
    "An intention promises one seat at least; without any it is withdrawn.",
    () => "Indiquez au moins une place. Si vous n'accueillez plus d'élève, retirez la déclaration.",
  ),
  INTENTION_WITHDRAWN: define(
    "The intention was withdrawn: declare another.",
    () => "Cette déclaration a été retirée. Vous pouvez en faire une nouvelle.",
  ),
};
