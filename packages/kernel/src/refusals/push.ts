import { define } from "./define.ts";

export const PUSH_REFUSALS = {
  INVALID_PUSH_SUBSCRIPTION: define(
    "What a browser's `PushSubscription` says was not given as it is: an address of a push service that is known, its key `p256dh` of 65 bytes and its secret `auth` of 16, in base64url.",
    () => "Ce navigateur n'a pas donné de quoi l'avertir. Rechargez la page et recommencez, ou essayez avec un autre navigateur.",
  ),
};
