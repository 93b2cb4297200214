import { define } from "./define.ts";

interface OnDay {
  /** The day in French: "lundi 14 juin 2027". */
  day: string;
}

/** Of amendments, attestations and feedback. */
export const AFTER_SIGNING_REFUSALS = {
  AMENDMENT_NOT_SIGNED_YET: define(
    "An amendment changes a signed convention. Before the last signature, the school head cancels the convention and a new one is made.",
    () => "Cette convention n'est pas encore signée par tous : le chef d'établissement peut l'annuler pour en établir une autre. Un avenant modifie une convention signée.",
  ),
  AMENDMENT_STAGE_OVER: define<OnDay>(
    "Nothing is amended after the last day of the stage.",
    ({ day }) => `Le stage s'est terminé le ${day} : il ne peut plus être modifié par un avenant.`,
  ),
  AMENDMENT_ALREADY_OPEN: define(
    "One amendment at a time: the open one is signed or abandoned first.",
    () => "Un avenant est déjà en cours pour cette convention : il doit d'abord être signé par tous, ou abandonné.",
  ),
  AMENDMENT_CHANGES_NOTHING: define(
    "An amendment changes at least one term.",
    () => "Cet avenant ne change rien à ce qui est convenu : indiquez ce qui doit être modifié.",
  ),
  AMENDMENT_FIELD_OF_SCHOOL: define(
    "The referent teacher and the insurance are the school's to change.",
    () => "Seul l'établissement peut proposer de changer le professeur référent ou l'assurance.",
  ),
  AMENDMENT_PAST_DAY: define<OnDay>(
    "Days that have passed stay as they were agreed.",
    ({ day }) => `Le ${day} est passé : ses horaires restent ceux qui étaient convenus.`,
  ),
  ATTESTATION_TOO_EARLY: define(
    "An attestation is asked for once the stage has ended.",
    () => "L'attestation se demande une fois le stage terminé.",
  ),
  ATTESTATION_EXISTS: define(
    "One attestation a convention.",
    () => "Une attestation a déjà été demandée pour ce stage.",
  ),
  ATTESTATION_NOTHING_DONE: define(
    "Nothing was done that could be attested.",
    () => "Aucune heure de présence n'est à attester pour ce stage.",
  ),
  ATTESTATION_NOT_A_DAY: define<OnDay>(
    "The day is not one of the stage's, through the day on which it ended.",
    ({ day }) => `Le ${day} n'est pas un jour de ce stage.`,
  ),
  ATTESTATION_DAY_TWICE: define<OnDay>(
    "The same day is corrected twice.",
    ({ day }) => `Le ${day} est indiqué deux fois.`,
  ),
  FEEDBACK_NOT_OPEN: define<OnDay>(
    "Feedback opens at the start of the year of première, as the campaign says.",
    ({ day }) => `Vous pourrez donner votre retour d'expérience à partir du ${day}.`,
  ),
  FEEDBACK_EXISTS: define(
    "One feedback a convention.",
    () => "Vous avez déjà donné votre retour d'expérience sur ce stage.",
  ),
  INVALID_MONTH_DAY: define<{ value: string }>(
    "A day of every year, as MM-DD.",
    ({ value }) => `« ${value} » n'est pas un jour de l'année valide. Écrivez le mois puis le jour, par exemple 09-01.`,
  ),
};
