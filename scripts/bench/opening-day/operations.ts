/** What is asked, of `schema/examples` as far as there is one, with the ids that a client needs to go on. */
export const OPERATIONS = {
  signIn: "query { viewer { role displayName student { firstName className isMinor school { name communeName academy { name } } } } }",
  nearHome:
    "query { viewer { student { home { communeName } offersNearby(radiusKm: 25, first: 10) { edges { distanceKm node { id title mode seatsLeft host { id } application { distanceNotice refusals { code message } } } } } } } }",
  search:
    "query ($search: OfferSearchInput!) { offers(search: $search, first: 10) { didYouMean edges { distanceKm node { id title mode publishedAt isFavourite host { id } } } facets { sectors { sector { label } count } hostKinds { hostKind count } } } }",
  offer:
    "query ($id: ID!) { offer(id: $id) { id title description activities period seats seatsLeft accessible practicalConditions isFavourite sector { label } place { communeName latitude longitude } host { legalName kind } application { distanceNotice refusals { code message } } viewerActions { action allowed refusals { message } } } }",
  favourite: "mutation ($input: AddFavouriteInput!) { addFavourite(input: $input) { id isFavourite } }",
  apply: "mutation ($input: SubmitCandidatureInput!) { submitCandidature(input: $input) { id status lastDayToAnswer } }",
  myCandidatures:
    "query { viewer { student { candidatures { id status lastDayToAnswer distanceKm offer { title host { legalName } } convention { status missingSignatures } viewerActions { action allowed refusals { message } } } } } }",
  confirm: "mutation ($input: CandidatureInput!) { confirmCandidature(input: $input) { id status } }",
  toAnswer:
    "query { candidatures(status: SUBMITTED, first: 10) { edges { node { id motivation lastDayToAnswer distanceNotice student { firstName className } offer { title seatsLeft } } } } }",
  accept: "mutation ($input: CandidatureInput!) { acceptCandidature(input: $input) { id status lastDayToConfirm } }",
  refuse: "mutation ($input: CandidatureReasonInput!) { refuseCandidature(input: $input) { id status } }",
  mySchool: "query { viewer { schools { uai name coverage { enrolled covered partlyCovered uncovered rate } students(first: 20) { edges { node { firstName lastName className candidatures { status } conventions { status period } } } } } } }",
} as const;

export type Kind = keyof typeof OPERATIONS;
export const KINDS = Object.keys(OPERATIONS) as readonly Kind[];
/** Those that change something: each that is acknowledged is looked for afterwards. */
export const WRITES: ReadonlySet<Kind> = new Set<Kind>(["favourite", "apply", "confirm", "accept", "refuse"]);

export const STEPS_HEARD = "subscription ($after: String) { candidatureStatusChanged(after: $after) { to at cursor candidature { id status offer { title } } } }";
export const SEATS_HEARD = "subscription ($offerId: ID, $after: String) { offerSeatsChanged(offerId: $offerId, after: $after) { cursor at seats seatsLeft offer { id title } } }";

/** What the rules may say in such a crowd: an offer that was there when it was looked at is full by now. */
export const OF_THE_RULES: ReadonlySet<string> = new Set(["NO_SEAT_LEFT", "OFFER_NOT_AVAILABLE", "WEEK_ALREADY_TAKEN", "TRY_AGAIN", "WRONG_STATE", "ALREADY_APPLIED"]);
