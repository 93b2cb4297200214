/** How an offer welcomes students: one by one, or a list that a school books. */
export const OFFER_MODES = ["INDIVIDUAL", "SMALL_GROUP", "WHOLE_CLASS"] as const;
export type OfferMode = (typeof OFFER_MODES)[number];

/** Domain: "Group and class offers: one booking by the school for a list of its students". */
export function isForSchools(mode: OfferMode): boolean {
  return mode !== "INDIVIDUAL";
}
