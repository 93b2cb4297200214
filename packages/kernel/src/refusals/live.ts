import { define } from "./define.ts";

export const LIVE_REFUSALS = {
  TOO_MANY_SUBSCRIPTIONS: define<{ max: number }>(
    "This socket has as many subscriptions open as one may have. Complete some, or subscribe to more with one of them.",
    ({ max }) => `Cette page suit déjà trop de choses en direct (limite : ${max}). Fermez-la, puis rouvrez-la ; si cela se répète, signalez-le à l'assistance.`,
  ),
  TOO_MANY_CONNECTIONS: define<{ max: number }>(
    "This person, or without a token this address, has as many sockets and streams open as one may have. Close some before another; trying again at once will not help.",
    ({ max }) => `Trop de fenêtres suivent la plateforme en direct à la fois (limite : ${max}). Fermez celles dont vous ne vous servez pas, puis rechargez la page.`,
  ),
};
