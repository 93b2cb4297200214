import { define } from "./define.ts";

export const OFFERS_REFUSALS = {
  HOST_ALREADY_REGISTERED: define(
    "A host with this SIRET exists; ask one of its managers to add you.",
    () => "Cette structure est déjà inscrite. Demandez à l'un de ses responsables de vous y rattacher.",
  ),
  INVALID_POSTCODE: define<{ value: string }>(
    "Not the five digits of a French postcode.",
    ({ value }) => `« ${value} » n'est pas un code postal : écrivez ses 5 chiffres.`,
  ),
  PLACE_NOT_LOCATED: define(
    "Nobody knows where the place is: give its latitude and longitude, both.",
    () => "La position de ce lieu n'est pas connue : indiquez sa latitude et sa longitude.",
  ),
  OFFERS_NOT_OPEN: define<{ opensOn: string }>(
    "Hosts cannot publish before the campaign's opening date.",
    ({ opensOn }) => `Le dépôt des offres ouvrira le ${opensOn}.`,
  ),
  STUDENTS_NOT_OPEN: define<{ opensOn: string }>(
    "Before the campaign's opening date students see no offer and cannot apply.",
    ({ opensOn }) => `Les offres de stage seront consultables à partir du ${opensOn}. Revenez à cette date.`,
  ),
  CAMPAIGN_ENDED: define(
    "The campaign's weeks are over.",
    () => "Cette campagne est terminée : il n'est plus possible d'y publier ni d'y candidater.",
  ),
  PERIOD_STARTED: define(
    "The period's first day is past.",
    () => "Cette période de stage est déjà commencée : elle ne peut plus être proposée.",
  ),
  SEARCH_AREA_REQUIRED: define(
    "A search needs a point to look around, or a commune whose place is known because a host or an offer there is located.",
    () => "Indiquez autour de quoi chercher : une position, ou une commune. Si la vôtre n'est pas reconnue, choisissez une commune voisine.",
  ),
  INVALID_BOUNDS: define<{ height: number; width: number }>(
    "The bounds of a map: south below north, west before east, and no more than a region.",
    ({ height, width }) => `La zone de la carte doit aller du sud au nord et d'ouest en est, sur ${height}° de haut et ${width}° de large au plus. Rapprochez la carte.`,
  ),
  TOO_MANY_FAVOURITES: define<{ max: number }>(
    "A student puts aside so many offers at most.",
    ({ max }) => `Vous avez déjà mis ${max} offres de côté : retirez-en une pour ajouter celle-ci.`,
  ),
  ECOLE_SEATS_EXCEEDED: define<{ max: number }>(
    "An école welcomes three students at most from five classes on, otherwise one (letter of the inspecteur d'académie).",
    ({ max }) =>
      max === 1
        ? "Une école de moins de cinq classes accueille un seul stagiaire."
        : `Une école de cinq classes ou plus accueille au maximum ${max} stagiaires.`,
  ),
  ECOLE_CLASSES_REQUIRED: define(
    "An école must say how many classes it has: its seats depend on it.",
    () => "Indiquez le nombre de classes de l'école : le nombre de stagiaires en dépend.",
  ),
  ECOLE_TUTOR_NOT_TEACHER: define(
    "In an école the tutor must be a professeur des écoles; neither an AESH nor an ATSEM.",
    () => "Dans une école, le tuteur est un professeur des écoles : un AESH ou un ATSEM ne peut pas être désigné tuteur.",
  ),
};
