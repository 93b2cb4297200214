import { define } from "./define.ts";

interface OnDay {
  /** The day in French: "lundi 14 juin 2027". */
  day: string;
}

export const DURING_THE_STAGE_REFUSALS = {
  STAGE_NOT_BEGUN: define<OnDay>(
    "A stage is interrupted once it has begun; before, its convention is cancelled.",
    ({ day }) => `Le stage ne commence que le ${day} : d'ici là, annulez la convention au lieu d'interrompre le stage.`,
  ),
  LAST_DAY_REQUIRED: define(
    "An interruption says the last day on which the student came, unless they never did.",
    () => "Indiquez le dernier jour où l'élève est venu. S'il n'est jamais venu, choisissez cette cause.",
  ),
  NO_SHOW_HAS_NO_LAST_DAY: define(
    "Whoever never came has no last day.",
    () => "Un élève qui ne s'est jamais présenté n'a pas de dernier jour : laissez ce champ vide, ou choisissez une autre cause.",
  ),
  LAST_DAY_IMPOSSIBLE: define<{ first: string; last: string }>(
    "The last day lies between the first day of the stage and today.",
    ({ first, last }) => `Le dernier jour de présence doit être compris entre le ${first} et le ${last}.`,
  ),
  PRESENCE_NOT_A_DAY_OF_STAGE: define<OnDay>(
    "Presence is recorded on the days of the timetable, as far as the stage went.",
    ({ day }) => `Le ${day} n'est pas un jour de ce stage.`,
  ),
  PRESENCE_IN_THE_FUTURE: define<OnDay>(
    "Presence is recorded on the day itself or after it.",
    ({ day }) => `Le ${day} n'est pas encore arrivé : une présence se note le jour même ou après.`,
  ),
  PRESENCE_ATTESTED: define(
    "The attestation says the hours done: they do not change any more.",
    () => "L'attestation de ce stage est établie : les heures de présence ne changent plus.",
  ),
  FOLLOW_UP_IN_THE_FUTURE: define(
    "A visit or a call is logged once it has taken place.",
    () => "Notez cette visite ou cet appel une fois qu'il a eu lieu : son heure n'est pas encore passée.",
  ),
};
