import { type Costs, sized, weighing } from "@stages/subgraph/costs.ts";

/** In points of a tenth of a millisecond of processor: RESULTS.md, `search`, CPU for one search, Node's and PostgreSQL's. */
export const costs: Costs = {
  // The nearest take 6.4 ms with their twenty offers, words 20.
  ...weighing(100, "Query.offers"),
  ...weighing(50, "Student.offersNearby"),
  // Facets and the total are read together, at 15 ms; a word corrected at 24, the whole search included.
  ...weighing(100, "OfferSearch.facets"),
  ...weighing(50, "OfferSearch.totalCount", "OfferSearch.didYouMean", "OfferSearch.loosen"),
  ...weighing(10, "Query.searchSuggestions"),
  ...weighing(30, "Query.recensement"),
  ...weighing(3, "Academy.seatFigures", "Department.seatFigures", "Campaign.seatFigures", "SeatFigures.series", "SeatFigures.by", "SeatFigures.onSameDayOf"),
  ...sized(1, "ViewerAction.refusals"),
  ...sized(4, "Query.campaigns"),
  ...sized(2, "Campaign.weeks"),
  ...sized(5, "Offer.history", "Offer.viewerActions", "Host.viewerActions", "Host.intentions"),
};
