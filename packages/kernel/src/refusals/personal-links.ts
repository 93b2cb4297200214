import { define } from "./define.ts";

export const PERSONAL_LINKS_REFUSALS = {
  LINK_UNKNOWN: define(
    "No personal link has this token, or it was opened already, or withdrawn: the three are not told apart.",
    () => "Ce lien ne peut plus être ouvert : il ne sert qu'une fois, et un lien plus récent le remplace. Demandez-en un nouveau, il vous sera envoyé par courriel.",
  ),
  LINK_EXPIRED: define(
    "The personal link was not opened in time. See `Mutation.requestPersonalLink`.",
    () => "Ce lien n'a pas été ouvert à temps. Demandez-en un nouveau, il vous sera envoyé par courriel.",
  ),
  LINK_NOT_NEEDED: define(
    "Nobody needs this link: the person has an account, may not sign, or the student is of age and signs alone.",
    () => "Cette personne n'a pas besoin de ce lien : elle a un compte, ou n'est pas signataire. Un élève majeur signe lui-même.",
  ),
};
