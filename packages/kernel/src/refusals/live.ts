import { define } from "./define.ts";

export const LIVE_REFUSALS = {
  ORIGIN_NOT_ALLOWED: define(
    "A page of another site asks (`Origin`, `Sec-Fetch-Site`), which `STAGES_ALLOWED_ORIGINS` does not name. Nothing was done; a server, which sends neither header, is not concerned.",
    () => "Cette demande vient d'une page d'un autre site, à laquelle la plateforme ne répond pas. Ouvrez la plateforme à son adresse habituelle.",
  ),
  OVERLOADED: define(
    "More came at once than the platform takes on. This operation was not begun, so that nothing was done: ask again, over HTTP (status 503) after the seconds of `Retry-After`, elsewhere after two, and later each time it is answered so.",
    () => "Beaucoup de personnes utilisent la plateforme en ce moment. Votre demande n'a pas été prise en compte et rien n'a changé : recommencez dans quelques secondes.",
  ),
  TOO_MANY_SUBSCRIPTIONS: define<{ max: number }>(
    "This socket has as many subscriptions open as one may have. Complete some, or subscribe to more with one of them.",
    ({ max }) => `Cette page suit déjà trop de choses en direct (limite : ${max}). Fermez-la, puis rouvrez-la ; si cela se répète, signalez-le à l'assistance.`,
  ),
  TOO_MANY_CONNECTIONS: define<{ max: number }>(
    "This person, or without a token this address, has as many sockets and streams open as one may have. Close some before another; trying again at once will not help.",
    ({ max }) => `Trop de fenêtres suivent la plateforme en direct à la fois (limite : ${max}). Fermez celles dont vous ne vous servez pas, puis rechargez la page.`,
  ),
};
