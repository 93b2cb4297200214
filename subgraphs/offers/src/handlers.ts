import type { Handlers } from "@stages/events/consumer.ts";
import { deleteFavouritesOf } from "./persistence/favourites.ts";
import { learnWords } from "./persistence/vocabulary.ts";

/**
 * The words of an offer are learned on hearing, as everyone does, that it was published: one after the other, so that two
 * hosts who publish at once never wait for each other over the same words.
 */
export const handlers: Handlers = {
  OfferPublished: (tx, { payload }) => learnWords(tx, payload.offer.id),
  StudentErased: (tx, { payload }) => deleteFavouritesOf(tx, payload.studentId),
};
