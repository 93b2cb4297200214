import { define } from "./define.ts";

/** Of a request before anything of it is done. */
export const REQUESTS_REFUSALS = {
  OPERATION_TOO_COSTLY: define<{ cost: number; max: number }>(
    "What this operation could cost, told from its selection, `first` and the sizes of lists, is above what one may: ask for smaller pages, or for less below them. `x-stages-cost` of any answer over HTTP says what it was.",
    ({ cost, max }) => `Cette requête demande trop de choses à la fois (coût : ${cost}, limite : ${max}). Demandez des pages plus petites, ou en plusieurs fois.`,
  ),
  PERSISTED_QUERY_NOT_FOUND: define(
    "No trusted document has this SHA-256, and none can be registered. Send the text instead, where others' documents are let in.",
    () => "Cette requête enregistrée n'est pas connue. Rechargez la page ; si cela se répète, votre application doit être mise à jour.",
  ),
  UNTRUSTED_DOCUMENT: define(
    "This platform answers the documents of `schema/trusted-documents.json` alone, by their id or their exact text.",
    () => "Cette plateforme ne répond qu'aux requêtes de ses propres applications, et celle-ci n'en est pas une.",
  ),
  TOO_MANY_REQUESTS: define<{ seconds: number }>(
    "This person, or this address, has asked for as much as one may in a minute. Nothing of it was begun: ask again after `retryAfter` seconds, which is `Retry-After` over HTTP (status 429).",
    ({ seconds }) => `Trop de demandes en peu de temps. Rien n'a été fait de celle-ci : recommencez dans ${seconds} ${seconds > 1 ? "secondes" : "seconde"}.`,
  ),
};
