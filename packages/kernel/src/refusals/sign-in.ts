import { define } from "./define.ts";

/** Why someone whose token is good is not let in: whom to ask stands in each sentence. */
export const SIGN_IN_REFUSALS = {
  STUDENT_NOT_ENROLLED: define(
    "No class list has enrolled a student with this INE.",
    () => "Votre établissement ne vous a pas encore inscrit sur la plateforme. Demandez-lui de vérifier que votre nom et votre INE figurent dans la liste de votre classe, puis reconnectez-vous.",
  ),
  REPRESENTATIVE_NOT_LISTED: define(
    "No class list names a legal representative with the verified address of this account, or the account has none.",
    () => "Aucune liste de classe ne porte l'adresse électronique de votre compte. Demandez à l'établissement de votre enfant de la vérifier ou de la corriger, puis reconnectez-vous.",
  ),
  ADDRESS_SHARED: define(
    "Several people of different names have this address: it says of none of them that it is the bearer.",
    () => "Plusieurs personnes sont connues sous votre adresse électronique : elle ne suffit pas à vous reconnaître. Demandez à l'établissement d'indiquer une adresse propre à chacun, puis reconnectez-vous.",
  ),
  RECORD_HAS_ACCOUNT: define(
    "What would be the bearer's is attached to another account already, and nobody's account is taken over.",
    () => "Votre dossier est déjà rattaché à un autre compte. Connectez-vous avec celui-ci ; si ce n'est pas le vôtre, prévenez l'établissement.",
  ),
  SCHOOL_NOT_IN_DIRECTORY: define<{ uai: string }>(
    "The account says it is of the head of a school that is not in the platform's directory.",
    ({ uai }) => `L'établissement ${uai} ne figure pas dans l'annuaire de la plateforme. Signalez-le à votre rectorat.`,
  ),
  SCHOOL_HAS_HEAD: define<{ school: string }>(
    "A head of this school has an account already: others are invited by that head.",
    ({ school }) => `Une autre personne dirige déjà ${school} sur la plateforme. Demandez-lui de vous inviter à votre adresse professionnelle.`,
  ),
  INVITATION_NEEDED: define(
    "No invitation waits for the verified address of this account, or the account has none.",
    () => "Aucune invitation n'attend votre adresse électronique. Demandez à la direction de votre établissement ou de votre service de vous inviter à cette adresse, puis reconnectez-vous.",
  ),
  IDENTITY_INCOMPLETE: define(
    "The issuer did not tell the first and last name, or a verified address, without which nobody is entered.",
    () => "Votre fournisseur d'identité ne nous a pas transmis votre nom, votre prénom ou votre adresse électronique vérifiée. Complétez votre compte auprès de lui, puis reconnectez-vous.",
  ),
};
