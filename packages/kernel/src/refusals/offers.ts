import { define } from "./define.ts";

export const OFFERS_REFUSALS = {
  HOST_ALREADY_REGISTERED: define(
    "A host with this SIRET, or abroad one of this name at this address, exists; ask one of its managers to add you (`inviteHostManager`).",
    () => "Cette structure est déjà inscrite. Demandez à l'un de ses responsables de vous y rattacher.",
  ),
  UNKNOWN_COUNTRY: define<{ value: string }>(
    "Not a country of ISO 3166-1 in two letters. The French overseas territories are `FR`, with their communes.",
    ({ value }) => `« ${value} » n'est pas le code d'un pays (deux lettres majuscules, par exemple BE). Pour l'outre-mer, indiquez FR et la commune.`,
  ),
  SIRET_ABROAD: define(
    "A host abroad has no SIRET: one that has a SIRET is registered at its French address.",
    () => "Une structure à l'étranger n'a pas de SIRET. Si elle en a un, inscrivez-la à son adresse en France.",
  ),
  HOST_COUNTRY_FIXED: define(
    "A host stays in its country: elsewhere it is another host, to register.",
    () => "Une structure ne change pas de pays. Inscrivez celle de l'autre pays à part.",
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
  OFFER_FULL: define(
    "Every seat is taken: the offer is published again by raising its seats (`changeOfferSeats`), or by itself once one is free.",
    () => "Toutes les places de cette offre sont prises. Augmentez leur nombre : elle sera de nouveau publiée.",
  ),
  OFFER_FIXED_ONCE_PUBLISHED: define(
    "The period and the mode of an offer are fixed by its first publication: candidatures stand on them. Duplicate the offer instead.",
    () => "Cet élément ne change plus après la première publication de l'offre. Dupliquez l'offre pour en proposer une autre.",
  ),
  SEATS_CHANGED_APART: define(
    "From the first publication on, seats change by `changeOfferSeats`, which knows how many are taken.",
    () => "Le nombre de places d'une offre publiée se change à part : utilisez « modifier le nombre de places ».",
  ),
  OFFER_HAS_SEATS_TAKEN: define<{ taken: number }>(
    "An offer on which seats are taken is not removed: what was promised stays.",
    ({ taken }) =>
      taken === 1
        ? "Un élève a une place sur cette offre : elle ne peut pas être supprimée. Retirez-la plutôt du catalogue."
        : `${taken} élèves ont une place sur cette offre : elle ne peut pas être supprimée. Retirez-la plutôt du catalogue.`,
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
  ECOLE_SEATS_EXCEEDED: define<{ max: number; elsewhere?: number }>(
    "An école welcomes three students at most from five classes on, otherwise one (letter of the inspecteur d'académie), over all its offers of the same week.",
    ({ max, elsewhere = 0 }) => {
      const rule = max === 1 ? "Une école de moins de cinq classes accueille un seul stagiaire à la fois" : `Une école de cinq classes ou plus accueille au maximum ${max} stagiaires à la fois`;
      return elsewhere === 0 ? `${rule}.` : `${rule}, et vos autres offres en proposent déjà ${elsewhere} pour la même semaine.`;
    },
  ),
  ECOLE_OFFERS_OUT: define<{ max: number; titles: string }>(
    "Offers of the host that are out would break the rules of an école of so many classes: their seats, or their tutor's function.",
    ({ max, titles }) =>
      `Des offres en cours ne respecteraient plus les règles des écoles (${max === 1 ? "un stagiaire" : `${max} stagiaires au plus`}, un professeur des écoles pour tuteur) : « ${titles} ». Modifiez-les ou retirez-les d'abord.`,
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
