import { define } from "./define.ts";

export const COMMON_REFUSALS = {
  UNAUTHENTICATED: define(
    "The request carries no valid access token and the operation needs one.",
    () => "Vous devez être connecté pour faire cela. Connectez-vous, puis recommencez.",
  ),
  FORBIDDEN: define(
    "The actor's role may not do this, whatever the object.",
    () => "Votre profil ne permet pas cette action. Si vous avez plusieurs profils, choisissez celui qui convient.",
  ),
  NOT_FOUND: define<{ what: string }>(
    "The id is unknown, or names something this actor may not see; the two are not told apart.",
    ({ what }) => `${what} : aucun élément accessible ne correspond à cet identifiant.`,
  ),
  WRONG_STATE: define<{ what: string; status: string }>(
    "The object's present status does not allow this act.",
    ({ what, status }) => `${what} : cette action n'est pas possible dans son état actuel (${status}).`,
  ),
  INVALID_DATE: define<{ value: string }>(
    "Not a civil date `YYYY-MM-DD` that exists, or not an instant in ISO 8601.",
    ({ value }) => `« ${value} » n'est pas une date valide. Écrivez-la sous la forme AAAA-MM-JJ, par exemple 2027-06-14.`,
  ),
  INVALID_TIME: define<{ value: string }>(
    "Not a time of day `HH:MM`.",
    ({ value }) => `« ${value} » n'est pas une heure valide. Écrivez-la sous la forme HH:MM, par exemple 09:30.`,
  ),
  INVALID_CURSOR: define(
    "A pagination cursor that this list did not give, or gave for other arguments.",
    () => "Ce curseur de pagination n'est pas valable pour cette liste. Reprenez depuis la première page.",
  ),
  CURSOR_TOO_OLD: define(
    "A subscription's cursor from before what the platform still remembers: events after it may be gone. Ask again for what is shown, then subscribe without a cursor.",
    () => "Trop de temps a passé depuis votre dernière visite pour reprendre le fil des événements. Rechargez la page : elle montrera la situation actuelle, puis la suite.",
  ),
  SUBSCRIBER_TOO_SLOW: define(
    "A subscription whose client reads more slowly than its events come, and is no longer waited for. Nothing is lost: subscribe again with `after`, which stands in the `extensions` of the error and of the result.",
    () => "Votre connexion ne suit plus le rythme des événements. Rien n'est perdu : la suite reprendra d'elle-même là où vous en étiez.",
  ),
  SCHEMA_CHANGED: define(
    "The graph was updated while this subscription was open, and what it selects is no longer there. Reload the client; `after` in `extensions` is where its new subscription can go on.",
    () => "Le service vient d'être mis à jour. Rechargez la page pour continuer.",
  ),
  INVALID_PAGE_SIZE: define<{ max: number }>(
    "`first` must be between 1 and the list's maximum.",
    ({ max }) => `Demandez entre 1 et ${max} éléments par page.`,
  ),
  INVALID_EMAIL: define<{ value: string }>(
    "Not an electronic mail address.",
    ({ value }) => `« ${value} » n'est pas une adresse électronique valide.`,
  ),
  INVALID_SIRET: define<{ value: string }>(
    "Not 14 digits, or the Luhn key is wrong (La Poste's establishments have their own key).",
    ({ value }) => `« ${value} » n'est pas un numéro SIRET valide : 14 chiffres, dont la clé doit être juste. Vérifiez-le sur un document officiel de la structure.`,
  ),
  INVALID_UAI: define<{ value: string }>(
    "Not seven digits and the right checksum letter.",
    ({ value }) => `« ${value} » n'est pas un numéro UAI valide : 7 chiffres suivis de la lettre de contrôle.`,
  ),
  UNKNOWN_COMMUNE: define<{ value: string }>(
    "No commune has this INSEE code in the official geographic code.",
    ({ value }) => `Aucune commune ne porte le code INSEE « ${value} ».`,
  ),
  UNKNOWN_SECTOR: define<{ value: string }>(
    "Not a NAF section, a letter from A to U.",
    ({ value }) => `« ${value} » n'est pas une section de la nomenclature NAF (une lettre de A à U).`,
  ),
  TEXT_REQUIRED: define(
    "A text that must be given is empty or only spaces.",
    () => "Ce champ est obligatoire.",
  ),
  TEXT_TOO_LONG: define<{ max: number; length: number }>(
    "Longer than the limit, counted in characters as a person counts them (graphemes).",
    ({ max, length }) => `Ce texte compte ${length} caractères ; il est limité à ${max}.`,
  ),
  NUMBER_OUT_OF_RANGE: define<{ min: number; max: number }>(
    "A number outside of its bounds.",
    ({ min, max }) => `Ce nombre doit être compris entre ${min} et ${max}.`,
  ),
  INVALID_IDEMPOTENCY_KEY: define(
    "An idempotency key is 8 to 64 letters without accents, digits, `-` and `_`; a UUID is one.",
    () => "La clé de cette demande n'est pas valable : 8 à 64 lettres sans accent, chiffres, tirets ou tirets bas. Un UUID convient.",
  ),
  IDEMPOTENCY_KEY_REUSED: define(
    "The person already used this idempotency key for this mutation, with another input; nothing was done.",
    () => "Cette demande a déjà été envoyée avec un autre contenu. Utilisez une nouvelle clé pour une nouvelle demande.",
  ),
  CAMPAIGN_UNKNOWN: define(
    "No campaign is running, or the campaign named does not exist.",
    () => "Aucune campagne de stages ne correspond. Vérifiez l'année demandée.",
  ),
  TRY_AGAIN: define(
    "What the act needs has not arrived yet; nothing was done. Retry in a few seconds.",
    () => "Les informations nécessaires sont en cours d'arrivée. Rien n'a été enregistré : recommencez dans quelques secondes.",
  ),
  REQUEST_TOO_LARGE: define<{ max: string }>(
    "The request exceeds a limit of size, depth, aliases, tokens or another that `schema/limits.md` states; the sentence names it.",
    ({ max }) => `Cette requête est trop volumineuse (limite : ${max}).`,
  ),
  TEMPORARILY_UNAVAILABLE: define(
    "A part of the platform does not answer now; the other fields are right. Ask again in a moment, later each time. Of a mutation it is unknown whether it was done: send it again under the same idempotency key.",
    () => "Une partie du service ne répond pas pour le moment. Réessayez dans quelques instants.",
  ),
  INTERNAL_ERROR: define<{ reference: string }>(
    "Something unexpected; the reference finds it in the log.",
    ({ reference }) => `Une erreur inattendue s'est produite. Si elle persiste, donnez cette référence à l'assistance : ${reference}.`,
  ),
};
