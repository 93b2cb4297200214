import { define } from "./define.ts";

interface OnDay {
  /** The day in French: "lundi 14 juin 2027". */
  day: string;
}

export const CONVENTIONS_REFUSALS = {
  CONVENTION_FROZEN: define(
    "The convention was validated: its content cannot change any more (FAQ). A change is an amendment.",
    () => "Cette convention est validée : elle n'est plus modifiable. Un changement passe par un avenant.",
  ),
  FIELD_NOT_YOURS: define(
    "A field of the convention that someone else fills: `editableFields` lists one's own.",
    () => "Ce champ de la convention n'est pas à remplir par vous : laissez-le à la structure ou à l'établissement qu'il concerne.",
  ),
  CONVENTION_SAME_WEEKS: define(
    "The student has a convention under way for one of these weeks.",
    () => "Cet élève a déjà une convention pour l'une de ces semaines. Annulez-la d'abord, ou choisissez l'autre semaine.",
  ),
  STAGE_OVER: define(
    "The last day of these weeks is past.",
    () => "Ces semaines de stage sont passées : une convention ne s'ouvre plus.",
  ),
  REMINDED_TODAY: define(
    "A host reminds the school head once a civil day.",
    () => "Vous avez déjà relancé l'établissement aujourd'hui. Vous pourrez le faire de nouveau demain.",
  ),
  INVALID_RUN_ID: define(
    "The id of a bulk validation is a UUID that the client makes.",
    () => "L'identifiant de cette validation groupée n'en est pas un (UUID).",
  ),
  CANDIDATURE_NOT_CONFIRMED: define(
    "The school validates only once the student has confirmed the stage.",
    () => "L'élève n'a pas encore confirmé ce stage : la convention ne peut pas être validée.",
  ),
  REFERENT_TEACHER_UNKNOWN: define(
    "The referent teacher must be on the staff of the student's school.",
    () => "Le professeur référent doit exercer dans l'établissement de l'élève.",
  ),
  NOT_A_SIGNATORY: define(
    "Signatories are the school head, the host's manager, and the student if adult or a legal representative if minor at the date of signature.",
    () => "Vous n'êtes pas signataire de cette convention. Pour un élève mineur, c'est un représentant légal qui signe.",
  ),
  SIGNED_ALREADY: define(
    "Each party signs once.",
    () => "Cette convention est déjà signée pour cette partie.",
  ),
  PRESENCE_EMPTY: define(
    "The timetable has no day.",
    () => "L'emploi du temps est vide : indiquez les horaires de chaque journée de stage.",
  ),
  PRESENCE_OUTSIDE_PERIOD: define<OnDay>(
    "A day outside of the convention's period.",
    ({ day }) => `Le ${day} est en dehors de la période de stage.`,
  ),
  PRESENCE_DAY_TWICE: define<OnDay>(
    "The same day stands twice in the timetable.",
    ({ day }) => `Le ${day} figure deux fois dans l'emploi du temps.`,
  ),
  PRESENCE_TIMES_UNORDERED: define<OnDay>(
    "Times of a day must follow each other.",
    ({ day }) => `Le ${day} : chaque horaire de fin doit suivre l'horaire de début, sans chevauchement.`,
  ),
  PRESENCE_TOO_EARLY: define<OnDay & { earliest: string }>(
    "No presence before the earliest time for this age.",
    ({ day, earliest }) => `Le ${day} : la présence ne peut pas commencer avant ${earliest}.`,
  ),
  PRESENCE_TOO_LATE: define<OnDay & { latest: string }>(
    "No presence after the latest time for this age.",
    ({ day, latest }) => `Le ${day} : la présence ne peut pas se terminer après ${latest}.`,
  ),
  PRESENCE_HOURS_PER_DAY: define<OnDay & { max: string; planned: string }>(
    "More hours in a day than allowed at this age.",
    ({ day, max, planned }) => `Le ${day} : ${planned} de présence sont prévues, pour un maximum de ${max} par jour.`,
  ),
  PRESENCE_HOURS_PER_WEEK: define<OnDay & { max: string; planned: string }>(
    "More hours in a week than allowed at this age.",
    ({ day, max, planned }) => `Semaine du ${day} : ${planned} de présence sont prévues, pour un maximum de ${max} par semaine à l'âge de l'élève.`,
  ),
  PRESENCE_DAYS_PER_WEEK: define<OnDay & { max: number }>(
    "More days in a week than allowed.",
    ({ day, max }) => `Semaine du ${day} : la présence est limitée à ${max} jours par semaine.`,
  ),
  PRESENCE_WEEKLY_REST: define<OnDay & { days: 1 | 2 }>(
    "Consecutive days of rest a week, Sunday included: two, or as the campaign's rules say.",
    ({ day, days }) => `Semaine du ${day} : ${days === 1 ? "le repos du dimanche est obligatoire" : "deux jours de repos consécutifs, dont le dimanche, sont obligatoires"}.`,
  ),
  PRESENCE_DAILY_REST: define<OnDay & { hours: number }>(
    "Not enough rest between two days.",
    ({ day, hours }) => `Avant le ${day} : ${hours} heures de repos consécutives sont obligatoires entre deux journées.`,
  ),
  PRESENCE_BREAK_MISSING: define<OnDay & { minutes: number; after: string }>(
    "No break long enough after the longest uninterrupted presence allowed.",
    ({ day, minutes, after }) => `Le ${day} : une pause d'au moins ${minutes} minutes est obligatoire au plus tard après ${after} de présence.`,
  ),
  ABSENCE_NOT_A_DAY_OF_STAGE: define<OnDay>(
    "The day is not in the convention's timetable.",
    ({ day }) => `Le ${day} n'est pas un jour de stage prévu par la convention.`,
  ),
  ABSENCE_IN_THE_FUTURE: define<OnDay>(
    "An absence is reported on the day itself or after it.",
    ({ day }) => `Le ${day} n'est pas encore arrivé : une absence se signale le jour même ou après.`,
  ),
  ABSENCE_ALREADY_REPORTED: define<OnDay>(
    "An absence of that student on that day is already known.",
    ({ day }) => `L'absence du ${day} est déjà signalée.`,
  ),
};
