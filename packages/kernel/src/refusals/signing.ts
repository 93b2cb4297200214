import { define } from "./define.ts";

export const SIGNING_REFUSALS = {
  SIGNATURE_CODE_MISSING: define(
    "No code was asked for by this signer for exactly these documents: a code for others, or for another list, is worth nothing here.",
    () => "Aucun code n'a été demandé pour signer exactement ces documents. Demandez un code, puis recopiez-le ici.",
  ),
  SIGNATURE_CODE_WRONG: define<{ left: number }>(
    "Not the code that was sent; each try is counted.",
    ({ left }) => `Ce code n'est pas celui que vous avez reçu. ${left === 1 ? "Il vous reste un essai." : `Il vous reste ${left} essais.`}`,
  ),
  SIGNATURE_CODE_EXHAUSTED: define(
    "Five wrong tries: this code opens nothing any more.",
    () => "Ce code n'est plus valable : cinq essais ont échoué. Demandez un nouveau code.",
  ),
  SIGNATURE_CODE_EXPIRED: define(
    "A code is valid for ten minutes.",
    () => "Ce code n'est plus valable : il a plus de dix minutes. Demandez un nouveau code.",
  ),
  SIGNATURE_CODE_USED: define(
    "A code signs once.",
    () => "Ce code a déjà servi à signer. Demandez un nouveau code s'il reste un document à signer.",
  ),
  TOO_MANY_SIGNATURE_CODES: define<{ max: number }>(
    "Too many codes of one person within an hour were not used.",
    ({ max }) => `Vous avez demandé ${max} codes en une heure sans les utiliser. Attendez un peu avant d'en demander un autre.`,
  ),
  SMS_UNAVAILABLE: define(
    "No mobile number of this signer is known, to which a code could be sent.",
    () => "Aucun numéro de téléphone mobile n'est connu pour vous : demandez votre code par courrier électronique.",
  ),
  SMS_NOT_OFFERED: define(
    "No code leaves by SMS from this platform.",
    () => "L'envoi de codes par SMS n'est pas proposé ici : demandez votre code par courrier électronique.",
  ),
  TOO_MANY_DOCUMENTS: define<{ max: number }>(
    "Too many documents at once, or none.",
    ({ max }) => `Choisissez entre 1 et ${max} documents à la fois.`,
  ),
  NOT_ALLOWED_TO_SIGN: define(
    "The school noted that this legal representative may not sign.",
    () => "L'établissement n'a pas noté que vous pouvez signer pour cet élève. Rapprochez-vous de son secrétariat.",
  ),
  REFUSED_ALREADY: define(
    "This signer has already refused to sign this document, and has not signed since.",
    () => "Vous avez déjà refusé de signer ce document. Vous pouvez encore le signer si vous changez d'avis.",
  ),
  DELEGATE_UNKNOWN: define(
    "The person is not on the staff of the school, or does not manage the host; or is who delegates.",
    () => "Cette personne ne peut pas recevoir votre délégation : elle doit exercer dans l'établissement, ou être nommée par la structure, et ne pas être vous-même.",
  ),
  DELEGATION_TOO_LONG: define<{ days: number }>(
    "A delegation ends on a day to come, within a year.",
    ({ days }) => `Une délégation prend fin à une date à venir, au plus tard dans ${days} jours.`,
  ),
  DELEGATION_OVER: define(
    "The delegation was withdrawn, or is past.",
    () => "Cette délégation a déjà pris fin.",
  ),
};
